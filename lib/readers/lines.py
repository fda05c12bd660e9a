"""The lines of a text file, some of which can be given back and read again."""

from collections import deque
from contextlib import suppress
from typing import BinaryIO

from ..message import Message, _lt
from .base import MAX_RECORD, REPLACEMENT, storable
from .encoding import Encoding
from .text_file import byte_lines

_NUL = _lt("held NUL characters, each of which is now %(sign)s", sign=REPLACEMENT)
_FOREIGN = _lt("is in another encoding than the rest: check its special characters")


class RecordTooLongError(Exception):
    """The lines taken for one record are longer than MAX_RECORD."""


class Lines:
    """An iterator of lines with their ends.

    `offset` is the byte after the last line; what was taken since `mark()` can be given
    back. `remarks` are sentences on what was odd with the lines taken since then.
    """

    def __init__(self, file: BinaryIO, encoding: Encoding, offset: int) -> None:
        file.seek(offset)
        self.offset = offset
        self._source = byte_lines(file)
        self._encoding = encoding
        self._again: deque[bytes] = deque()
        self.mark()

    def mark(self) -> None:
        """The next line is the first of a new record."""
        self._begin = self.offset
        self._taken: list[bytes] = []
        self.remarks: list[Message] = []

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        raw = self._again.popleft() if self._again else next(self._source)
        self.offset += len(raw)
        self._taken.append(raw)
        if self.offset - self._begin > MAX_RECORD:
            raise RecordTooLongError
        if raw.isascii():
            text = raw.decode("ascii")
        else:
            text, is_native = self._encoding.decode(raw)
            if not is_native and _FOREIGN not in self.remarks:
                self.remarks.append(_FOREIGN)
        if "\0" in text:
            text = storable(text)
            if _NUL not in self.remarks:
                self.remarks.append(_NUL)
        return text

    @property
    def ended(self) -> bool:
        """Whether the last line taken has its line end."""
        return bool(self._taken) and self._taken[-1].endswith((b"\n", b"\r"))

    @property
    def text(self) -> str:
        """The lines taken."""
        lines = (self._encoding.decode(raw)[0] for raw in self._taken)
        return storable("".join(lines))

    def give_back(self, keep: int = 0) -> None:
        """Puts the lines taken, but for the first `keep`, back to be taken again."""
        back = self._taken[keep:]
        del self._taken[keep:]
        self._again.extendleft(reversed(back))
        self.offset -= sum(map(len, back))

    def keep_first(self) -> str:
        """The first line taken; the others are given back.

        Of a line beyond MAX_RECORD it is the first piece, and has not `ended`.
        """
        self.give_back(keep=1)
        return self.text

    def go_on(self) -> str:
        """The next piece of a line that has not ended; empty at the end of the file."""
        self.mark()
        with suppress(StopIteration, RecordTooLongError):
            next(self)
        return self.text
