"""A window on the text of a JSON file that moves forward only."""

import codecs
import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any, BinaryIO

from ..records import Position
from .base import MAX_RECORD
from .encoding import CHUNK
from .json_values import RecordDecoder

_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_OUTSIDE = re.compile(r'["\[\]{},\n]')
_INSIDE = re.compile(r'["\n]|\\.', re.DOTALL)
_OPENERS = {"}": "{", "]": "["}
_LONGEST_TOKEN = 16
_NESTING = 100
_PIECE = 4 * 2**20


class ValueTooLongError(ValueError):
    """A value longer than MAX_RECORD."""


class JsonText:
    """UTF-8 text from a byte on; bytes that are not UTF-8 become lone surrogates."""

    def __init__(
        self,
        file: BinaryIO,
        offset: int,
        decoder: RecordDecoder,
        within: Position | None = None,
    ) -> None:
        file.seek(offset)
        self._scan = _Scan.resumed(within) if within else None
        self._file = file
        self._bytes = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._values = decoder
        self._text = ""
        self._at = 0
        self._offset = offset
        self._is_at_end = False

    @property
    def offset(self) -> int:
        """The byte at which the text goes on."""
        return self._offset + _size(self._text[: self._at])

    @property
    def within(self) -> Position | None:
        """Where in a value that is being skipped the text is; can be stored as JSON."""
        return self._scan.position() if self._scan else None

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def skip(self) -> None:
        """Moves over the character that `peek` has shown."""
        self._at += 1

    def value(self) -> tuple[Any, str]:
        """The next value and its text. Raises, without moving, like RecordDecoder."""
        while True:
            try:
                value, end = self._values.decode(self._text, self._at)
            except JSONDecodeError as error:
                if self._is_incomplete(error) and self._more():
                    continue
                raise
            if end - self._at > MAX_RECORD:
                raise ValueTooLongError
            if end < len(self._text) or not self._more():
                raw = self._text[self._at : end]
                self._at = end
                return value, raw

    def skip_value(self, in_list: bool = True) -> Iterator[str]:
        """Moves behind a value of any length, broken or not; its text in pieces.

        It ends before a comma or bracket that is not its own; outside of a list also
        with its own last bracket or, when it has none, with the line.
        """
        scan = self._scan = self._scan or _Scan(in_list)
        raw = ""
        while self._scan:
            end, is_over = scan.find_end(self._text, self._at)
            raw += self._text[self._at : end]
            self._at = end
            if is_over or not self._more():
                self._scan = None
            if len(raw) > _PIECE or not self._scan:
                yield raw
                raw = ""

    def _more(self) -> bool:
        """Reads on, at least doubling what is there; False at the end of the file."""
        if self._is_at_end:
            return False
        ahead = len(self._text) - self._at
        if ahead > MAX_RECORD:
            raise ValueTooLongError
        chunk = self._file.read(max(CHUNK, ahead))
        self._is_at_end = not chunk
        self._offset = self.offset
        self._text = self._text[self._at :] + self._bytes.decode(chunk, not chunk)
        self._at = 0
        return True

    def _is_incomplete(self, error: JSONDecodeError) -> bool:
        """Whether the value may only go on beyond the text read so far."""
        is_open_text = error.msg.startswith("Unterminated string")
        return is_open_text or error.pos > len(self._text) - _LONGEST_TOKEN


class _Scan:
    """Looks for the end of a value without decoding it."""

    def __init__(self, in_list: bool) -> None:
        self._in_list = in_list
        self._open: list[str] = []
        self._in_text = False

    @classmethod
    def resumed(cls, position: Position) -> "_Scan":
        """The scan that has given this position."""
        scan = cls(position["in_list"])
        scan._open = list(position["open"])
        scan._in_text = position["in_text"]
        return scan

    def position(self) -> Position:
        return {
            "in_list": self._in_list,
            "open": "".join(self._open),
            "in_text": self._in_text,
        }

    def find_end(self, text: str, at: int) -> tuple[int, bool]:
        """How far the value goes in `text`, and whether it ends there."""
        while True:
            pattern = _INSIDE if self._in_text else _OUTSIDE
            match = pattern.search(text, at)
            if not match:
                splits_escape = self._in_text and text.endswith("\\", at)
                return len(text) - splits_escape, False
            if self._in_text:
                self._in_text = match[0].startswith("\\")
            elif self._ends_before(match[0]):
                return match.start(), True
            elif self._ends_after(match[0]):
                return match.end(), True
            at = match.end()

    def _ends_before(self, mark: str) -> bool:
        return not self._open and mark in ",]}"

    def _ends_after(self, mark: str) -> bool:
        """Takes in a mark; whether the value is over with it."""
        if mark in "[{":
            self._open.append(mark)
        elif mark in "]}":
            self._close(mark)
        self._in_text = mark == '"'
        return not (self._in_list or self._open) and mark in "]}\n"

    def _close(self, mark: str) -> None:
        """Closes a bracket and those in it that were left open."""
        if _OPENERS[mark] in self._open[-_NESTING:]:
            while self._open.pop() != _OPENERS[mark]:
                pass


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="surrogateescape"))
