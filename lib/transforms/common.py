"""What all transformations share: their context, their results, values as text."""

import json
import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from ..errors import ConfigError, TransformError
from ..message import Message, _lt

Severity: TypeAlias = Literal["info", "warning", "error"]

_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]")


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo:
    """The time zone with this IANA name; ConfigError when there is none."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        message = _lt("The time zone “%(zone)s” is unknown.", zone=shorten(name))
        raise ConfigError(message) from None


@dataclass(frozen=True)
class Context:
    """How a source writes what it leaves unsaid.

    `timezone` is the zone of its naive dates; `day_first` says whether 03/04 is in
    April (True) or March (False). None means unknown: such a date is left out with
    an issue, never guessed. Raises ConfigError on an unknown zone.
    """

    timezone: str = "UTC"
    day_first: bool | None = None

    def __post_init__(self) -> None:
        zone_named(self.timezone)

    @property
    def zone(self) -> tzinfo:
        return zone_named(self.timezone)


class Noted(NamedTuple):
    """A result with a remark: `value` may be None when nothing could be kept."""

    value: Any
    kind: str
    message: Message
    severity: Severity = "warning"


@dataclass(frozen=True, slots=True)
class Reference:
    """A relational value that only the database can resolve.

    `record`: other records of the source, by their `key` or by `name`. `lookup`: a
    text the target's model is searched with (and made when `create`); when nothing
    is found, `default` is looked up. `keys` keeps the source's order, without blanks
    and doubles; more than one only when `many`.
    `extra` holds further evidence, e.g. {"country": "France"} for a state, or
    {"roles": ["Client", ""]}, one role a key.
    """

    kind: Literal["record", "lookup"]
    keys: tuple[str, ...]
    target: str = ""
    object: str | None = None
    by: Literal["key", "name"] = "key"
    many: bool = False
    create: bool = False
    default: str | None = None
    fallback: Any = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.keys[0]

    def at(self, target: str) -> "Reference":
        """The same for a field; `dataclasses.replace` takes twice as long."""
        return Reference(
            self.kind,
            self.keys,
            target,
            self.object,
            self.by,
            self.many,
            self.create,
            self.default,
            self.fallback,
            self.extra,
        )


class BadValue(TransformError):
    """A value that its target cannot take; `kind` says in a word what is wrong."""

    def __init__(self, message: Message, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class NoOptions:
    """For transformations that have none."""


@dataclass(frozen=True)
class Transform:
    """A named transformation: `function(value, options, context)`.

    The function gets no empty values unless `sees_empty`, and returns a plain value
    (str, int, float, bool, date, naive UTC datetime), a Reference, a Noted, or None
    for empty; it raises TransformError when the value cannot be used. `options` is
    the dataclass that a line's options are read into. With `several`, the values of
    a list of source fields arrive as one tuple; without it the first of them that is
    not empty arrives.
    """

    name: str
    function: Callable[[Any, Any, Context], Any]
    options: type = NoOptions
    several: bool = False
    sees_empty: bool = False


def is_empty(value: Any) -> bool:
    """None, blank text, {} and lists of such; 0 and False are values."""
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, list | tuple):
        return all(map(is_empty, value))
    return value is None or value == {}


def shorten(value: Any, limit: int = 40) -> str:
    """The offending value for a message: one line, at most `limit` characters."""
    text = " ".join(as_text(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def clean(text: str) -> str:
    """Without outer whitespace, NUL, control characters and lone surrogates.

    Line breaks of every kind become "\\n".
    """
    text = text.strip()
    if text.isprintable():
        return text
    return _CONTROL.sub("", _LINE_BREAKS.sub("\n", text)).strip()


def visible(text: str) -> str:
    """Also without the marks that come along when text is pasted (soft hyphens…)."""
    text = clean(text)
    return text if text.isprintable() else _INVISIBLE.sub("", text).strip()


def as_text(value: Any) -> str:
    """Any JSON value as clean text: true/false, whole numbers without ".0"."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(as_text, value)))
    if isinstance(value, dict):
        return clean(json.dumps(value, ensure_ascii=False, default=str))
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def single(value: Any) -> Any:
    """The value itself, or the only one of a list; TransformError for more."""
    if not isinstance(value, list | tuple):
        return value
    filled = [item for item in value if not is_empty(item)]
    if len(filled) > 1:
        message = _lt(
            "“%(value)s” holds %(count)s values, one is expected.",
            value=shorten(value),
            count=len(filled),
        )
        raise BadValue(message, "several_values")
    return single(filled[0]) if filled else None


def folded(value: Any) -> str:
    """What two spellings of one value share: no case, single spaces, whole letters.

    A Mac writes "ü" as two characters where it names files.
    """
    text = as_text(value)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.casefold().split())
