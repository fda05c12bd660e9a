"""`./dev/odoo`: Odoo's own command line in this environment."""

from __future__ import annotations

from kit import process, workshop


def main(arguments: list[str]) -> int:
    """Run Odoo in the foreground."""
    with workshop.opened() as shop:
        return process.foreground(shop.odoo_command(*arguments), shop.variables())
