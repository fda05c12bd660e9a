"""A pytest plugin for tests in several processes: what shares a set-up stays together.

A class has its `setUpClass`, a module its fixtures, and a fixture of a module that has
parameters is set up once for each of them, for all classes of the module.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from kit import paths

IN_BROWSER = (
    "test_tour_way",
    "test_tour",
    "test_javascript",
    "test_job_screen",
    "test_hostile_content",
    "test_hostile_screens",
    "test_two_admins",
    "test_narrow_screens",
    "test_upload",
)
"""Modules that one process does all of: what `pytest_bundles` does is done once."""

SLOW_FIRST = (
    *IN_BROWSER,
    "test_kill_and_resume",
    "test_two_servers",
    "test_channels",
    "test_fidelity",
    "test_rows_the_case_file",
    "test_rows_backdocket",
    "test_delta",
    "test_life_cycle",
    "test_queue_job",
    "test_rollback_dump",
    "test_upgrade",
    "test_packages",
    "test_demo",
    "test_bench",
)
"""Modules that the others are to fill the gaps beside, the longest set-up first."""


class BySetUp(LoadScopeScheduling):
    """Gives a process all tests of one set-up."""

    def _split_scope(self, nodeid: str) -> str:
        if Path(nodeid.partition("::")[0]).stem in IN_BROWSER:
            return "in a browser"
        scope, _separator, name = nodeid.rpartition("::")
        _name, bracket, parameter = name.partition("[")
        if bracket:
            scope, _separator, _rest = nodeid.partition("::")
        return f"{scope}{bracket}{parameter}"


def pytest_configure() -> None:
    """With pytest-odoo, processes have databases of their own, but share files."""
    plugin = sys.modules.get("pytest_odoo")
    if plugin:
        plugin._shared_filestore = _own_filestore


@contextmanager
def _own_filestore(original: str, name: str) -> Iterator[None]:
    """Or what one database has no use for is removed from under the other."""
    own, shared = paths.FILESTORE / name, paths.FILESTORE / original
    if own == shared:
        yield
        return
    shutil.rmtree(own, ignore_errors=True)
    if shared.exists():
        shutil.copytree(shared, own, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(own, ignore_errors=True)


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: object
) -> LoadScopeScheduling:
    """The scheduler of a run with `-n`."""
    config.option.loadscopereorder = False
    return BySetUp(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, or one process is left alone with it, and end
    with what takes no time.
    """
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    name = item.path.stem
    if name in SLOW_FIRST:
        return SLOW_FIRST.index(name)
    return len(SLOW_FIRST) + name.startswith("test_lib_")
