"""Values that stand for something else: records, look-ups, pick-list values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

from ..message import _lt
from ..paths import Getter, compile_path
from .common import (
    BadValue,
    Context,
    Noted,
    Reference,
    Transform,
    as_text,
    folded,
    is_empty,
    shorten,
    single,
)

# What an option may put into a field. Never a list: to the ORM that is a command.
Scalar: TypeAlias = str | int | float | bool | None

_WITH_ROLE = re.compile(r"(?P<key>.*\S)\s*\((?P<role>[^()]+)\)")


@dataclass(frozen=True)
class KeyOptions:
    """How the keys lie in the value.

    `many`: there may be several, as a list or in one text parted by `split`; of
    objects in a list the dotted `path` is taken. `extra`: names of the further
    source fields, which are handed on as evidence. `fallback`: for the loader, when
    nothing is found.
    """

    many: bool = False
    split: str = "\n"
    path: str = "id"
    extra: tuple[str, ...] = ()
    fallback: Any = None

    @cached_property
    def key_of(self) -> Getter:
        return compile_path(self.path)


@dataclass(frozen=True, kw_only=True)
class ReferenceOptions(KeyOptions):
    """`object`: the source object referred to, `by` its key or its name.

    A party's role lies at `role_path` of an object, or, with `roles`, in brackets
    after the name: "Jane Doe (Client)".
    """

    object: str
    by: Literal["key", "name"] = "key"
    roles: bool = False
    role_path: str | None = None

    @cached_property
    def role_of(self) -> Getter:
        return compile_path(self.role_path) if self.role_path else lambda item: None


@dataclass(frozen=True)
class LookupOptions(KeyOptions):
    """`create`: what is not found is made; `default` is taken instead of it."""

    path: str = "name"
    create: bool = False
    default: str | None = None


@dataclass(frozen=True)
class ValueMapOptions:
    """`values` {source: target}: a null target means "leave empty", the source ""
    stands for an empty value. `default` is for unknown values, with an issue, and
    for empty ones, without."""

    values: dict[str, Scalar]
    default: Scalar = None

    @cached_property
    def table(self) -> dict[str, Scalar]:
        return {folded(source): target for source, target in self.values.items()}


@dataclass(frozen=True)
class SelectionOptions:
    """`values`: a list of values or of [value, label], or {value: label}."""

    values: tuple[str | tuple[str, ...], ...] | dict[str, str]
    default: str | None = None

    @cached_property
    def table(self) -> dict[str, str]:
        """Value by folded value or label; where these clash, the value counts."""
        pairs = list(self._pairs())
        by_label = {folded(label): value for value, label in reversed(pairs)}
        return by_label | {folded(value): value for value, _label in pairs}

    def _pairs(self) -> Iterator[tuple[str, str]]:
        if isinstance(self.values, dict):
            yield from self.values.items()
            return
        for entry in self.values:
            yield (entry, entry) if isinstance(entry, str) else (entry[0], entry[-1])


@dataclass(frozen=True)
class ConstantOptions:
    """`value` is what every record gets."""

    value: str | int | float | bool


def reference(
    value: Any, options: ReferenceOptions, context: Context
) -> Reference | None:
    """A reference to records of another source object."""
    value, extra = _with_extra(value, options)
    found = _keys_and_roles(value, options, options)
    if not found:
        return None
    keys, roles = zip(*found, strict=True)
    return Reference(
        kind="record",
        keys=keys,
        object=options.object,
        by=options.by,
        many=options.many,
        fallback=options.fallback,
        extra={**extra, "roles": list(roles)} if any(roles) else extra,
    )


def lookup(value: Any, options: LookupOptions, context: Context) -> Reference | None:
    """A text that the target's model is searched with."""
    value, extra = _with_extra(value, options)
    found = _keys_and_roles(value, options)
    if not found:
        return None
    return Reference(
        kind="lookup",
        keys=tuple(key for key, _role in found),
        many=options.many,
        create=options.create,
        default=options.default,
        fallback=options.fallback,
        extra=extra,
    )


def value_map(value: Any, options: ValueMapOptions, context: Context) -> Any:
    """The target value of a source value, without regard to case and spaces."""
    word = folded(single(value))
    if word in options.table:
        return options.table[word]
    return _unknown(value, options.default) if word else options.default


def selection(value: Any, options: SelectionOptions, context: Context) -> Any:
    """One of the allowed values, by value or label without regard to case."""
    known = options.table.get(folded(single(value)))
    return _unknown(value, options.default) if known is None else known


def constant(value: Any, options: ConstantOptions, context: Context) -> Any:
    """The same value whatever the source says."""
    return options.value


def _unknown(value: Any, default: Scalar) -> Noted:
    if is_empty(default):
        message = _lt(
            "“%(value)s” is not in the list of values; the field is left empty.",
            value=shorten(value),
        )
    else:
        message = _lt(
            "“%(value)s” is not in the list of values; “%(default)s” was taken.",
            value=shorten(value),
            default=shorten(default),
        )
    return Noted(default, "unknown_value", message)


def _with_extra(value: Any, options: KeyOptions) -> tuple[Any, dict[str, Any]]:
    """The value itself, and further source fields by their names."""
    if not isinstance(value, tuple):
        return value, {}
    value, *others = value
    named = zip(options.extra, map(as_text, others), strict=False)
    return value, {name: text for name, text in named if text}


def _keys_and_roles(
    value: Any, options: KeyOptions, roles: ReferenceOptions | None = None
) -> list[tuple[str, str]]:
    """The keys in a value, each once in every role ("" for none)."""
    pairs = (_key_and_role(item, options, roles) for item in _items(value, options))
    found = list(dict.fromkeys(pair for pair in pairs if pair[0]))
    if len(found) > 1 and not options.many:
        message = _lt(
            "“%(value)s” names %(count)s records, one is expected.",
            value=shorten(value),
            count=len(found),
        )
        raise BadValue(message, "several_values")
    return found


def _items(value: Any, options: KeyOptions) -> list[Any]:
    if isinstance(value, list):
        return value
    if options.many and isinstance(value, str):
        return value.split(options.split)
    return [value]


def _key_and_role(
    item: Any, options: KeyOptions, roles: ReferenceOptions | None
) -> tuple[str, str]:
    if isinstance(item, dict):
        role = roles.role_of(item) if roles else None
        return _line(options.key_of(item)), _line(role)
    text = _line(item)
    found = _WITH_ROLE.fullmatch(text) if roles and roles.roles else None
    return (found["key"], found["role"].strip()) if found else (text, "")


def _line(value: Any) -> str:
    return "" if is_empty(value) else " ".join(as_text(value).split())


TRANSFORMS = (
    Transform("reference", reference, ReferenceOptions, several=True),
    Transform("lookup", lookup, LookupOptions, several=True),
    Transform("value_map", value_map, ValueMapOptions, sees_empty=True),
    Transform("selection", selection, SelectionOptions),
    Transform("constant", constant, ConstantOptions, sees_empty=True),
)
