"""The pictures of the documentation, taken in a real browser from a running Odoo.

Runs in the environment:
``python -m kit.pictures.screenshots ADDRESS DATABASE BROWSER``.
"""

from __future__ import annotations

import sys

from kit import paths
from kit.page import browsing

FOLDER = paths.ROOT / "static" / "description"
SIZE = (1280, 800)
COLOURS = 128
SCREENS = {
    "start": ("case-migration-start", ".card"),
    "job": ("case-migrations/2", ".o_case_migration_progress .progress-bar"),
    "map": ("case-migration-map", ".o_data_row"),
    "jobs": ("case-migrations", ".o_kanban_record"),
    "checks": ("case-migration-checks", ".o_data_row"),
}
"""The path below /odoo/ and what is on the page when it is ready, by picture."""


def main(arguments: list[str]) -> int:
    """Take all pictures."""
    address, database, browser = arguments
    with browsing(browser, *SIZE) as page:
        page.log_in(address, database)
        for name, (path, ready) in SCREENS.items():
            page.call("Page.navigate", url=f"{address}/odoo/{path}")
            page.wait_for(ready)
            file = FOLDER / f"{name}.png"
            page.picture().quantize(COLOURS).save(file, optimize=True)
            print(f"{file.name}: {file.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
