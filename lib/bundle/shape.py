"""From a row under the file's own column names to a record under the profile's."""

import re
from collections.abc import Callable
from typing import Any

from ..paths import Getter, compile_path
from ..profile import BundleSpec, SplitSpec
from ..profile.rest import WhereSpec
from ..readers.header import normalised
from ..records import Payload

_ROLE = re.compile(r"(?P<name>.*\S)\s*\((?P<role>[^()]*)\)\s*", re.DOTALL)
_MOST_COLUMNS = 4096
_LIST_STEP = re.compile(r"\.(?=(?:\d+|\*)(?:\.|$))")


class Shaper:
    """Renames columns and splits cells; everything is compiled once."""

    def __init__(self, bundle: BundleSpec) -> None:
        self._targets = _Targets(bundle)
        self._splits = {self._targets[raw]: spec for raw, spec in bundle.split.items()}
        self._getters = {
            target: _into_list(raw)
            for raw, target in bundle.rename.items()
            if _LIST_STEP.search(raw)
        }

    def payload(self, values: dict[str, Any]) -> Payload:
        """The values under the profile's names; nothing is lost on the way."""
        payload = dict(
            zip(map(self._targets.__getitem__, values), values.values(), strict=True)
        )
        if len(payload) < len(values):
            payload = self._without_loss(values)
        for name, get in self._getters.items():
            payload[name] = get(values)
        for name, spec in self._splits.items():
            if name in payload:
                payload[name] = split(payload[name], spec)
        return payload

    def _without_loss(self, values: dict[str, Any]) -> Payload:
        """Of several columns for one field the first with a value fills it."""
        payload: Payload = {}
        for name, value in values.items():
            target = self._targets[name]
            if payload.get(target) not in (None, ""):
                target = name if name not in payload else f"{name} (2)"
            payload[target] = value
        return payload


class _Targets(dict[str, str]):
    """The profile's name for each column, worked out when it is first met."""

    def __init__(self, bundle: BundleSpec) -> None:
        super().__init__()
        self._known = {normalised(raw): raw for raw in bundle.split} | {
            normalised(raw): target for raw, target in bundle.rename.items()
        }

    def __missing__(self, name: str) -> str:
        target = self._known.get(normalised(name), name)
        if len(self) < _MOST_COLUMNS:
            self[name] = target
        return target


def where_test(where: WhereSpec | None) -> Callable[[dict[str, Any]], bool]:
    """Whether a row belongs to the stream; texts are compared without case."""
    if where is None:
        return lambda values: True
    wanted = where.equals if isinstance(where.equals, tuple) else (where.equals,)
    texts = {str(one).casefold() for one in wanted}
    get = compile_path(where.field)
    return lambda values: str(get(values)).strip().casefold() in texts


def split(value: Any, spec: SplitSpec) -> Any:
    """The values in a cell, without the empty ones; a list keeps its elements."""
    if isinstance(value, list):
        parts = value
    else:
        parts = str("" if value is None else value).split(spec.separator)
    parts = [part.strip() if isinstance(part, str) else part for part in parts]
    kept = [part for part in parts if part not in (None, "")]
    return [_with_role(part) for part in kept] if spec.roles else kept


def _with_role(part: Any) -> Any:
    """Name and role of a text such as "Jane Doe (Client)"."""
    if not isinstance(part, str):
        return part
    match = _ROLE.fullmatch(part)
    return match.groupdict() if match else {"name": part, "role": ""}


def _into_list(path: str) -> Getter:
    """A getter for a path that leads into a list, which flat values hold as a whole."""
    name, rest = _LIST_STEP.split(path, maxsplit=1)
    get = compile_path(f"list.{rest}")
    return lambda values: get({"list": values.get(name)})
