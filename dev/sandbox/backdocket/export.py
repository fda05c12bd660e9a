"""The export of BackDocket: a mix of formats, with ids, and a tree of documents.

Each file holds what the API gives; in tables nested values have dotted headers and
lists stand in one cell, line by line.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from ..archive import Archive, Names, safe_name
from ..dirt import MISSING
from ..documents import OVERSIZE, content, file_name, size_of
from ..firm import Firm
from . import VIEWS, claims, work
from .format import id_of

Record = dict[str, Any]
Table = tuple[list[str], Iterable[list[Any]]]

JSON_LINES = {"case": "claims.jsonl", "event": "calendar/events.jsonl"}
JSON_FILES = {
    "team": "departments",
    "lead_source": "lead_sources",
    "workflow": "workflows",
    "automation_rule": "automations",
    "billing_rule": "billing_rules",
    "template": "templates",
    "billing": "invoices",
}
MONEY = {
    "time_entry": "Time",
    "expense": "Expenses",
    "trust_ledger": "Trust",
    "check_approval": "Checks",
}
# kind of contact -> records that have all its columns
EXAMPLES = {"corporate": (("company", 0), ("contact", 7)), "person": (("contact", 0),)}
SHEET_DATES = ("day", "requested")  # written as dates of the spreadsheet


def write(firm: Firm, file: Path) -> None:
    """Write the export to ``file``."""
    with Archive(file) as archive:
        archive.csv("staff.csv", *_table(_shown(firm, "user")), delimiter=";")
        archive.csv("tasks.tsv", *_table(_shown(firm, "activity")), delimiter="\t")
        for name, member in JSON_LINES.items():
            archive.json_lines(member, _shown(firm, name))
        archive.json_lines("notes.jsonl", _notes(firm))
        for name, key in JSON_FILES.items():
            archive.json(f"{key}.json", _shown(firm, name), key)
        archive.json("claim_types.json", _claim_types(firm), "claim_types")
        archive.json("intake_fields.json", _intake_fields(firm), "fields")
        kinds = {"Corporates": "corporate", "Persons": "person"}
        sheets = {title: _table(_contacts(firm, kind)) for title, kind in kinds.items()}
        archive.xlsx("contacts.xlsx", sheets)
        sheets = {title: _table(_dated(firm, name)) for name, title in MONEY.items()}
        archive.xlsx("money.xlsx", sheets)
        archive.csv("documents.csv", *_table(_documents(firm)))
        for record, path in _placed(firm):
            if path:
                archive.file(path, content(record))


# -- what is in the files


def _shown(firm: Firm, name: str) -> Iterator[Record]:
    for record in firm.records(name):
        shown = VIEWS[name](firm, record)
        if name == "case":
            answers = shown["intake"]
            shown["intake"] = {answer["label"]: answer["value"] for answer in answers}
        yield shown


def _contacts(firm: Firm, kind: str) -> Iterator[Record]:
    """Yield companies and contacts of one kind, all with the same columns."""
    examples = {
        "corporate": [("company", 0), ("contact", 7)],
        "person": [("contact", 0)],
    }
    columns = dict.fromkeys(
        key
        for name, index in examples[kind]
        for key in VIEWS[name](firm, firm.record(name, index))
    )
    for shown in chain(_shown(firm, "company"), _shown(firm, "contact")):
        if shown["kind"] == kind:
            yield {**columns, **shown}


def _notes(firm: Firm) -> Iterator[Record]:
    for case in firm.indexes("case"):
        for record in firm.children("note", case):
            yield {"claim_id": id_of("case", case), **work.note(firm, record)}


def _claim_types(firm: Firm) -> Iterator[Record]:
    return (claims.claim_type_detail(firm, r) for r in firm.records("claim_type"))


def _intake_fields(firm: Firm) -> Iterator[Record]:
    for index in firm.indexes("claim_type"):
        for field in claims.intake_form(index):
            yield {"claim_type_id": id_of("claim_type", index), **field}


def _dated(firm: Firm, name: str) -> Iterator[Record]:
    for shown in _shown(firm, name):
        for key in SHEET_DATES:
            if key in shown:
                shown[key] = datetime.fromisoformat(shown[key])
        yield shown


def _placed(firm: Firm) -> Iterator[tuple[Record, str]]:
    """Yield the documents with their paths in the tree, a folder for each claim.

    Documents of no claim and files over the vendor's limit have no path.
    """
    for case in firm.indexes("case"):
        names = Names()
        for record in firm.children("document", case):
            if record["case"] >= MISSING or size_of(record) == OVERSIZE:
                yield record, ""
            else:
                folder = f"files/{claims.reference_no(firm, case)}/{record['folder']}"
                name = names.unique(safe_name(file_name(record)))
                yield record, f"{folder.rstrip('/')}/{name}"


def _documents(firm: Firm) -> Iterator[Record]:
    for record, path in _placed(firm):
        yield {**VIEWS["document"](firm, record), "path": path}


# -- nested records as tables


def _table(records: Iterator[Record]) -> Table:
    """Return a header, taken from the first record, and rows."""
    first = next(records, {})
    rows = (list(_flat(record).values()) for record in chain([first], records))
    return list(_flat(first)), rows if first else ()


def _flat(record: Record) -> Record:
    flat: Record = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": cell for inner, cell in value.items()})
        else:
            flat[key] = "\n".join(value) if isinstance(value, list) else value
    return flat
