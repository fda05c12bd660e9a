"""What kind of thing a single value is, judged by its spelling alone."""

import re
from collections.abc import Callable
from datetime import datetime, time
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from .errors import TransformError
from .transforms.common import Context, is_empty, visible
from .transforms.date_parser import parse
from .transforms.dates import is_sentinel
from .transforms.numbers import NumberOptions, decimal, without_currency
from .transforms.text import is_email, is_web_address, looks_like_html

Kind: TypeAlias = Literal[
    "bit",  # 0 or 1: a number, or no and yes
    "boolean",
    "code",  # digits that are no number: leading zeros, or too many
    "date",
    "datetime",
    "decimal",
    "email",
    "epoch",  # a whole number that may be seconds or milliseconds since 1970
    "html",
    "integer",
    "long_text",
    "midnight",  # a datetime at 00:00: often just a date
    "money",
    "object",
    "phone",
    "sentinel",  # a date that stands for "none"
    "text",
    "url",
    "uuid",
]

LONG = 200
_BOOLEANS = "true false yes no y n x ja nein oui non sí não sim ✓ ✔ ✗"
_BOOLEAN_WORDS = frozenset(_BOOLEANS.split())
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_CODE = re.compile(r"0[0-9]+|[0-9]{19,}")
_NUMBER = re.compile("[-+()%.,'0-9\\s\u2019\u2212]+")
_PHONE = re.compile(
    r"\+?\(?\d[\d\s().\-/]{5,18}\d\s*(?:(?:x|ext\.?|extension)\s*\d{1,6})?",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(r"\d{3}-\d{2}-\d{4}|\d{4}-\d+|\d+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_UTC = Context()


def kind_of(value: Any) -> Kind | None:
    """The kind of one value, None for an empty one; any list is an object."""
    if is_empty(value):
        return None
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return _kind_of_whole(value)
    if isinstance(value, float):
        return _kind_of_whole(int(value)) if value.is_integer() else "decimal"
    if isinstance(value, dict | list):
        return "object"
    return _kind_of_text(str(value))


def _kind_of_whole(number: int) -> Kind:
    if number in (0, 1):
        return "bit"
    seconds = number // 1000 if number > 10**11 else number
    return "epoch" if 10**9 <= seconds < 4 * 10**9 else "integer"


@lru_cache(maxsize=10_000)
def _kind_of_text(written: str) -> Kind:
    text = visible(written)
    if looks_like_html(text):
        return "html"
    if len(text) > LONG or "\n" in text:
        return "long_text"
    if text.casefold() in _BOOLEAN_WORDS:
        return "boolean"
    for kind, fits in _SPELLINGS:
        if fits(text):
            return kind
    if any(map(str.isdigit, text)):
        return _kind_of_digits(text)
    return "text"


def _kind_of_digits(text: str) -> Kind:
    """Number, date or phone number, or just a text that has digits."""
    if _CODE.fullmatch(text):
        return "code"
    if kind := _kind_of_date(text):
        return kind
    if _WHOLE.fullmatch(text):
        return _kind_of_whole(int(text))
    bare = without_currency(text)
    if _NUMBER.fullmatch(bare) and _is_number(text):
        return "decimal" if bare == text else "money"
    return "phone" if _is_phone(text) else "text"


def _kind_of_date(text: str) -> Kind | None:
    if len(text) > 40 or (text.isdigit() and len(text) != 8):
        return None
    try:
        moment = parse(text, day_first=False).moment
    except TransformError:
        return None
    if is_sentinel(moment):
        return "sentinel"
    if not isinstance(moment, datetime):
        return "date"
    return "midnight" if moment.time() == time() else "datetime"


def _is_number(text: str) -> bool:
    try:
        decimal(text, NumberOptions(), _UTC)
    except TransformError:
        return False
    return True


def _is_phone(text: str) -> bool:
    if not _PHONE.fullmatch(text) or _NO_PHONE.fullmatch(text):
        return False
    return sum(map(str.isdigit, text)) >= 7


def _is_url(text: str) -> bool:
    if "." not in text or " " in text or "@" in text:
        return False
    if text.startswith(("http://", "https://")):
        return is_web_address(text)
    return (text.islower() or text.startswith("www.")) and is_web_address(
        f"http://{text}"
    )


_SPELLINGS: tuple[tuple[Kind, Callable[[str], object]], ...] = (
    ("email", is_email),
    ("url", _is_url),
    ("uuid", _UUID.fullmatch),
)
