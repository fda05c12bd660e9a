"""From a record as the API sends it to a payload under the profile's field names."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any

from ..moments import changed_at
from ..paths import Getter, compile_path, flatten
from ..profile import StreamSpec
from ..profile.rest import DeletedSpec, RestSpec, WhereSpec
from ..records import Payload, SourceRecord
from .definitions import Definitions
from .flattener import Flattener

_FALSE = frozenset({"", "0", "false", "no", "f", "n", "none", "null"})


class Shaper:
    """Makes payloads and records of one stream; everything is compiled once."""

    def __init__(
        self, stream: StreamSpec, rest: RestSpec, zone: tzinfo, definitions: Definitions
    ) -> None:
        own_names = frozenset(rest.rename.values())
        self._renames = [
            (path, target, _deep_getter(path)) for path, target in rest.rename.items()
        ]
        self._flatteners = [
            Flattener(spec, definitions, own_names) for spec in rest.flatten
        ]
        self._names = stream.name_fields
        self._cursor = rest.cursor
        self._zone = zone
        self._is_deleted = _deleted_test(rest.deleted)

    def payload(self, raw: dict[str, Any], extra: Mapping[str, Any]) -> Payload:
        """The payload: custom fields flattened, fields renamed, `extra` added."""
        flat = flatten(raw)
        for flattener in self._flatteners:
            flattener.apply(raw, flat)
        renamed = {}
        for path, target, get in self._renames:
            if path in flat:
                renamed[target] = flat.pop(path)
            elif get is not None:
                renamed[target] = get(raw)
        flat.update(renamed)
        flat.update(extra)
        return flat

    def record(self, payload: Payload, key: str) -> SourceRecord:
        """The record of a payload."""
        cursor = self._cursor
        changed = None
        if cursor:
            changed = changed_at(payload.get(cursor.field), cursor, self._zone)
        parts = [payload.get(field) for field in self._names]
        name = " ".join(str(part) for part in parts if part not in (None, ""))
        return SourceRecord(key, payload, name, changed, self._is_deleted(payload))


def raw_path(rest: RestSpec, field: str) -> str:
    """The path in the source's record that becomes this field."""
    for path, target in rest.rename.items():
        if target == field:
            return path
    return field


def where_test(spec: WhereSpec | None) -> Callable[[Any], bool] | None:
    """Whether a record as the source sends it belongs to the stream."""
    if spec is None:
        return None
    get = compile_path(spec.field)
    wanted = spec.equals if isinstance(spec.equals, tuple) else (spec.equals,)
    return lambda raw: get(raw) in wanted


def _deleted_test(spec: DeletedSpec | None) -> Callable[[Payload], bool]:
    if spec is None or spec.field is None:
        return lambda payload: False
    field, wanted = spec.field, spec.equals
    if wanted is not None:
        return lambda payload: payload.get(field) == wanted
    return lambda payload: str(payload.get(field)).strip().lower() not in _FALSE


def _deep_getter(path: str) -> Getter | None:
    """A getter for a path that leads into a list, which `flatten` leaves alone."""
    leads_into_list = any(part == "*" or part.isdigit() for part in path.split("."))
    return compile_path(path) if leads_into_list else None
