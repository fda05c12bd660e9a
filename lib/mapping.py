"""Confirmed mapping lines applied to one source record: payload → values for the ORM.

Pure: nothing is looked up or written. A line that cannot be applied leaves its field
empty and says so in an issue; `Mapper.apply` raises nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .errors import ConfigError
from .lines import ByTeam, Line, NewField, merged
from .mapping_step import Conversion, Issue, Mapped, Step, issue
from .message import _lt
from .spec import IS_MISSING, Place, build
from .transforms import TRANSFORMS, Context, Reference, Transform
from .transforms.common import folded, is_empty

__all__ = [
    "ByTeam",
    "Context",
    "Issue",
    "Line",
    "Mapped",
    "Mapper",
    "NewField",
    "Reference",
    "compile_lines",
    "parse_line",
]

# Options of a line that Odoo's side reads, not its transformation.
LOADER_OPTIONS = frozenset({"only_unmatched", "values_from"})

# The transformation of a new field's type, where its name is another.
_TRANSFORM_OF_TYPE = {"float": "decimal", "monetary": "decimal"}


class Mapper:
    """The compiled lines of one map; safe to keep and to use for many records."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._required = [step.line for step in steps if step.line.required]
        self.targets = tuple(dict.fromkeys(step.line.target for step in steps))

    def apply(self, payload: Mapping[str, Any], context: Context) -> Mapped:
        """The payload of one record, mapped; never raises on any JSON value."""
        return self.apply_all([payload], context)[0]

    def apply_all(
        self, payloads: Sequence[Mapping[str, Any]], context: Context
    ) -> list[Mapped]:
        """The same for many records, field by field, which takes half as long."""
        mapped = [Mapped(self.targets) for _ in payloads]
        for step in self._steps:
            step.run(payloads, context, mapped)
        if self._required:
            for one in mapped:
                self._check_required(one)
        return mapped

    def _check_required(self, mapped: Mapped) -> None:
        empty = mapped.empty
        for line in self._required:
            if line.target in empty:
                message = _lt(
                    "“%(field)s” needs a value, and the source gives none.",
                    field=line.target,
                )
                mapped.issues.append(issue(line, "required", message, "error"))


def parse_line(data: Mapping[str, Any], where: str = "line") -> Line:
    """A Line from its JSON form; ConfigError names every problem below `where`."""
    problems: list[str] = []
    line = build(Line, data, Place(where, problems))
    if line is None:
        raise ConfigError(problems)
    return line


def compile_lines(lines: Sequence[Line]) -> Mapper:
    """A Mapper; ConfigError lists every line that is wrong ("lines[3].options…").

    Lines may share a target: the first that gives a value counts, and of references
    the first that leads somewhere.
    """
    problems: list[str] = []
    steps: list[Step] = []
    for number, line in enumerate(lines):
        place = Place(f"lines[{number}]", problems)
        if line.type == "not_migrated":
            continue
        if not line.target:
            (place / "target").wrong(IS_MISSING)
        if step := _step(line, place):
            steps.append(step)
    if problems:
        raise ConfigError(problems)
    return Mapper(steps)


def _step(line: Line, place: Place) -> Step | None:
    """The line with its transformations found and their options checked."""
    found = [_conversion(name, options, place) for name, options in _chain(line)]
    conversions = [one for one in found if one is not None]
    if len(conversions) < len(found):
        return None
    of_teams = _of_teams(line, conversions[1:])
    first = conversions[0][0]
    if not line.sources and not first.sees_empty:
        (place / "source").wrong(IS_MISSING)
        return None
    return Step(
        line,
        _reader(line.sources, first.several),
        _made_ready(conversions),
        first.sees_empty,
        of_teams,
    )


def _made_ready(found: Sequence[tuple[Transform, Any]]) -> tuple[Conversion, ...]:
    return tuple((transform.function, options) for transform, options in found)


def _of_teams(
    line: Line, after: Sequence[tuple[Transform, Any]]
) -> dict[str, tuple[Conversion, ...]]:
    """:param after: what is done with a value that was found in the list"""
    if line.type != "value_mapping" or not line.teams:
        return {}
    table = TRANSFORMS["value_map"]
    return {
        folded(team): _made_ready(
            [(table, table.options(merged(line.values, own), line.default)), *after]
        )
        for team, own in line.teams.values.items()
    }


def _chain(line: Line) -> list[tuple[str, Mapping[str, Any]]]:
    """The names and raw options of the line's transformations, in order."""
    if line.type == "value_mapping":
        table = ("value_map", {"values": line.values, "default": line.default})
        return [table, (line.transform, line.options)] if line.transform else [table]
    options = line.options
    if line.default is not None and _knows_others(line):
        options = {"default": line.default, **options}
    if line.type == "custom_field_required" and line.field and not line.transform:
        return [_for_new_field(line.field, options)]
    return [(line.transform or "char", options)]


def _knows_others(line: Line) -> bool:
    """Whether the line can meet values that its target does not have."""
    kind = line.transform or (line.field.type if line.field else "")
    return kind in ("lookup", "selection")


def _for_new_field(
    new: NewField, options: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]]:
    if new.type == "selection":
        values = [v if isinstance(v, str) else list(v) for v in new.selection]
        return "selection", {"values": values, **options}
    return _TRANSFORM_OF_TYPE.get(new.type, new.type), options


def _conversion(
    name: str, options: Mapping[str, Any], place: Place
) -> tuple[Transform, Any] | None:
    transform = TRANSFORMS.get(name)
    if transform is None:
        message = _lt(
            "“%(name)s” is unknown; allowed: %(allowed)s",
            name=name,
            allowed=", ".join(TRANSFORMS),
        )
        (place / "transform").wrong(message)
        return None
    own = {key: value for key, value in options.items() if key not in LOADER_OPTIONS}
    checked = build(transform.options, own, place / "options")
    return None if checked is None else (transform, checked)


def _reader(
    sources: tuple[str, ...], several: bool
) -> Callable[[Mapping[str, Any]], Any]:
    """Reads one field; of several fields all, or the first that is not empty."""
    if not sources:
        return lambda payload: None
    if len(sources) == 1:
        name = sources[0]
        return lambda payload: payload.get(name)
    if several:
        return lambda payload: tuple(map(payload.get, sources))
    return lambda payload: next(
        (payload[name] for name in sources if not is_empty(payload.get(name))), None
    )
