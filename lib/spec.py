"""Dataclasses from JSON, with a list of readable problems instead of an exception.

The annotations of a dataclass are its documentation and its check: a field without
default is required, a `Literal` is the list of allowed words, a union of dataclasses is
told apart by the word in their `type` field. A field `in_` is called `in` in JSON. A
dataclass with a `shorthand` may be given as a bare text, which fills that field.
"""

import types
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from .message import Message, _lt

T = TypeVar("T")

IS_MISSING = _lt("is missing")

_NAMES = {
    str: _lt("a text"),
    int: _lt("a whole number"),
    float: _lt("a number"),
    bool: _lt("true or false"),
    dict: _lt("an object {…}"),
    tuple: _lt("a list […]"),
    types.NoneType: Message("null"),
}


@dataclass(frozen=True)
class Place:
    """A place in the profile and the list that collects what is wrong there."""

    path: str
    problems: list[str]

    def __truediv__(self, name: str) -> "Place":
        return Place(f"{self.path}.{name}" if self.path else name, self.problems)

    def item(self, index: int) -> "Place":
        """The place of one element of a list."""
        return Place(f"{self.path}[{index}]", self.problems)

    def wrong(self, sentence: Message) -> None:
        """Notes a problem here."""
        self.problems.append(
            _lt(
                "%(place)s: %(problem)s",
                place=self.path or _lt("profile"),
                problem=sentence,
            )
        )


def build(cls: type[T], data: Any, place: Place) -> T | None:
    """An instance of dataclass `cls`, or None after at least one problem was noted."""
    before = len(place.problems)
    if isinstance(data, str) and hasattr(cls, "shorthand"):
        data = {cls.shorthand: data}  # type: ignore[attr-defined]
    if not isinstance(data, dict):
        place.wrong(_must_be(_NAMES[dict], data))
        return None
    known = _known(cls)
    for name in data:
        if name not in known:
            (place / name).wrong(
                _lt("is unknown; allowed: %(allowed)s", allowed=_listed(known))
            )
    values: dict[str, Any] = {}
    for name, (kind, field) in known.items():
        if name in data:
            values[field.name] = _value(kind, data[name], place / name)
        elif _required(field):
            (place / name).wrong(IS_MISSING)
    return cls(**values) if len(place.problems) == before else None


@cache
def _known(cls: type) -> dict[str, tuple[Any, "Field[Any]"]]:
    """The dataclass's fields and their annotations, by their names in JSON."""
    hints = get_type_hints(cls)
    return {one.name.rstrip("_"): (hints[one.name], one) for one in fields(cls)}


def _required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _value(kind: Any, data: Any, place: Place) -> Any:
    origin = get_origin(kind) or kind
    if is_dataclass(origin):
        return build(origin, data, place)
    reader: Callable[..., Any] = _READERS.get(origin, _scalar)
    return reader(kind, data, place)


def _anything(_kind: Any, data: Any, _place: Place) -> Any:
    return data


def _scalar(kind: Any, data: Any, place: Place) -> Any:
    if not _fits(kind, data):
        place.wrong(_must_be(_NAMES[kind], data))
    return data


def _word(kind: Any, data: Any, place: Place) -> Any:
    if data not in get_args(kind):
        place.wrong(_unknown(data, get_args(kind)))
    return data


def _list(kind: Any, data: Any, place: Place) -> Any:
    if not isinstance(data, list):
        place.wrong(_must_be(_NAMES[tuple], data))
        return ()
    item = get_args(kind)[0]
    return tuple(_value(item, one, place.item(at)) for at, one in enumerate(data))


def _object(kind: Any, data: Any, place: Place) -> Any:
    if not isinstance(data, dict):
        place.wrong(_must_be(_NAMES[dict], data))
        return {}
    item = get_args(kind)[1]
    return {name: _value(item, one, place / name) for name, one in data.items()}


def _union(kind: Any, data: Any, place: Place) -> Any:
    members = get_args(kind)
    tagged = {_tag(one): one for one in members if is_dataclass(one)}
    if len(tagged) > 1 and isinstance(data, dict):
        return _tagged(tagged, data, place)
    for member in members:
        if _fits(member, data):
            return _value(member, data, place)
    first, *others = map(_kind_name, members)
    allowed = first
    for other in others:
        allowed = _lt("%(kind)s or %(other)s", kind=allowed, other=other)
    place.wrong(_must_be(allowed, data))
    return None


def _tagged(tagged: dict[Any, Any], data: dict[str, Any], place: Place) -> Any:
    if "type" not in data:
        (place / "type").wrong(
            _lt("is missing; allowed: %(allowed)s", allowed=_listed(tagged))
        )
        return None
    for word, cls in tagged.items():
        if word == data["type"]:
            return build(cls, data, place)
    (place / "type").wrong(_unknown(data["type"], tagged))
    return None


def _tag(cls: type) -> Any:
    """The word by which a member of a union of dataclasses is told from the others."""
    type_field = _known(cls).get("type")
    words = get_args(type_field[0]) if type_field else ()
    return words[0] if words else None


def _fits(kind: Any, data: Any) -> bool:
    """Whether the outermost shape of `data` is that of `kind`."""
    origin = get_origin(kind) or kind
    if origin is Any:
        return True
    if is_dataclass(origin):
        return isinstance(data, dict | str if hasattr(origin, "shorthand") else dict)
    if origin is dict:
        return isinstance(data, dict)
    if origin is tuple:
        return isinstance(data, list)
    if origin is Literal:
        return isinstance(data, str | int)
    if isinstance(data, bool):
        return bool(origin is bool)
    return isinstance(data, (int, float) if origin is float else origin)


def _kind_name(kind: Any) -> Message:
    origin = get_origin(kind) or kind
    if origin is Literal:
        return _lt("one of %(words)s", words=_listed(get_args(kind), "/"))
    return _NAMES[dict if is_dataclass(origin) else origin]


def _listed(words: Any, separator: str = ", ") -> str:
    return separator.join(str(word) for word in words)


def _must_be(kind: Message, data: Any) -> Message:
    return _lt("must be %(kind)s, not %(value)s", kind=kind, value=_shown(data))


def _unknown(data: Any, allowed: Any) -> Message:
    return _lt(
        "%(value)s is unknown; allowed: %(allowed)s",
        value=_shown(data),
        allowed=_listed(allowed),
    )


def _shown(data: Any) -> str:
    """A value as it may appear in a message: short, and no content of containers."""
    for kind in (dict, list):
        if isinstance(data, kind):
            return _NAMES[tuple if kind is list else kind]
    return repr(data)[:40]


_READERS: dict[Any, Callable[..., Any]] = {
    Any: _anything,
    Literal: _word,
    tuple: _list,
    dict: _object,
    Union: _union,
    types.UnionType: _union,
}
