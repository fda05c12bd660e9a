"""What openpyxl leaves out when it streams: merged cells, formulas without a result."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

from ..message import Message, _lt

_CHUNK = 256 * 1024
_LONGEST = 200
_NO_RESULT = _lt("the formula has no stored result: open and save the file")
_MERGE = re.compile(rb'mergeCell\s+ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


class Remark(NamedTuple):
    """Something odd with a cell (`column` counts from 0), and what it held."""

    column: int
    sentence: Message
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one, which has its value in its upper left cell."""

    first: str
    last: str
    column: int
    last_row: int

    def remark(self) -> Message:
        """What is told of the cells."""
        return _lt(
            "the cells %(first)s to %(last)s are merged: each row gets the value",
            first=self.first,
            last=self.last,
        )


class SheetNotes:
    """Remarks on a worksheet, row by row from the first on."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        """`path` is that of the worksheet in the workbook `file`."""
        self._book = zipfile.ZipFile(file)
        self._path = path
        self._merges: dict[int, list[Merge]] = defaultdict(list)
        self._open: list[tuple[Merge, Any]] = []
        self._formulas = self._scan()
        self._next = next(self._formulas, None)

    def remarks(self, row: int, values: list[Any]) -> list[Remark]:
        """The remarks on the next row, whose merged cells get their value here."""
        remarks = [*self._merged(row, values)]
        while self._next and self._next[0] <= row:
            if self._next[0] == row:
                remarks.append(Remark(self._next[1] - 1, _NO_RESULT))
            self._next = next(self._formulas, None)
        return remarks

    def _merged(self, row: int, values: list[Any]) -> Iterator[Remark]:
        self._open = [one for one in self._open if one[0].last_row >= row]
        for merge, value in self._open:
            values.extend([None] * (merge.column + 1 - len(values)))
            values[merge.column] = value
        for merge in self._merges.pop(row, ()):
            if merge.column < len(values):
                self._open.append((merge, values[merge.column]))
                yield Remark(merge.column, merge.remark())

    def _scan(self) -> Iterator[tuple[int, int]]:
        """Notes the merged cells, which come last in the file; returns the formulas."""
        has_formulas = False
        rest = b""
        with self._book.open(self._path) as sheet:
            while chunk := sheet.read(_CHUNK):
                text = rest + chunk
                has_formulas = has_formulas or bool(_FORMULA.search(text))
                end = 0
                for match in _MERGE.finditer(text):
                    self._note_merge(match[1].decode(), match[2].decode())
                    end = match.end()
                rest = text[max(end, len(text) - _LONGEST) :]
        return self._without_result() if has_formulas else iter(())

    def _note_merge(self, first: str, last: str) -> None:
        row, column = coordinate_to_tuple(first)
        last_row, _column = coordinate_to_tuple(last)
        merge = Merge(first, last, column - 1, last_row)
        self._merges[row].append(merge)

    def _without_result(self) -> Iterator[tuple[int, int]]:
        """Row and column (from 1) of each formula that was never calculated."""
        with self._book.open(self._path) as sheet:
            rows = etree.iterparse(sheet, tag="{*}row", resolve_entities=False)
            for _event, row in rows:
                for cell in row:
                    if _lacks_result(cell):
                        yield coordinate_to_tuple(cell.get("r"))
                _forget(row)


def _lacks_result(cell: Any) -> bool:
    """A formula whose result is an empty text has one."""
    return (
        cell.find("{*}f") is not None
        and not cell.findtext("{*}v")
        and cell.get("t") != "str"
        and bool(cell.get("r"))
    )


def _forget(row: Any) -> None:
    """Frees a parsed row and those before it."""
    row.clear()
    while row.getprevious() is not None:
        del row.getparent()[0]
