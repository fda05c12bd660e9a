"""The full backup of The Case File: a ZIP of CSV files and a tree of documents.

Relations are by name, several values stand in one cell, roles in brackets; some files
are in Windows-1252, the month comes first, yes and no are written in four ways, and
some files are empty.
"""

from pathlib import Path

from ...archive import Archive
from ...firm import Firm
from . import cases, money, people, setup, tree, work

SHEETS = (*people.SHEETS, *cases.SHEETS, *work.SHEETS, *money.SHEETS, *setup.SHEETS)
LOCATIONS = ("Name", "Address", "Phone", "TCF ID")
DISCOUNTS = ("Invoice Number", "Reason", "Amount", "TCF ID")


def write(firm: Firm, path: Path) -> None:
    """Write the backup to ``path``."""
    with Archive(path) as archive:
        for sheet in SHEETS:
            rows = (sheet.row(firm, record) for record in firm.records(sheet.name))
            archive.csv(sheet.file, tuple(sheet.columns), rows, sheet.encoding)
        archive.csv("locations.csv", LOCATIONS, ())
        archive.csv("invoice_discounts.csv", DISCOUNTS, ())
        archive.file("flat_fees.csv", b"")
        for name, content in tree.files(firm):
            archive.file(name, content)
