"""A pytest plugin that puts styles and programs together once for all browser tests.

What a test has put together is rolled back with it, and takes ten seconds each time.
"""

from __future__ import annotations

import importlib
import inspect

import pytest

BROWSER = ("start_tour(", "browser_js(", "browsing(")
"""What a class calls whose tests open a browser."""

SCRIPTS = (
    "web.assets_web",
    "web.assets_backend_lazy",
    "web.assets_tests",
    "web.__assets_tests_call__",
    "bus.websocket_worker_assets",
)
STYLES = ("web.assets_web", "web.assets_web_print", "web.assets_backend_lazy")


@pytest.fixture(scope="class", autouse=True)
def put_together(request: pytest.FixtureRequest) -> None:
    """Have them in the database before the first class that needs them begins."""
    config = request.config
    if request.cls and not hasattr(config, "bundles_are_there"):
        source = inspect.getsource(request.cls)
        if any(call in source for call in BROWSER) and config.pluginmanager.hasplugin(
            "odoo"
        ):
            config.bundles_are_there = True
            _put_together()


def _put_together() -> None:
    # Not at the top: the other suite has no Odoo.
    odoo = importlib.import_module("odoo")
    tests = importlib.import_module("odoo.tests.common")
    registry = odoo.modules.registry.Registry(tests.get_db_name())
    with registry.cursor() as cr:
        pages = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})["ir.qweb"]
        for name in SCRIPTS:
            pages._get_asset_bundle(name, css=False, js=True).js()
        for name in STYLES:
            pages._get_asset_bundle(name, css=True, js=False).css()
