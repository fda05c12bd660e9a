"""`./dev/screenshots`: the pictures of the documentation, anew from a running Odoo.

With `--gallery`, pictures of every screen instead, in `.dev/gallery`, to be looked at:
light, dark, on a tablet, from right to left.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Mapping
from typing import Any

from kit import browser, database, headless, javascript, paths, server, workshop
from kit.pictures import dark
from kit.progress import Problem, say
from kit.server import Server
from kit.workshop import Workshop

GALLERY = paths.STATE / "gallery"
LOOKS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "light": ("1280x1000", {}),
    "tablet": ("820x1180", {}),
    "dark": ("1280x1000", {"style": dark.STYLE, "assets": dark.ASSETS}),
    "rtl": ("1280x1000", {"language": "ar_001"}),
}
"""How large a look is, and what `look.py` is told for it."""


def main(arguments: list[str]) -> int:
    """Install with demonstration data, look at each screen, and drop it all."""
    asked = _asked(arguments)
    modules = (*database.BASE, paths.ADDON)
    with workshop.opened() as shop:
        template = database.template(modules, with_demo=True, skip_auto_install=True)
        variables = shop.variables()
        if "rtl" in asked.gallery and not javascript.ensure():
            raise Problem("A look from right to left needs npm.")
        variables = javascript.variables(variables)
        program = browser.program()
        with database.scratch(template, "screenshots") as name:
            ids = _migrations(shop, name) if asked.gallery else {}
            options = ("--max-cron-threads=0",) if asked.gallery else ()
            log = paths.LOGS / "screenshots.log"
            with server.running(shop, name, log, *options, variables=variables) as odoo:
                if not asked.gallery:
                    return _take(variables, "screenshots", odoo, program)
                return sum(
                    _look(shop, variables, odoo, program, look, ids, asked.names)
                    for look in asked.gallery
                )


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./dev/screenshots", description=__doc__)
    parser.add_argument("--gallery", nargs="*", choices=list(LOOKS), metavar="LOOK")
    parser.add_argument("--names", nargs="*", default=[], help="only these screens")
    asked = parser.parse_args(arguments)
    if asked.gallery == []:
        asked.gallery = list(LOOKS)
    asked.gallery = asked.gallery or []
    return asked


def _migrations(shop: Workshop, name: str) -> dict[str, int]:
    say("  Making migrations in every state …")
    script = paths.DEV / "kit" / "pictures" / "states.py"
    return headless.answer(shop, name, script, {}, "--max-cron-threads=0")


def _look(
    shop: Workshop,
    variables: Mapping[str, str],
    odoo: Server,
    program: str,
    look: str,
    ids: Mapping[str, int],
    names: list[str],
) -> int:
    size, parameters = LOOKS[look]
    script = paths.DEV / "kit" / "pictures" / "look.py"
    headless.answer(shop, odoo.database, script, parameters)
    folder = str(GALLERY / look)
    return _take(
        variables, "gallery", odoo, program, folder, size, json.dumps(ids), *names
    )


def _take(
    variables: Mapping[str, str],
    script: str,
    odoo: Server,
    program: str,
    *arguments: str,
) -> int:
    command = (
        paths.PYTHON,
        "-m",
        f"kit.pictures.{script}",
        odoo.address,
        odoo.database,
    )
    return subprocess.run(
        (*command, program, *arguments), cwd=paths.DEV, env=variables, check=False
    ).returncode
