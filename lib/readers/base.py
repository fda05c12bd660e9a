"""What every reader of a file has in common."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from ..message import Message, _lt
from ..records import Position, Problem

MAX_RECORD = 16 * 2**20
"""Bytes of one record; what is longer is set aside in pieces of about this size."""

MAX_RAW = 1_000_000
"""Characters after which the rows that are set aside begin a further problem."""

EMPTY = _lt("the file is empty")

UNREAD = "unread_file"
"""The kind of problem with a file of which some or all is not read."""

NOT_READ = "file"
"""The kind of problem with a file that is refused, has nothing in it, or is missing."""

ROW = "row"
"""The kind of problem with a row of which no record is made."""

HEADER = "header"
"""The kind of problem with the names of a file's columns."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_NOT_STORED = re.compile("[\0\ud800-\udfff]")


class Row(NamedTuple):
    """One record of a file and the problems with it.

    `number` is what a person would call the row there; 0 stands for the whole file.
    `values` is None when no record could be made of the row.
    """

    number: int
    values: dict[str, Any] | None
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What is known of a file beforehand; what is None is found in it.

    `known` are column names in lower case: a row that has one of them is a header.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    record_selector: str | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """A seekable file, where to go on in it, and what is known of it.

    `temporary` makes an empty file that is gone with the reader.
    """

    file: BinaryIO
    name: str
    options: Options
    start: Position | None
    temporary: Callable[[], BinaryIO]


class Reader(ABC):
    """The rows of one file, in the file's order.

    A reader never holds more than one record. What makes the rest of the file
    unreadable is a FatalError.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def __iter__(self) -> Iterator[Row]:
        """The rows after the position at which the reader was opened."""

    @abstractmethod
    def position(self) -> Position:
        """Where to go on after the last row; can be stored as JSON."""

    @abstractmethod
    def found(self) -> Message:
        """How the file is read, in words for the admin."""

    def problem(
        self,
        kind: str,
        sentence: Message,
        row: int = 0,
        field: str = "",
        raw: str = "",
    ) -> Problem:
        """A problem with its place in this file."""
        where = self.name
        if row:
            where = _lt("%(file)s, row %(row)s", file=where, row=str(row))
        if field:
            where = _lt(
                "%(place)s, field %(field)s", place=where, field=storable(field)
            )
        message = _lt("%(where)s: %(what)s.", where=where, what=sentence)
        return Problem(where, kind, message, storable(raw))

    def about_file(self, sentence: Message, kind: str = NOT_READ) -> Row:
        """A problem with the file as a whole."""
        return Row(0, None, (self.problem(kind, sentence),))

    def unreadable(self, row: int, sentence: Message, raw: str, field: str = "") -> Row:
        """A row of which no record can be made."""
        return Row(row, None, (self.problem(ROW, sentence, row, field, raw),))


def storable(text: str) -> str:
    """The text without the characters that PostgreSQL cannot hold."""
    return _NOT_STORED.sub(REPLACEMENT, text)
