"""JSON: the objects of one list in a file, or objects one after the other."""

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict
from json import JSONDecodeError
from typing import Any, Literal

from ..errors import FatalError
from ..message import Message, _lt
from ..records import Position
from .base import EMPTY, MAX_RECORD, UNREAD, Reader, Row, Source
from .encoding import Encoding
from .json_text import JsonText, ValueTooLongError
from .json_values import RecordDecoder, RefusedError
from .text_file import open_text

Mode = Literal["list", "one", "sequence"]

BROKEN = (ValueError, RecursionError)
_STRAY = ",:}]"


class ObjectReader(Reader):
    """Makes rows of JSON values: objects, with nested ones as dotted names."""

    def __init__(self, name: str, encoding: Encoding) -> None:
        super().__init__(name)
        self._encoding = encoding
        self._decoder = RecordDecoder(encoding)
        self._row = 0
        # Within a value that is set aside in pieces: why it is, and its broken field.
        self._aside: tuple[Message, str] | None = None

    def found(self) -> Message:
        return self._encoding.described()

    def _row_of(self, value: Any, raw: str) -> Row:
        """The row of a decoded value and its text."""
        if not isinstance(value, dict):
            return self.unreadable(self._row, _lt("is not an object"), raw)
        values, mended = self._decoder.record(value, raw)
        if not mended:
            return Row(self._row, values)
        sentence = _lt("held characters that are damaged: check them")
        fields = ", ".join(mended)
        return Row(
            self._row, values, [self.problem("cell", sentence, self._row, fields, raw)]
        )

    def _broken_row(self, error: Exception, raw: str) -> Row:
        """The row of a text for which decoding has raised one of BROKEN."""
        reason, field = reason_and_field(error)
        return self.unreadable(self._row, reason, self._encoding.mend(raw), field)


class JsonReader(ObjectReader):
    """The objects of the list at `record_selector`, else of the outermost list.

    A file without such a list holds its objects one after the other. Rows are numbered
    from 1.
    """

    def __init__(self, source: Source) -> None:
        text = open_text(source, must_be_utf8=True)
        super().__init__(source.name, text.encoding)
        start = source.start
        offset = start["offset"] if start else text.begin
        within = start.get("within") if start else None
        self._text = JsonText(text.file, offset, self._decoder, within)
        self._row = start["row"] if start else 0
        self._aside = tuple(start["aside"]) if within else None
        selector = source.options.record_selector or ""
        self._mode: Mode = start["mode"] if start else self._enter(selector)

    def position(self) -> Position:
        return {
            "row": self._row,
            "offset": self._text.offset,
            "mode": self._mode,
            "encoding": asdict(self._encoding),
            "within": self._text.within,
            "aside": self._aside,
        }

    def __iter__(self) -> Iterator[Row]:
        if self._mode == "sequence" and not self._row and not self._text.peek():
            yield self.about_file(EMPTY)
        if self._aside:
            yield from self._set_aside(*self._aside)
        while (character := self._text.peek()) and not self._is_over(character):
            if character in _STRAY:
                self._text.skip()
            else:
                self._row += 1
                yield from self._next_row()
        if self._mode == "list" and not character:
            sentence = _lt("the file is cut off: it ends before its list does")
            yield self.about_file(sentence, UNREAD)

    def _is_over(self, character: str) -> bool:
        if self._mode == "list":
            return character == "]"
        return self._mode == "one" and self._row > 0

    def _next_row(self) -> Iterator[Row]:
        """The next record, or what is set aside instead, in pieces."""
        try:
            value, raw = self._text.value()
        except BROKEN as error:
            yield from self._set_aside(*reason_and_field(error))
        else:
            yield self._row_of(value, raw)

    def _set_aside(self, reason: Message, field: str) -> Iterator[Row]:
        for piece in self._text.skip_value(self._mode == "list"):
            self._aside = (reason, field) if self._text.within else None
            raw = self._encoding.mend(piece)
            yield self.unreadable(self._row, reason, raw, field)

    def _enter(self, selector: str) -> Mode:
        """Moves to the first record."""
        if not self._text.peek():
            return "sequence"
        for name in filter(None, selector.split(".")):
            if not self._find(name):
                raise FatalError(
                    _lt(
                        "%(file)s has nothing at %(selector)s.",
                        file=self.name,
                        selector=selector,
                    )
                )
        character = self._text.peek()
        if character == "[":
            self._text.skip()
            return "list"
        if character == "{":
            return "one" if selector else "sequence"
        raise FatalError(self._without_objects(selector))

    def _without_objects(self, selector: str) -> Message:
        if not selector:
            return _lt("%(file)s holds no JSON objects.", file=self.name)
        return _lt(
            "%(file)s holds no JSON objects at %(selector)s.",
            file=self.name,
            selector=selector,
        )

    def _find(self, wanted: str) -> bool:
        """Moves into the object that follows, to the value of a name."""
        if self._text.peek() != "{":
            return False
        self._text.skip()
        while self._text.peek() not in ("", "}"):
            if self._text.peek() == ",":
                self._text.skip()
            elif self._name() == wanted:
                return True
            else:
                deque(self._text.skip_value(), maxlen=0)
        return False

    def _name(self) -> Any:
        """The next name in an object, with the colon after it."""
        try:
            name, _raw = self._text.value()
        except BROKEN:
            name = None
        if self._text.peek() != ":":
            raise FatalError(
                _lt("%(file)s is not valid JSON near its beginning.", file=self.name)
            )
        self._text.skip()
        return name


def reason_and_field(error: Exception) -> tuple[Message, str]:
    """Why a text is no record, and the path of the value that is to blame."""
    return _reason(error), error.field if isinstance(error, RefusedError) else ""


def _reason(error: Exception) -> Message:
    if isinstance(error, RefusedError):
        return error.reason
    if isinstance(error, ValueTooLongError):
        return _lt("is longer than %(size)s MB", size=MAX_RECORD // 2**20)
    if isinstance(error, JSONDecodeError):
        return _lt("is not valid JSON (%(reason)s)", reason=error.msg)
    if isinstance(error, RecursionError):
        return _lt("is nested too deeply")
    return _lt("holds a number that is too long")
