"""CSV and TSV: cells between delimiters, whatever program has written them."""

import csv
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice, zip_longest

from ..errors import FatalError
from ..message import Message, _lt, joined
from ..records import Position, Problem
from .base import (
    EMPTY,
    HEADER,
    MAX_RAW,
    MAX_RECORD,
    NOT_READ,
    Options,
    Reader,
    Row,
    Source,
    storable,
)
from .dialect import Dialect, find_dialect, is_directive
from .encoding import SAMPLE
from .header import Header, above_header, read_header
from .lines import Lines, RecordTooLongError
from .text_file import open_text

_BROKEN = (csv.Error, RecordTooLongError)
_SEARCHED = 10_000
_BLANK = ' \r\n\t,;|"'
_SHOWN = 80


class DelimitedReader(Reader):
    """The rows of a CSV file, with texts as values; row 1 is the header, or a title.

    A row whose quotation marks do not match is set aside with the lines after it, up to
    one that is a whole row by itself.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source.name)
        self._text = open_text(source)
        start = source.start
        if start:
            self._dialect = Dialect(**start["dialect"])
        else:
            self._dialect = self._find_dialect(source.options)
        self._lines = self._lines_from(self._text.begin)
        header = self._read_header(source.options)
        self._names = header.names
        self._remarks = [] if start else header.remarks
        self._row = self._dialect.above + (0 if header.is_data else 1)
        # Within a row that is set aside in pieces: why it is, and its broken field.
        self._aside: tuple[Message, str] | None = None
        if start:
            self._lines = self._lines_from(start["offset"])
            self._row = start["row"]
            self._aside = start.get("aside") and tuple(start["aside"])

    def found(self) -> Message:
        return joined([self._text.encoding.described(), self._dialect.described()])

    def position(self) -> Position:
        return {
            "row": self._row,
            "offset": self._lines.offset,
            "encoding": asdict(self._text.encoding),
            "dialect": asdict(self._dialect),
            "aside": self._aside,
        }

    def __iter__(self) -> Iterator[Row]:
        for remark in self._remarks:
            yield self.about_file(remark, HEADER if self._names else NOT_READ)
        if self._aside:
            yield from self._set_aside(self._lines.go_on(), *self._aside)
        names, width, lines = self._names, len(self._names), self._lines
        rows = self._dialect.cells(lines)
        while True:
            lines.mark()
            try:
                cells = next(rows)
            except StopIteration:
                return
            except _BROKEN as error:
                self._row += 1
                raw = self._lines.keep_first()
                field = self._broken_field(raw[:_SEARCHED])
                yield from self._set_aside(raw, _reason(error), field)
                rows = self._dialect.cells(lines)
                continue
            self._row += 1
            if len(cells) == width and not lines.remarks:
                if any(cells):
                    yield Row(self._row, dict(zip(names, cells, strict=True)))
            else:
                yield from self._odd_row(cells)

    def _lines_from(self, offset: int) -> Lines:
        return Lines(self._text.file, self._text.encoding, offset)

    def _find_dialect(self, options: Options) -> Dialect:
        self._text.file.seek(self._text.begin)
        raw = self._text.file.read(SAMPLE)
        is_cut = len(raw) == SAMPLE
        lines = raw.splitlines(keepends=True)
        if is_cut and len(lines) > 1:
            lines.pop()
        sample = [storable(self._text.encoding.decode(line)[0]) for line in lines]
        return find_dialect(sample, options.delimiter, is_cut, options.known)

    def _read_header(self, options: Options) -> Header:
        before = list(islice(self._lines, self._dialect.preamble))
        self._lines.mark()
        try:
            cells = next(filter(any, self._dialect.cells(self._lines)), None)
        except _BROKEN as error:
            raise FatalError(
                _lt(
                    "%(file)s: the first row, which names the columns, cannot be read: "
                    "%(reason)s.",
                    file=self.name,
                    reason=_reason(error),
                )
            ) from error
        if cells is None:
            return Header([], [EMPTY])
        header = read_header(cells, options.known)
        header.remarks.extend(
            _lt("the header %(remark)s", remark=remark)
            for remark in self._lines.remarks
        )
        header.remarks.extend(_titles(before))
        if header.is_data:
            self._lines.give_back()
        return header

    def _odd_row(self, cells: list[str]) -> Iterator[Row]:
        """A row of another length than the header, or with odd characters."""
        width = len(self._names)
        if any(cells[width:]):
            sentence = _lt(
                "has %(cells)s cells under %(names)s column names",
                cells=len(cells),
                names=width,
            )
            yield self.unreadable(self._row, sentence, self._lines.text)
        elif len(cells) < width and not self._lines.ended:
            sentence = _lt("is cut off: the file ends within it")
            yield self.unreadable(self._row, sentence, self._lines.text)
        elif any(cells):
            values = dict(zip_longest(self._names, cells[:width], fillvalue=""))
            yield Row(self._row, values, self._odd_characters(values))

    def _odd_characters(self, values: dict[str, str]) -> list[Problem]:
        """What the lines remark, in the columns with characters beyond ASCII."""
        fields = ", ".join(name for name in values if not values[name].isascii())
        raw = self._lines.text
        return [
            self.problem("cell", remark, self._row, fields, raw)
            for remark in self._lines.remarks
        ]

    def _set_aside(self, raw: str, reason: Message, field: str) -> Iterator[Row]:
        """A broken row and what follows it, a piece after the other.

        `raw` is its line, or the first piece of that.
        """
        while raw and not self._lines.ended:
            self._aside = (reason, field)
            yield self.unreadable(self._row, reason, raw, field)
            raw = self._lines.go_on()
        self._aside = None
        for fragment in self._fragments():
            if raw and len(raw) + len(fragment) > MAX_RAW:
                self._lines.give_back()
                yield self.unreadable(self._row, reason, raw, field)
                raw = ""
            else:
                raw += fragment
        if raw:
            yield self.unreadable(self._row, reason, raw, field)

    def _fragments(self) -> Iterator[str]:
        """Lines after a broken row, up to the next that is a whole row by itself."""
        while True:
            self._lines.mark()
            try:
                cells = next(self._dialect.cells(self._lines))
            except StopIteration:
                return
            except _BROKEN:
                line = self._lines.keep_first()
                if not self._lines.ended and len(line) > MAX_RAW:
                    self._lines.give_back()
                    return
                yield line
                continue
            if len(cells) == len(self._names):
                self._lines.give_back()
                return
            yield self._lines.text

    def _broken_field(self, line: str) -> str:
        """The column in which the quotation marks of a line go wrong."""
        pieces = line.split(self._dialect.delimiter)
        cells: list[str] = []
        for count in range(1, len(pieces) + 1):
            part = self._dialect.delimiter.join(pieces[:count])
            cells = next(self._dialect.cells([part], strict=False), [])
            if self._is_mismatched(part):
                break
        return self._names[min(max(len(cells), 1), len(self._names)) - 1]

    def _is_mismatched(self, part: str) -> bool:
        """Whether more of the line could not mend it."""
        rest = iter([part, "\n"])
        try:
            next(self._dialect.cells(rest), None)
        except csv.Error:
            return next(rest, None) is not None
        return False


def _titles(lines: list[str]) -> Iterator[Message]:
    """Remarks on the lines above the header that hold something."""
    for line in lines:
        title = line.strip(_BLANK)[:_SHOWN]
        if title and not is_directive(line):
            yield above_header(title)


def _reason(error: Exception) -> Message:
    if isinstance(error, RecordTooLongError):
        return _lt(
            "is longer than %(size)s MB, or a quotation mark is never closed",
            size=MAX_RECORD // 2**20,
        )
    return _lt("its quotation marks do not match")
