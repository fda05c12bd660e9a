"""One line of a map at work: the values of one field, for all records of a batch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from .errors import TransformError
from .lines import Line
from .message import Message
from .transforms import Context, Noted, Reference
from .transforms.common import Severity, folded, is_empty


class Issue(NamedTuple):
    """What a person should know about one field of one record.

    `field` is the source field (several with ", "), `severity` is error when the
    record must not be loaded, warning when something was left out or guessed.
    """

    kind: str
    field: str
    target: str
    message: str
    severity: Severity


@dataclass(slots=True)
class Mapped:
    """A record as the ORM takes it: plain values, references to resolve, issues."""

    targets: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def empty(self) -> list[str]:
        """The targets that got nothing: left out of a create, cleared in a write."""
        filled = self.values.keys() | {one.target for one in self.references}
        return [target for target in self.targets if target not in filled]

    @property
    def failed(self) -> bool:
        """Whether the record must not be loaded."""
        return any(issue.severity == "error" for issue in self.issues)


Conversion: TypeAlias = tuple[Callable[[Any, Any, Context], Any], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A line made ready: functions and checked options instead of names."""

    line: Line
    read: Callable[[Mapping[str, Any]], Any]
    conversions: tuple[Conversion, ...]
    sees_empty: bool
    # Team → its conversions, for lists of values that are not the same for all.
    of_teams: Mapping[str, tuple[Conversion, ...]]

    def run(
        self,
        payloads: Sequence[Mapping[str, Any]],
        context: Context,
        mapped: Sequence[Mapped],
    ) -> None:
        """Map one field of all records; what is written alike is converted once."""
        target = self.line.target
        known: dict[Any, tuple[Any, list[Issue]]] = {}
        for payload, one in zip(payloads, mapped, strict=True):
            value = self.read(payload)
            plain = not self.of_teams and _is_plain(value)
            found = known.get(value) if plain else None
            if found is None:
                found = self._outcome(value, payload, context)
                if plain and type(found[0]) in _FIXED:
                    known[value] = found
            result, issues = found
            one.issues += issues
            if type(result) is Reference:
                one.references.append(result)
            elif result is not None and result != "":
                one.values.setdefault(target, result)

    def _outcome(
        self, value: Any, payload: Mapping[str, Any], context: Context
    ) -> tuple[Any, list[Issue]]:
        if is_empty(value) and not self.sees_empty:
            return _NOTHING
        issues: list[Issue] = []
        result = self._converted(value, self._conversions(payload), context, issues)
        if type(result) is Reference:
            result = result.at(self.line.target)
        return result, issues

    def _conversions(self, payload: Mapping[str, Any]) -> tuple[Conversion, ...]:
        """Those for the team of the record; the first field that names one counts."""
        if self.of_teams and self.line.teams:
            for source in self.line.teams.sources:
                team = folded(payload.get(source))
                if team in self.of_teams:
                    return self.of_teams[team]
        return self.conversions

    def _converted(
        self,
        value: Any,
        conversions: Sequence[Conversion],
        context: Context,
        issues: list[Issue],
    ) -> Any:
        try:
            for function, options in conversions:
                value = function(value, options, context)
                if type(value) is Noted:
                    issues.append(issue(self.line, *value[1:]))
                    value = value.value
                if value is None:
                    break
        except TransformError as error:
            issues.append(issue(self.line, error.kind, error.message, "warning"))
            return None
        return value


# Of these, one object may be the value of many records.
_FIXED = (str, int, float, bool, date, datetime, Reference, type(None))
_NOTHING: tuple[None, list[Issue]] = (None, [])


def _is_plain(value: Any) -> bool:
    """Text, or several; of other types, different values may be equal (1, True)."""
    kind = type(value)
    return kind is str or (
        kind is tuple and all(one is None or type(one) is str for one in value)
    )


def issue(line: Line, kind: str, message: Message, severity: Severity) -> Issue:
    return Issue(kind, ", ".join(line.sources), line.target, message, severity)
