"""What a CSV file of the backup is, and how its cells are written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...dirt import MISSING
from ...firm import Firm
from ..format import ZONE

Record = dict[str, Any]
Cell = Callable[[Firm, Record], Any]


@dataclass(frozen=True)
class Sheet:
    """A CSV file with a row for each record of an object."""

    file: str
    name: str
    columns: dict[str, Cell]
    encoding: str = "utf-8"

    def row(self, firm: Firm, record: Record) -> list[Any]:
        """Return the cells of a record."""
        return [cell(firm, record) for cell in self.columns.values()]


def plain(field: str) -> Cell:
    """Return a column that holds a field as it is."""
    return lambda firm, record: record[field]


def day_of(field: str) -> Cell:
    """Return a column that holds a date."""
    return lambda firm, record: day(record[field])


def moment_of(field: str) -> Cell:
    """Return a column that holds a time on the firm's clock."""
    return lambda firm, record: moment(record[field])


def name_in(field: str, name: str) -> Cell:
    """Return a column that names the record of another object."""
    return lambda firm, record: name_of(firm, name, record[field])


def flag(field: str, yes: str, no: str) -> Cell:
    """Return a column that says yes or no in its own way."""
    return lambda firm, record: yes if record[field] else no


def money_of(field: str) -> Cell:
    """Return a column that holds an amount."""
    return lambda firm, record: dollars(record[field])


def blank(firm: Firm, record: Record) -> str:
    """Fill a column that this firm does not use."""
    return ""


def dollars(cents: int) -> str:
    """Return an amount as people read it: $1,234.50, negative in brackets."""
    text = f"${abs(cents) / 100:,.2f}"
    return f"({text})" if cents < 0 else text


def day(value: date | str | None) -> str:
    """Return a date with the month first; dirty text, too."""
    if isinstance(value, date):
        return value.strftime("%m/%d/%Y")
    if not value:
        return ""
    year, month, number = value.split("-")
    return f"{month}/{number}/{year}"


def moment(value: datetime | None) -> str:
    """Return a time on the firm's clock, with the month first."""
    return value.astimezone(ZONE).strftime("%m/%d/%Y %I:%M:%S %p") if value else ""


def name_of(firm: Firm, name: str, index: int | None) -> str:
    """Return what other files call a record."""
    if index is None:
        return ""
    return f"Deleted {name}" if index >= MISSING else firm.name(name, index)
