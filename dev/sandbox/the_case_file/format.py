"""How The Case File writes ids, dates and references."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..dirt import MISSING
from ..firm import Firm

Record = dict[str, Any]
FIRST_ID = 1001
ZONE = ZoneInfo("America/New_York")


def id_of(index: int | None) -> int | None:
    """Return the id of the record at ``index``."""
    return None if index is None else index + FIRST_ID


def index_of(key: str) -> int:
    """Return the index of the record with an id; -1 for what is no id."""
    return int(key) - FIRST_ID if key.isdecimal() else -1


def day(value: date | str | None) -> str | None:
    """Return a date as the system writes it; dirty text stays."""
    return value.isoformat() if isinstance(value, date) else value


def local(value: datetime | str | None) -> str | None:
    """Return a time on the firm's own clock, without a zone."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(ZONE).replace(tzinfo=None).isoformat()


def stamp(value: datetime) -> str:
    """Return a time of the system's own clock, in UTC."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def link(firm: Firm, name: str, index: int | None) -> Record | None:
    """Return a reference as id and name; the name of a missing record is null."""
    if index is None:
        return None
    known = None if index >= MISSING else firm.name(name, index)
    return {"id": id_of(index), "name": known}


def money(cents: int) -> str:
    """Return an amount as the system writes it: 1234.50."""
    return f"{cents / 100:.2f}"


def stamps(record: Record) -> Record:
    """Return when a record was made and last changed."""
    return {
        "created_at": stamp(record["created_at"]),
        "updated_at": stamp(record["changed_at"]),
    }
