from odoo.tests import tagged

from .browser_case import BrowserCase
from .common import MigrationCase
from .test_thread import FIRM

SIZES = {"desk": (1280, 1000), "tablet": (820, 1180)}
TOO_WIDE = """
    (() => {
        const list = document.querySelector(".o_list_renderer");
        return list.scrollWidth - list.clientWidth;
    })()
"""


@tagged("post_install", "-at_install")
class TestNarrowScreens(BrowserCase, MigrationCase):
    """Nobody has to scroll a list sideways to decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.migrate(FIRM)
        cls.step("action_validate")

    def test_no_list_is_wider_than_the_screen(self):
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "=like", "case.migration.%"), ("view_mode", "like", "list")]
        )
        models = sorted(set(actions.mapped("res_model")))
        with self.browsing("admin") as screen:
            screen.open(
                "/odoo/case-migrations", "document.querySelector('.o_kanban_view')"
            )
            for model in models:
                for name, size in SIZES.items():
                    with self.subTest(model, screen=name):
                        self._show(screen, model, *size)
                        self.assertLessEqual(screen.value(TOO_WIDE), 0)

    def _show(self, screen, model, width, height):
        screen.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        title = f"{model} {width}"
        action = {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [[False, "list"]],
        }
        screen.go_on_to(
            action,
            f"document.title.startsWith({title!r})"
            " && document.querySelector('.o_list_renderer table th')",
        )
