"""The lines of a map, as in a profile's JSON: what becomes of a source field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .transforms.common import folded

__all__ = ["ByTeam", "Line", "NewField", "merged"]

MappingType: TypeAlias = Literal[
    "direct", "value_mapping", "transformed", "custom_field_required", "not_migrated"
]
NewFieldType: TypeAlias = Literal[
    "char",
    "text",
    "html",
    "integer",
    "float",
    "monetary",
    "date",
    "datetime",
    "boolean",
    "selection",
]


@dataclass(frozen=True)
class NewField:
    """The custom field a line wants; `selection` holds values or [value, label]."""

    label: str
    type: NewFieldType
    selection: tuple[str | tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class ByTeam:
    """What values become for the records of one team, where it is something else.

    `sources` are the fields that say whose team a record is. `values` has a list of
    values for each team, under what the records call it: a name, a key.
    """

    sources: tuple[str, ...] = ()
    values: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of a map, as in a profile's JSON.

    `transform` and `options` belong to transformed and custom_field_required; a
    direct line is `char`. `values` and `default` belong to value_mapping, whose
    result then goes through `transform` if there is one (a mapped name through
    lookup); `teams` has the values that are others for some teams. `required`: the
    record fails when the result is empty.
    """

    type: MappingType
    source: str | tuple[str, ...] | None = None
    target: str = ""
    transform: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    default: Any = None
    field: NewField | None = None
    required: bool = False
    reason: str = ""
    teams: ByTeam | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        if self.source is None:
            return ()
        return (self.source,) if isinstance(self.source, str) else self.source


def merged(
    common: Mapping[str, Any], of_team: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The values of a team: its own, and those of all teams where it has none."""
    own = {folded(value): target for value, target in (of_team or {}).items()}
    return {folded(value): target for value, target in common.items()} | own
