"""`./dev/test`: the whole suite, or with `lib` the tests that need no database."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from kit import browser, database, paths, process, workshop
from kit.workshop import Workshop

SUITE = paths.ROOT / "tests"
SYSTEM_SUITE = paths.DEV / "tests"
NOTHING_COLLECTED = 5
PLUGINS = (
    "-p",
    "kit.plugins.browser",
    "-p",
    "kit.plugins.bundles",
    "-p",
    "kit.plugins.shares",
)


def main(arguments: list[str]) -> int:
    """Run what the arguments select; all but `lib` are pytest's."""
    if arguments[:1] == ["lib"]:
        return _run_lib(arguments[1:])
    selected = [argument for argument in arguments if _suite_of(argument)]
    options = [argument for argument in arguments if argument not in selected]
    with workshop.opened() as shop:
        browser.ensure()
        return _worst(
            run(shop, [test for test in selected if _suite_of(test) == suite], options)
            for suite, run in ((SUITE, _run_suite), (SYSTEM_SUITE, _run_system_suite))
            if not selected or suite in map(_suite_of, selected)
        )


def _suite_of(argument: str) -> Path | None:
    """The suite of a test's path, or of a node id that begins with one."""
    path = Path(argument.partition("::")[0]).resolve()
    suites = (suite for suite in (SUITE, SYSTEM_SUITE) if path.is_relative_to(suite))
    return next(suites, None) if path.exists() else None


def _run_lib(options: list[str]) -> int:
    """Tests without a database; Odoo is only imported."""
    variables = workshop.tool_variables(workshop.install())
    tests = [_as_addon(str(file)) for file in sorted(SUITE.glob("test_lib_*.py"))]
    plugins = ("-p", "no:odoo", "-p", "kit.plugins.addon_names")
    return _pytest(paths.ADDON_LINK, (*plugins, *options, *tests), variables)


def _run_suite(shop: Workshop, selected: list[str], options: list[str]) -> int:
    """The addon's own tests, on a database with the addon."""
    tests = [_as_addon(argument) for argument in selected or [str(SUITE)]]
    source = database.template((*database.BASE, paths.ADDON), skip_auto_install=True)
    with database.scratch(source, "test") as name:
        plugins = (*PLUGINS, "--odoo-http", f"--odoo-database={name}")
        return _pytest(
            paths.ADDON_LINK,
            (*plugins, *_spread(selected), *options, *tests),
            shop.variables(),
        )


def _run_system_suite(shop: Workshop, selected: list[str], options: list[str]) -> int:
    """Tests that start the commands and Odoo themselves."""
    tests = selected or [str(SYSTEM_SUITE)]
    plugins = ("-p", "no:odoo", *PLUGINS)
    alone = f"--confcutdir={SYSTEM_SUITE}"
    return _pytest(
        paths.ROOT,
        (*plugins, alone, *_spread(selected), *options, *tests),
        shop.variables(),
    )


def _spread(selected: list[str]) -> tuple[str, ...]:
    """Whole suites are run by as many processes as there are cores, unless `-n 0`."""
    return ("-n", "logical") if all(Path(one).is_dir() for one in selected) else ()


def _as_addon(argument: str) -> str:
    """The same test under the addon's technical name, by which Python knows it."""
    path, separator, name = argument.partition("::")
    relative = Path(path).resolve().relative_to(paths.ROOT)
    return f"{paths.ADDON_LINK / relative}{separator}{name}"


def _pytest(
    root: Path, arguments: tuple[str, ...], variables: Mapping[str, str]
) -> int:
    config = ("-c", str(root / "pyproject.toml"))
    python_path = os.pathsep.join((variables["PYTHONPATH"], str(paths.DEV)))
    own = {
        "PYTHONPATH": python_path,
        "HYPOTHESIS_STORAGE_DIRECTORY": str(paths.STATE / "hypothesis"),
        "XDG_CACHE_HOME": str(paths.STATE / "browser-home"),
        "XDG_CONFIG_HOME": str(paths.STATE / "browser-home"),
    }
    command = (str(paths.PYTHON), "-P", "-m", "pytest", *config, *arguments)
    return process.foreground(command, {**variables, **own})


def _worst(statuses: Iterable[int]) -> int:
    """The status of the whole; one suite may have no matching test if the other has."""
    collected = list(statuses)
    return max(
        (status for status in collected if status != NOTHING_COLLECTED),
        default=NOTHING_COLLECTED,
    )
