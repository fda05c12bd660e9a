"""The template of the addon's translations, as Odoo exports it.

Odoo looks for texts in every folder below the addon, along links too; in the checkout
it would come by the link in `.dev` to the checkout again, without an end.
"""

from __future__ import annotations

from kit import database, paths, process, workshop
from kit.addon_copy import addon_copy

TEMPLATE = paths.ROOT / "i18n" / f"{paths.ADDON}.pot"
DATES = ('"POT-Creation-Date:', '"PO-Revision-Date:')


def export() -> str:
    """The template that fits the addon's present files, without its dates."""
    source = database.template((*database.BASE, paths.ADDON), skip_auto_install=True)
    with (
        workshop.opened() as shop,
        database.scratch(source, "pot") as name,
        addon_copy() as addon,
    ):
        file = addon.with_suffix(".pot")
        addons = ",".join(map(str, (*shop.odoo.addons, addon.parent)))
        export = ("i18n", "export", "-d", name, "-o", str(file), paths.ADDON)
        command = shop.odoo_command(f"--addons-path={addons}", *export)
        process.run(command, "Exporting the texts to translate", env=shop.variables())
        lines = file.read_text().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(DATES))


def is_current() -> bool:
    """Whether the template in the checkout is the one that Odoo would export."""
    return TEMPLATE.exists() and TEMPLATE.read_text() == export()
