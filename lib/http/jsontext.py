"""JSON as sources write it, which is not always JSON as it should be."""

import codecs
import json
import math
from contextlib import suppress
from typing import Any, NamedTuple

from ..message import Message, _lt
from ..readers.encoding import Encoding

MISREAD = _lt("An answer held characters that are damaged: check those that are odd.")
TOO_LARGE = _lt("An answer held a number that is too large: it was kept as a text.")


class CutOffError(ValueError):
    """The text ends too early."""


class TooDeepError(ValueError):
    """The data is nested beyond reason."""


class Loaded(NamedTuple):
    """The data, and what is odd about it."""

    data: Any
    remarks: tuple[Message, ...]


def loads(body: bytes, charset: str | None = None) -> Loaded:
    """The data in `body`, with null for NaN and Infinity, which cannot be stored.

    `charset` is what the source says; it counts for what is not valid UTF. ValueError
    when it is not JSON, is cut off, or is nested beyond reason.
    """
    text, is_sound = _decoded(body, charset)
    numbers = _Numbers()
    try:
        data = json.loads(
            text,
            parse_constant=lambda _name: None,
            parse_float=numbers.fraction,
            parse_int=numbers.whole,
        )
    except RecursionError:
        raise TooDeepError from None
    except json.JSONDecodeError as error:
        raise (CutOffError if _is_cut_off(text, error) else ValueError) from None
    remarks = [] if is_sound else [MISREAD]
    if numbers.are_kept_as_text:
        remarks.append(TOO_LARGE)
    return Loaded(data, tuple(remarks))


class _Numbers:
    """Makes numbers of digits; those that cannot be stored as such stay texts."""

    def __init__(self) -> None:
        self.are_kept_as_text = False

    def fraction(self, digits: str) -> float | str:
        number = float(digits)
        return self._kept(digits) if math.isinf(number) else number

    def whole(self, digits: str) -> int | str:
        try:
            return int(digits)
        except ValueError:  # thousands of digits
            return self._kept(digits)

    def _kept(self, digits: str) -> str:
        self.are_kept_as_text = True
        return digits


def _decoded(body: bytes, charset: str | None) -> tuple[str, bool]:
    """The text, and whether that is how it was meant.

    Single bytes that are not in the encoding are read as Windows-1252.
    """
    for name in (json.detect_encoding(body), charset or "utf-8"):
        with suppress(LookupError, UnicodeError):
            text = body.decode(name, "surrogatepass")
            return text.removeprefix("\ufeff"), True
    body = body.removeprefix(codecs.BOM_UTF8)
    return Encoding("utf-8", "valid").decode(body)[0], False


def _is_cut_off(text: str, error: json.JSONDecodeError) -> bool:
    """Whether nothing is wrong with the text but that it ends."""
    text = text.strip()
    if not text:
        return True
    is_odd = text[0] not in "{[" or error.msg == "Extra data"
    return not is_odd and (
        text[-1] not in "}]"
        or error.pos >= len(error.doc.rstrip())
        or error.msg.startswith("Unterminated string")
    )
