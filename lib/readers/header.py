"""The names of a table's columns."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..message import Message, _lt

_DATA = re.compile(
    r"""
    [-+$€£]? \s* \d [\d.,]*                       # a number, an amount
    | \d{1,4} [-/.] \d{1,2} [-/.] \d{1,4} .*      # a date
    | [^@\s]+ @ [^@\s]+ \. [^@\s]+                # an e-mail address
    """,
    re.VERBOSE,
)

FIRST_ROWS = 10
"""Rows among which a header is looked for."""

_LONG = 100
_NO_HEADER = _lt("there is no header: columns go by number")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns' names, all different, and sentences about what was odd with them.

    `is_data`: the file has no header, what was read is its first row.
    """

    names: list[str]
    remarks: list[Message]
    is_data: bool = False


def read_header(cells: Sequence[str], known: Collection[str]) -> Header:
    """The header in the first row, which a name in `known` (lower case) proves it is.

    Columns without a name are called by their number.
    """
    cells = [" ".join(cell.split()) for cell in cells]
    if not _is_header(cells, known):
        numbered = [f"Column {number}" for number in range(1, len(cells) + 1)]
        return Header(numbered, [_NO_HEADER], True)
    names: list[str] = []
    remarks: list[Message] = []
    for number, cell in enumerate(cells, 1):
        name = cell or f"Column {number}"
        if name in names:
            name = _numbered(name, names)
            remarks.append(
                _lt(
                    "two columns are called %(name)s: the latter is now %(new)s",
                    name=cell,
                    new=name,
                )
            )
        names.append(name)
    return Header(names, remarks)


def header_among(rows: Sequence[Sequence[str]], known: Collection[str]) -> int:
    """Which of the first rows of a table is its header.

    It has a name in `known` and more cells with something in them than any row above
    it, which may be a title; without such a row it is the first that is not blank.
    """
    fullest = 0
    for number, cells in enumerate(rows):
        filled = sum(map(bool, cells))
        if filled > fullest and is_known(cells, known):
            return number
        fullest = max(fullest, filled)
    return next((number for number, cells in enumerate(rows) if any(cells)), 0)


def is_known(cells: Sequence[str], known: Collection[str]) -> bool:
    """Whether a cell is a name in `known` (lower case)."""
    return any(normalised(cell) in known for cell in cells)


def above_header(row: str) -> Message:
    """A sentence about a row that is not read, as a title above the header."""
    return _lt("“%(row)s” stands above the header: it is not read", row=row)


def normalised(name: str) -> str:
    """A column's name for comparing: without case, with single spaces."""
    return " ".join(name.split()).lower()


def _is_header(cells: Sequence[str], known: Collection[str]) -> bool:
    if is_known(cells, known):
        return True
    return not any(_DATA.fullmatch(cell) for cell in cells if len(cell) < _LONG)


def _numbered(name: str, taken: Sequence[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
