"""`./dev/screenshots`: the pictures of the documentation, anew from a running Odoo."""

from __future__ import annotations

import shutil
import subprocess

from kit import browser, database, paths, server, workshop
from kit.progress import Problem


def main(arguments: list[str]) -> int:
    """Install with demonstration data, look at each screen, and drop it all."""
    modules = (*database.BASE, paths.ADDON)
    with workshop.opened() as shop:
        template = database.template(modules, with_demo=True, skip_auto_install=True)
        variables = shop.variables()
        program = next(
            filter(
                None, (shutil.which(n, path=variables["PATH"]) for n in browser.NAMES)
            ),
            None,
        )
        if not program:
            raise Problem("There is no browser on this machine.")
        with (
            database.scratch(template, "screenshots") as name,
            server.running(shop, name, paths.LOGS / "screenshots.log") as odoo,
        ):
            return subprocess.run(
                (paths.PYTHON, "-m", "kit.screenshots", odoo.address, name, program),
                cwd=paths.DEV,
                env=variables,
                check=False,
            ).returncode


def _browser(path: str) -> str:
    found = filter(None, (shutil.which(name, path=path) for name in browser.NAMES))
    program = next(found, None)
    if not program:
        raise Problem("There is no browser on this machine.")
    return program
