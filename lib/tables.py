"""Tables for people's spreadsheets: CSV, XLSX and JSON that are safe to open.

A spreadsheet program takes a text like "=HYPERLINK(…)" in a CSV file for a formula.
Such texts get an apostrophe in front (`guarded`), which `unguarded` takes off again, so
that a file that comes back says what was sent out.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | bool | date | datetime | None

# The last four are the wide forms of "=+-@", which Excel reads alike.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*\s*%?")

# Limits of the XLSX format.
MAX_TEXT = 32_767
MAX_ROWS = 1_048_576
MAX_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its column heads, and rows of as many cells each.

    The rows may be a generator: they are gone through once and never held as a whole.
    A date and time is written as it is; turning it into the reader's zone is the
    caller's business.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def guarded(text: str) -> str:
    """:return: the text, with an apostrophe in front if it could be a formula"""
    return f"'{text}" if _could_be_formula(text) else text


def unguarded(text: str) -> str:
    """:return: the text that `guarded` was given"""
    return text[1:] if text.startswith("'") and _could_be_formula(text) else text


def write_csv(sheets: Sequence[Sheet], stream: IO[bytes]) -> None:
    """Write one table as CSV (UTF-8 with byte order mark, lines end with CR LF);
    several as a ZIP with one such file each.
    """
    if len(sheets) == 1:
        _write_csv(sheets[0], stream)
        return
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, sheet in zip(_names(sheets), sheets, strict=True):
            with archive.open(f"{name}.csv", "w", force_zip64=True) as member:
                _write_csv(sheet, member)


def write_xlsx(sheets: Sequence[Sheet], stream: IO[bytes]) -> None:
    """Write the tables as sheets of one workbook, row by row.

    A table of more rows than a sheet can have goes on in a further sheet. A text of
    more than 32,767 characters is cut and says so; CSV and JSON have it whole.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        formats = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        bold = book.add_format({"bold": True})
        for name, sheet in zip(_names(sheets), sheets, strict=True):
            for number, rows in enumerate(_pieces(sheet.rows, MAX_ROWS - 1), 1):
                title = name if number == 1 else _numbered(name, number)
                page = book.add_worksheet(title)
                page.freeze_panes(1, 0)
                page.write_row(0, 0, sheet.columns, bold)
                for at, row in enumerate(rows, 1):
                    for column, cell in enumerate(row):
                        _write_cell(page, at, column, cell, formats)


def write_json(sheets: Sequence[Sheet], stream: IO[bytes]) -> None:
    """Write one table as a list of objects, several as an object of such lists.
    Dates are ISO texts.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
    if len(sheets) == 1:
        _write_objects(sheets[0], text)
    else:
        for at, sheet in enumerate(sheets):
            text.write("{\n" if at == 0 else ",\n")
            text.write(f"{json.dumps(sheet.name, ensure_ascii=False)}: ")
            _write_objects(sheet, text)
        text.write("\n}" if sheets else "{}")
    text.write("\n")
    text.detach()


def _write_csv(sheet: Sheet, stream: IO[bytes]) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(column) for column in sheet.columns])
    writer.writerows(map(_as_texts, sheet.rows))
    text.flush()
    text.detach()


def _as_texts(row: Sequence[Cell]) -> list[str]:
    return [_as_text(cell) for cell in row]


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return guarded(cell) if isinstance(cell, str) else str(cell)


def _write_cell(
    page: Worksheet, row: int, column: int, cell: Cell, formats: dict
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, str):
        page.write_string(row, column, _fitting(cell))
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif cell.year < 1900:
        page.write_string(row, column, _as_text(cell))
    else:
        page.write_datetime(row, column, cell, formats[type(cell)])


def _fitting(text: str) -> str:
    if len(text) <= MAX_TEXT:
        return text
    note = f" … [{len(text)}]"
    return text[: MAX_TEXT - len(note)] + note


def _write_objects(sheet: Sheet, text: IO[str]) -> None:
    separator = "["
    for row in sheet.rows:
        cells = dict(zip(sheet.columns, row, strict=True))
        text.write(f"{separator}\n")
        text.write(json.dumps(cells, ensure_ascii=False, default=_iso))
        separator = ","
    text.write("[]" if separator == "[" else "\n]")


def _iso(value: date) -> str:
    return value.isoformat()


def _pieces(
    rows: Iterable[Sequence[Cell]], size: int
) -> Iterator[Iterator[Sequence[Cell]]]:
    """The rows in pieces; at least one piece, even when there are no rows."""
    iterator = iter(rows)
    first = next(iterator, None)
    yield _piece(first, iterator, size)
    while (first := next(iterator, None)) is not None:
        yield _piece(first, iterator, size)


def _piece(
    first: Sequence[Cell] | None, rows: Iterator[Sequence[Cell]], size: int
) -> Iterator[Sequence[Cell]]:
    if first is None:
        return
    yield first
    for _ in range(size - 1):
        if (row := next(rows, None)) is None:
            return
        yield row


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Names that a workbook takes, each once (they are compared without case)."""
    names: list[str] = []
    for sheet in sheets:
        wanted = _NOT_IN_NAMES.sub("-", sheet.name).strip("' ")[:MAX_NAME] or "-"
        name, number = wanted, 1
        while name.lower() in map(str.lower, names):
            number += 1
            name = _numbered(wanted, number)
        names.append(name)
    return names


def _numbered(name: str, number: int) -> str:
    ending = f" ({number})"
    return name[: MAX_NAME - len(ending)] + ending


def _could_be_formula(text: str) -> bool:
    return bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text.lstrip("'"))
