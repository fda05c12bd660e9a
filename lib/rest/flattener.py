"""Custom fields that come as a list of names and values, made fields of the record."""

from collections.abc import Iterator
from typing import Any

from ..paths import as_list, compile_path
from ..profile.rest import FlattenSpec
from ..records import Payload
from .definitions import Definition, Definitions

# Added to a custom field's name when the record has a field of that name already.
_SUFFIX = " (custom)"


class Flattener:
    """Puts the values of one list into the record, under the names of their fields.

    `own_names` are the record's fields that renaming will give it later.
    """

    def __init__(
        self, spec: FlattenSpec, definitions: Definitions, own_names: frozenset[str]
    ) -> None:
        self._path = spec.path
        self._prefix = spec.prefix
        self._definitions = definitions
        self._own_names = own_names
        self._items = compile_path(spec.path)
        self._name = compile_path(spec.name) if spec.name else None
        self._id = compile_path(spec.id) if spec.id else None
        self._value = compile_path(spec.value)

    def apply(self, raw: dict[str, Any], flat: Payload) -> None:
        """Replaces the list in `flat` by fields; one that is there twice is a list."""
        found = self._items(raw)
        self._drop(found, flat)
        fields: dict[str, list[Any]] = {}
        for name, value in self._pairs(found):
            fields.setdefault(self._field(name, flat), []).append(value)
        for field, values in fields.items():
            flat[field] = values if len(values) > 1 else values[0]

    def _drop(self, found: Any, flat: Payload) -> None:
        flat.pop(self._path, None)
        if isinstance(found, dict):
            for name in [name for name in flat if name.startswith(f"{self._path}.")]:
                del flat[name]

    def _pairs(self, found: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(found, dict) and not self._is_item(found):
            for key, value in found.items():
                yield _labelled(key, value, self._defined(key))
            return
        for item in as_list(found):
            name, definition = self._naming(item)
            if name is not None:
                yield _labelled(name, self._value(item), definition)

    def _is_item(self, found: dict[str, Any]) -> bool:
        """Whether a bare object is a list of one rather than id → value."""
        return self._naming(found)[0] is not None

    def _naming(self, item: Any) -> tuple[Any, Definition | None]:
        key = self._id(item) if self._id else None
        definition = self._definitions.by_id(key)
        name = self._name(item) if self._name else None
        if name is None:
            return key, definition
        return name, definition or self._definitions.by_name(name)

    def _defined(self, key: str) -> Definition | None:
        return self._definitions.by_id(key) or self._definitions.by_name(key)

    def _field(self, name: str, flat: Payload) -> str:
        field = self._prefix + name
        is_taken = field in flat or field in self._own_names
        return field + _SUFFIX if is_taken else field


def _labelled(name: Any, value: Any, definition: Definition | None) -> tuple[str, Any]:
    """The field's name and its value, both as their definition calls them."""
    if definition is None:
        return str(name), value
    return definition.name, definition.label(value)
