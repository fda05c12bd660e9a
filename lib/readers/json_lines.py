"""JSON Lines: one object per line."""

from collections.abc import Iterator
from dataclasses import asdict
from json import JSONDecodeError

from ..records import Position
from .base import EMPTY, Row, Source
from .json_reader import BROKEN, ObjectReader
from .json_text import ValueTooLongError
from .lines import Lines, RecordTooLongError
from .text_file import open_text

_SPACE = " \t\r\n\ufeff"


class JsonLinesReader(ObjectReader):
    """The objects of a file; rows go by the number of their line."""

    def __init__(self, source: Source) -> None:
        text = open_text(source)
        super().__init__(source.name, text.encoding)
        start = source.start
        self._row = start["row"] if start else 0
        offset = start["offset"] if start else text.begin
        self._lines = Lines(text.file, text.encoding, offset)
        self._is_within = bool(start and start.get("within"))

    def position(self) -> Position:
        return {
            "row": self._row,
            "offset": self._lines.offset,
            "encoding": asdict(self._encoding),
            "within": self._is_within,
        }

    def __iter__(self) -> Iterator[Row]:
        is_empty = not self._row
        for row in self._rows():
            is_empty = False
            yield row
        if is_empty:
            yield self.about_file(EMPTY)

    def _rows(self) -> Iterator[Row]:
        if self._is_within:
            yield from self._pieces(self._lines.go_on())
        while True:
            self._lines.mark()
            try:
                line = next(self._lines, "")
            except RecordTooLongError:
                self._row += 1
                yield from self._pieces(self._lines.keep_first())
                continue
            if not line:
                return
            self._row += 1
            text = line.strip(_SPACE)
            if text:
                yield self._with_remarks(self._row_in(text))

    def _pieces(self, raw: str) -> Iterator[Row]:
        """A line that is too long, from a piece of it on."""
        while raw:
            self._is_within = not self._lines.ended
            yield self._broken_row(ValueTooLongError(), raw)
            raw = self._lines.go_on() if self._is_within else ""
        self._is_within = False

    def _row_in(self, text: str) -> Row:
        try:
            value, end = self._decoder.decode(text, 0)
            if end < len(text):
                raise JSONDecodeError("Extra data", text, end)
        except BROKEN as error:
            return self._broken_row(error, text)
        return self._row_of(value, text)

    def _with_remarks(self, row: Row) -> Row:
        if not self._lines.remarks:
            return row
        problems = [
            self.problem("cell", remark, self._row, raw=self._lines.text)
            for remark in self._lines.remarks
        ]
        return row._replace(problems=[*row.problems, *problems])
