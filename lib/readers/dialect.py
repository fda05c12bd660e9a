"""How a file separates and quotes its cells."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from ..message import Message, _lt
from .base import MAX_RECORD
from .header import FIRST_ROWS, header_among, is_known

_DELIMITERS = ",;\t|"
_SHOWN = {
    ",": _lt("commas"),
    ";": _lt("semicolons"),
    "\t": _lt("tabs"),
    "|": _lt("bars"),
}
_DIRECTIVE = re.compile("sep=(.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The characters with a meaning, and how many lines come before the header.

    `above` counts the rows in these lines, as a spreadsheet shows them.
    """

    delimiter: str = ","
    quotechar: str | None = '"'
    escapechar: str | None = None
    preamble: int = 0
    above: int = 0

    def cells(self, lines: Iterable[str], strict: bool = True) -> Iterator[list[str]]:
        """The rows; csv.Error where quotation marks do not match, if `strict`."""
        _allow_long_cells()
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quotechar,
            escapechar=self.escapechar,
            quoting=csv.QUOTE_MINIMAL if self.quotechar else csv.QUOTE_NONE,
            strict=strict,
        )

    def described(self) -> Message:
        """The dialect in words for the admin."""
        quoted = _lt("without quotes")
        if self.quotechar:
            quoted = _lt("quoted by %(mark)s", mark=self.quotechar)
        if self.escapechar:
            quoted = _lt("%(quoted)s and %(mark)s", quoted=quoted, mark=self.escapechar)
        shown = _SHOWN.get(self.delimiter, repr(self.delimiter))
        return _lt("separated by %(mark)s, %(quoted)s", mark=shown, quoted=quoted)


def find_dialect(
    sample: list[str], delimiter: str | None, is_cut: bool, known: Collection[str] = ()
) -> Dialect:
    """The dialect that fits the first lines of a file best.

    The header tells the delimiter unless it is given: names rarely hold one. `is_cut`
    says that the file goes on after the sample; a name in `known` tells the header.
    """
    directive = _DIRECTIVE.match(sample[0]) if sample else None
    preamble = 1 if directive else 0
    sample = sample[preamble:]
    delimiters = delimiter or (directive and directive[1]) or _DELIMITERS
    lines, above = _before_header(sample, delimiters, known)
    preamble, sample = preamble + lines, sample[lines:]
    quotes = _quotes(sample)
    start = [Dialect(one, quotes, None, preamble, above) for one in delimiters]
    widest = max(_width(one, sample) for one in start)
    start = [one for one in start if _width(one, sample) == widest]
    found = min(start, key=lambda one: _misfits(one, sample, is_cut))
    ways = [found, replace(found, escapechar="\\"), replace(found, quotechar=None)]
    return min(ways, key=lambda one: _misfits(one, sample, is_cut) + _doubt(one))


def _before_header(
    sample: list[str], delimiters: str, known: Collection[str]
) -> tuple[int, int]:
    """How many lines and rows come before the header, where a delimiter shows it."""
    found: list[tuple[bool, int, int]] = []
    for delimiter in delimiters:
        rows: Any = Dialect(delimiter).cells(sample, strict=False)
        first, lines = [], [0]
        for cells in islice(rows, FIRST_ROWS):
            first.append(cells)
            lines.append(rows.line_num)
        above = header_among(first, known)
        is_unknown = not (first and is_known(first[above], known))
        found.append((is_unknown, lines[above], above))
    return min(found)[1:]


def is_directive(line: str) -> bool:
    """Whether a line is an order to a spreadsheet ("sep=;"), which it does not show."""
    return _DIRECTIVE.match(line) is not None


def _quotes(sample: list[str]) -> str:
    """A header that begins and ends with an apostrophe is quoted by apostrophes."""
    header = sample[0].rstrip("\r\n") if sample else ""
    return "'" if len(header) > 1 and header[0] == header[-1] == "'" else '"'


def _width(dialect: Dialect, sample: list[str]) -> int:
    """The number of cells in the header."""
    return len(next(dialect.cells(sample, strict=False), []))


def _misfits(dialect: Dialect, sample: list[str], is_cut: bool) -> int:
    """How many rows of the sample the dialect does not explain."""
    width = _width(dialect, sample)
    misfits = 0
    lines = iter(sample)
    rows = dialect.cells(lines)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return misfits
        except csv.Error:
            is_last = next(lines, None) is None
            misfits += not (is_last and is_cut)
            continue
        fits = len(row) == width and not _holds_quoted(dialect, row)
        misfits += bool(row) and not fits


def _doubt(dialect: Dialect) -> int:
    """One broken row is more likely to be a mistake than a file without quotes."""
    return 0 if dialect.quotechar else 2


def _holds_quoted(dialect: Dialect, row: list[str]) -> bool:
    """Whether a dialect without quotes has left some around a cell."""
    if dialect.quotechar:
        return False
    return any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in row)


def _allow_long_cells() -> None:
    """The limit is the process's; it is never lowered."""
    if csv.field_size_limit() < MAX_RECORD:
        csv.field_size_limit(MAX_RECORD)
