"""The dirt of real data: a fixed share of records, each wrong in one known way.

Of every 40 records of an object one is dirty (2.5 %), the kinds in turn, so that
even a small firm has several kinds and a test can name the records.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .people import is_organisation, mailbox, person_name

Record = dict[str, Any]
Spoil = Callable[[Record], None]

ONE_IN = 40
FIRST = 11  # the first dirty index of each object
MISSING = 9_000_000  # an index that no firm reaches
LONG = "The file is long and so is this text. " * 264  # 10,032 characters
SCRIPT = "<h1>Notes</h1><script>alert(1)</script><p onclick='x()'>{}</p>"


def _set(**values: Any) -> Spoil:
    return lambda record: record.update(values)


def _wrap(field: str, text: str) -> Spoil:
    """Return a change that puts the field's value into ``text`` in place of {}."""
    return lambda record: record.update({field: text.format(record[field])})


def _other_spelling(record: Record) -> None:
    """Make the contact a second entry of an earlier one, differently spelled."""
    earlier = record["index"] - (2 if is_organisation(record["index"] - 1) else 1)
    first, middle, last = person_name(earlier)
    parts = (first.upper(), middle[:1], last.upper())
    record.update(zip(("first_name", "middle_name", "last_name"), parts, strict=True))
    record["name"] = " ".join(filter(None, parts))
    record["email"] = mailbox(earlier).upper()
    record["organisation"] = False


def _smiling(record: Record) -> None:
    record["last_name"] += " 🙂"
    record["name"] += " 🙂"


def _hebrew(record: Record) -> None:
    record.update(organisation=False, first_name="ליאור", middle_name="")
    record.update(last_name="כהן", name="ליאור כהן")


def _own_parent(record: Record) -> None:
    record["parent"] = record["index"]


def _written_revenue(record: Record) -> None:
    record["revenue"] = f"${record['revenue']:,}.00"


def _mixed_case(record: Record) -> None:
    record["email"] = record["email"].title()


def _backwards(record: Record) -> None:
    record["stop"] = record["start"] - timedelta(hours=1)
    record["recurrence"] = None


def _endless(record: Record) -> None:
    weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][record["start_on"].weekday()]
    record["all_day"] = False
    record["recurrence"] = {
        "frequency": "weekly",
        "interval": 1,
        "weekday": weekday,
        "count": None,
        "deleted": [],
        "moved": [],
    }


def _nameless_guest(record: Record) -> None:
    record["attendees"].append({"name": "The clerk", "email": ""})


KINDS: dict[str, dict[str, Spoil]] = {
    "company": {
        "own_parent": _own_parent,
        "written_revenue": _written_revenue,
        "no_domain": _set(domain=""),
        "html": _wrap("notes", SCRIPT),
        "mixed_case_email": _mixed_case,
        "extension": _wrap("phone", "{} ext. 12"),
        "spaces": _wrap("name", "  {}  "),
    },
    "contact": {
        "other_spelling": _other_spelling,
        "emoji": _smiling,
        "right_to_left": _hebrew,
        "missing_company": _set(company=MISSING),
        "mixed_case_email": _mixed_case,
        "invalid_email": _set(email="none (ask the client)"),
        "impossible_date": _set(birthday="1983-02-30"),
        "sentinel_date": _set(birthday="1970-01-01"),
        "long_text": _set(notes=LONG),
        "html": _wrap("notes", SCRIPT),
        "no_name": _set(first_name="", middle_name="", last_name="", name=""),
    },
    "case": {
        "unknown_status": _set(status="Awaiting Godot"),
        "missing_client": _set(client=MISSING, company_client=None),
        "emoji": _wrap("title", "{} ⚖️🔥"),
        "right_to_left": _wrap("title", "قضية {}"),
        "long_text": _set(description=LONG),
        "impossible_date": _set(opened_on="2023-02-30"),
        "sentinel_closed": _set(closed_on="9999-12-30"),
        "sentinel_opened": _set(opened_on="1970-01-01"),
        "html": _wrap("description", SCRIPT),
        "missing_owner": _set(owner=MISSING),
        "no_title": _set(title=""),
        "no_priority": _set(priority=""),
    },
    "activity": {
        "missing_case": _set(case=MISSING),
        "no_due_date": _set(due_on=None),
        "unknown_type": _set(type="Smoke Signal"),
        "missing_assignee": _set(assignee=MISSING),
        "html": _wrap("note", SCRIPT),
        "emoji": _wrap("summary", "{} ☎️"),
        "long_text": _set(note=LONG),
        "impossible_date": _set(due_on="2023-02-30"),
        "sentinel_date": _set(due_on="9999-12-30"),
    },
    "note": {
        "missing_case": _set(case=MISSING),
        "missing_author": _set(author=MISSING),
        "right_to_left": _set(html=False, body="قضية جديدة.\nيرجى الرد."),
        "emoji": _wrap("body", "{} 👍"),
        "long_text": _set(html=False, body=LONG),
        "html": _wrap("body", SCRIPT),
        "empty": _set(html=False, body="", files=[]),
    },
    "document": {
        "missing_case": _set(case=MISSING),
        "path_in_name": _set(stem="../../outside"),
        "long_name": _set(stem="Exhibit " + "A" * 230),
        "emoji": _wrap("stem", "{} 📎"),
    },
    "event": {
        "missing_case": _set(case=MISSING),
        "backwards": _backwards,
        "guest_without_email": _nameless_guest,
        "endless": _endless,
        "unknown_zone": _set(zone="Mars/Olympus_Mons"),
        "emoji": _wrap("name", "{} 🗓️"),
    },
    "billing": {
        "missing_client": _set(client=MISSING),
        "missing_case": _set(case=MISSING),
        "no_lines": _set(lines=[], total=0),
    },
    "trust_ledger": {"missing_case": _set(case=MISSING)},
}


def kind_of(name: str, index: int) -> str | None:
    """Return the kind of dirt of a record, or None for a clean one."""
    kinds = KINDS.get(name)
    if kinds is None or index % ONE_IN != FIRST:
        return None
    return list(kinds)[index // ONE_IN % len(kinds)]


def soil(name: str, record: Record, kind: str) -> None:
    """Make a record dirty in place."""
    KINDS[name][kind](record)
