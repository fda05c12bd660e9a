"""XLSX: one worksheet of a workbook, streamed."""

import shutil
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain, islice, zip_longest
from typing import Any, BinaryIO, NamedTuple

import openpyxl

from ..archive import Limits
from ..archive.zip import ZipArchive
from ..errors import FatalError
from ..message import Message, _lt
from ..records import Position, Problem
from .base import HEADER, Reader, Row, Source
from .header import (
    FIRST_ROWS,
    Header,
    above_header,
    header_among,
    is_known,
    normalised,
    read_header,
)
from .sheet_notes import Remark, SheetNotes

MAX_ROWS = 2**20
_MAX_IN_MEMORY = 256 * 2**20
_CARRIAGE_RETURN = "_x000D_"
_SHOWN = 80
_ERROR = _lt("holds an error instead of a value")

# openpyxl remarks on styles and extensions, on which no value depends.
warnings.filterwarnings("ignore", module=r"openpyxl\.")


class _SheetRow(NamedTuple):
    number: int
    values: list[Any]
    remarks: list[Remark]


class SpreadsheetReader(Reader):
    """The rows of a worksheet under the sheet's own row numbers.

    The header is found by `header_among`. Values are texts, numbers, booleans,
    and dates as ISO 8601 (without a time at midnight). The distinct texts of a workbook
    are held in memory, as openpyxl does, up to a limit.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source.name)
        self._known = source.options.known
        self._row = source.start["row"] if source.start else 0
        copy = source.temporary()
        source.file.seek(0)
        shutil.copyfileobj(source.file, copy)
        try:
            _check_size(copy, source.name)
            self._sheet = _sheet(copy, source.name, source.options.sheet)
            self._notes = SheetNotes(copy, self._sheet._worksheet_path)
        except FatalError:
            raise
        except Exception as error:
            raise FatalError(
                _lt(
                    "%(file)s cannot be read as an Excel workbook: save it again as "
                    ".xlsx.",
                    file=source.name,
                )
            ) from error

    def found(self) -> Message:
        return _lt("worksheet %(name)s", name=self._sheet.title)

    def position(self) -> Position:
        return {"row": self._row}

    def __iter__(self) -> Iterator[Row]:
        done = self._row
        rows = self._guarded_rows()
        first, at = self._first_rows(rows)
        if not first:
            yield self.about_file(_lt("the worksheet is empty"))
            return
        header = read_header(_texts(first[at]), self._known)
        if not done:
            for row in first[:at]:
                title = " ".join(filter(None, _texts(row)))
                yield self.about_file(above_header(title[:_SHOWN]), HEADER)
            yield from self._header_problems(header, first[at])
        for row in chain(first[at if header.is_data else at + 1 :], rows):
            if row.number > done:
                self._row = row.number
                yield self._record(row, header.names)

    def _first_rows(self, rows: Iterator[_SheetRow]) -> tuple[list[_SheetRow], int]:
        """The rows with which the header is found, and which of them it is.

        Without names to know it by, it is the first.
        """
        first: list[_SheetRow] = []
        for row in islice(rows, FIRST_ROWS if self._known else 1):
            first.append(row)
            if is_known(_texts(row), self._known):
                break
        return first, header_among(list(map(_texts, first)), self._known)

    def _guarded_rows(self) -> Iterator[_SheetRow]:
        last = 0
        try:
            for row in self._rows():
                last = row.number
                yield row
        except Exception as error:
            raise FatalError(
                _lt(
                    "%(file)s is damaged after row %(row)s: save it again.",
                    file=self.name,
                    row=str(last),
                )
            ) from error

    def _rows(self) -> Iterator[_SheetRow]:
        """The rows that are not empty, without their trailing empty cells."""
        for number, cells in enumerate(self._sheet.iter_rows(), 1):
            if number > MAX_ROWS:
                return
            values = [None if cell.data_type == "e" else cell.value for cell in cells]
            remarks = [
                Remark(column, _ERROR, str(cell.value))
                for column, cell in enumerate(cells)
                if cell.data_type == "e"
            ]
            remarks += self._notes.remarks(number, values)
            while values and values[-1] in (None, ""):
                values.pop()
            if values or remarks:
                yield _SheetRow(number, values, remarks)

    def _header_problems(self, header: Header, row: _SheetRow) -> Iterator[Row]:
        for remark in header.remarks:
            yield self.about_file(remark, HEADER)
        if row.remarks and not header.is_data:
            yield Row(0, None, self._problems(row, header.names))

    def _record(self, row: _SheetRow, names: list[str]) -> Row:
        """The row under the header's names; cells beyond it go by their number."""
        numbers = range(len(names) + 1, len(row.values) + 1)
        columns = names + [f"Column {number}" for number in numbers]
        values = zip_longest(columns, map(_plain, row.values), fillvalue="")
        return Row(row.number, dict(values), self._problems(row, columns))

    def _problems(self, row: _SheetRow, columns: list[str]) -> list[Problem]:
        names = dict(enumerate(columns))
        return [
            self.problem(
                "cell", sentence, row.number, names.get(at, f"Column {at + 1}"), raw
            )
            for at, sentence, raw in row.remarks
        ]


def _check_size(file: BinaryIO, name: str) -> None:
    """Refuses bombs, and what openpyxl would load as a whole into the memory."""
    try:
        book = ZipArchive(file, Limits())
    except FatalError as error:
        message = _lt("%(file)s: %(reason)s", file=name, reason=error.message)
        raise FatalError(message) from error
    for member in book.members():
        is_streamed = member.name.startswith("xl/worksheets/")
        if member.size > _MAX_IN_MEMORY and not is_streamed:
            raise FatalError(
                _lt(
                    "%(file)s holds too much text for a workbook: save it as CSV.",
                    file=name,
                )
            )


def _sheet(file: BinaryIO, name: str, wanted: str | None) -> Any:
    """The worksheet called `wanted`, or the first."""
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        if wanted is None or normalised(sheet.title) == normalised(wanted):
            # What a file says about its own size is often wrong.
            sheet.reset_dimensions()
            return sheet
    raise FatalError(
        _lt("%(file)s has no worksheet %(name)s.", file=name, name=wanted or "")
    )


def _plain(value: Any) -> str | int | float | bool:
    """A cell's value as JSON has it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return (value.date() if midnight else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool | int | float):
        return value
    return str(value).replace(_CARRIAGE_RETURN, "")


def _texts(row: _SheetRow) -> list[str]:
    """The cells of a header."""
    return [str(_plain(value)) for value in row.values]
