"""Dotted paths into nested JSON: `a.b`, `a.0.b` (element), `a.*.b` (every element)."""

from collections.abc import Callable
from typing import Any

from .whole import whole

Getter = Callable[[Any], Any]

MAX_DEPTH = 20


def get(data: Any, path: str) -> Any:
    """The value at `path`, or None when there is nothing."""
    return compile_path(path)(data)


def compile_path(path: str) -> Getter:
    """A function from data to the value at `path` (None when there is nothing).

    A key that contains dots itself (`@odata.nextLink`) is found by its full name. The
    empty path is the data as a whole.
    """
    if not path:
        return lambda data: data
    segments = path.split(".")
    steps = [(name, ".".join(segments[at:])) for at, name in enumerate(segments)]
    if len(steps) == 1:
        return lambda data: _step(data, path)
    return lambda data: _walk(data, steps, 0)


def _walk(data: Any, steps: list[tuple[str, str]], at: int) -> Any:
    while at < len(steps) and data is not None:
        name, rest = steps[at]
        at += 1
        if isinstance(data, dict) and rest in data:
            return data[rest]
        if name == "*":
            found = (_walk(item, steps, at) for item in as_list(data))
            return [value for value in found if value is not None]
        data = _step(data, name)
    return data


def _step(data: Any, name: str) -> Any:
    if isinstance(data, dict):
        return data.get(name)
    if isinstance(data, list) and name.isdecimal():
        at = whole(name)
        return data[at] if at is not None and at < len(data) else None
    return None


def dead_end(data: Any, path: str) -> Any:
    """What the path comes to and does not lead on from; None: it leads to its end.

    That may be null. What is empty is no dead end: whatever is looked for in it, there
    is none.
    """
    return _dead_end(data, path.split(".")) if path else None


def _dead_end(data: Any, segments: list[str]) -> Any:
    if not segments or data in (None, {}, []):
        return None
    name, following = segments[0], segments[1:]
    if isinstance(data, dict) and ".".join(segments) in data:
        return None
    if isinstance(data, dict) and name in data:
        return _dead_end(data[name], following)
    if name == "*":
        ends = [_dead_end(item, following) for item in as_list(data)]
        return None if None in ends else ends[0]
    if isinstance(data, list) and _step(data, name) is not None:
        return _dead_end(_step(data, name), following)
    return data


def as_list(data: Any) -> list[Any]:
    """A list as it is, None as an empty list, anything else as a list of one."""
    if isinstance(data, list):
        return data
    return [] if data is None else [data]


def flatten(data: dict[str, Any]) -> dict[str, Any]:
    """Nested objects as dotted keys; lists stay as they are, an empty object is None.

    What is nested deeper than `MAX_DEPTH` stays an object.
    """
    flat: dict[str, Any] = {}
    _flatten_into(flat, "", data, MAX_DEPTH)
    return flat


def _flatten_into(
    flat: dict[str, Any], prefix: str, data: dict[str, Any], depth: int
) -> None:
    for name, value in data.items():
        if isinstance(value, dict) and depth:
            if value:
                _flatten_into(flat, f"{prefix}{name}.", value, depth - 1)
            else:
                flat[prefix + name] = None
        else:
            flat[prefix + name] = value
