"""What the records of a stream hold: each field's fill rate, values, lengths, type.

The memory of a field is bounded however many records there are. Profiles of parts of a
stream can be merged, and stored as JSON in between.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .column_types import ColumnType, Verdict, type_of
from .kinds import kind_of
from .transforms.common import as_text, is_empty, shorten
from .transforms.date_parser import order_of
from .transforms.numbers import Mark, mark_of

MAX_VALUES = 300
MAX_EXAMPLES = 5
EXAMPLE_LENGTH = 80
# Longer texts are no pick-list values; they are counted, not kept.
VALUE_LENGTH = 80

DateOrder: TypeAlias = Literal["day_first", "month_first", "ambiguous", "mixed"]

_DATES = frozenset({"date", "datetime", "midnight", "sentinel"})
_NUMBERS = frozenset({"decimal", "money"})
_COUNTERS = ("kinds", "values", "orders", "marks")


@dataclass
class FieldProfile:
    """One source field over all records seen so far.

    `filled` counts records where it is not empty, `kinds` its values by kind (a list
    has several). `values` counts each distinct value, up to MAX_VALUES of them; what
    is not kept there is counted in `others`. `orders` and `marks` are the evidence for
    the order of day and month and for the decimal mark.
    """

    name: str
    filled: int = 0
    lists: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    others: int = 0
    shortest: int | None = None
    longest: int = 0
    examples: list[str] = field(default_factory=list)
    orders: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)

    def add(self, value: Any) -> None:
        """Counts the value of one record; a list counts with each element."""
        if is_empty(value):
            return
        self.filled += 1
        if not isinstance(value, list):
            self._count(value)
            return
        self.lists += 1
        for item in value:
            self._count(item)

    def _count(self, value: Any) -> None:
        kind = kind_of(value)
        if kind is None:
            return
        self.kinds[kind] += 1
        text = as_text(value)
        self._measure(text)
        self._keep(text)
        if kind in _DATES and (order := order_of(text)):
            self.orders[order] += 1
        if kind in _NUMBERS:
            self.marks[mark_of(text) or "either"] += 1

    def _measure(self, text: str) -> None:
        length = len(text)
        self.longest = max(self.longest, length)
        self.shortest = length if self.shortest is None else min(self.shortest, length)

    def _keep(self, text: str) -> None:
        is_known = text in self.values
        if is_known or (len(self.values) < MAX_VALUES and len(text) <= VALUE_LENGTH):
            self.values[text] += 1
        else:
            self.others += 1
        if not is_known:
            self._add_example(shorten(text, EXAMPLE_LENGTH))

    def _add_example(self, example: str) -> None:
        if len(self.examples) < MAX_EXAMPLES and example not in self.examples:
            self.examples.append(example)

    @property
    def verdict(self) -> Verdict:
        """The type, and the share of values that agree with it."""
        return type_of(self.name, self.kinds, self.repeats)

    @property
    def type(self) -> ColumnType:
        return self.verdict.type

    @property
    def distinct(self) -> int:
        """How many different values there are; at least so many when `is_capped`."""
        return len(self.values)

    @property
    def is_capped(self) -> bool:
        return self.others > 0

    @property
    def repeats(self) -> bool:
        """Whether the values are few and come again, as those of a pick list do."""
        count = sum(self.values.values())
        return not self.others and count >= 3 * self.distinct and self.distinct <= 100

    @property
    def date_order(self) -> DateOrder | None:
        """Decided over the whole column; None when no date depends on it."""
        if self.orders["day"] and self.orders["month"]:
            return "mixed"
        if self.orders["day"]:
            return "day_first"
        if self.orders["month"]:
            return "month_first"
        return "ambiguous" if self.orders["either"] else None

    @property
    def decimal_mark(self) -> Mark | None:
        """The only decimal mark that the column shows; None when none or both."""
        if bool(self.marks["."]) == bool(self.marks[","]):
            return None
        return "." if self.marks["."] else ","

    def merge(self, other: "FieldProfile") -> None:
        """Adds what another part of the same stream has shown."""
        self.filled += other.filled
        self.lists += other.lists
        self.kinds += other.kinds
        self.orders += other.orders
        self.marks += other.marks
        self.others += other.others
        for text, count in other.values.items():
            if text in self.values or len(self.values) < MAX_VALUES:
                self.values[text] += count
            else:
                self.others += count
        lengths = [one.shortest for one in (self, other) if one.shortest is not None]
        self.shortest = min(lengths, default=None)
        self.longest = max(self.longest, other.longest)
        for example in other.examples:
            self._add_example(example)

    def fill_rate(self, records: int) -> float:
        """The share of `records` records in which the field is not empty."""
        return self.filled / records if records else 0.0

    def to_json(self) -> dict[str, Any]:
        counters = {name: dict(getattr(self, name)) for name in _COUNTERS}
        return {**vars(self), **counters, "examples": list(self.examples)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FieldProfile":
        counters = {name: Counter(data[name]) for name in _COUNTERS}
        return cls(**{**data, **counters, "examples": list(data["examples"])})


@dataclass
class StreamProfile:
    """All fields of one stream, in the order in which they first occurred."""

    records: int = 0
    fields: dict[str, FieldProfile] = field(default_factory=dict)

    def add(self, payload: Mapping[str, Any]) -> None:
        """Counts one record; a field that is missing counts as empty."""
        self.records += 1
        for name, value in payload.items():
            if name not in self.fields:
                self.fields[name] = FieldProfile(name)
            self.fields[name].add(value)

    def merge(self, other: "StreamProfile") -> None:
        """Adds the profile of another part of the same stream."""
        self.records += other.records
        for name, profile in other.fields.items():
            self.fields.setdefault(name, FieldProfile(name)).merge(profile)

    def to_json(self) -> dict[str, Any]:
        """What `from_json` makes the same profile of, to go on later."""
        fields = {name: profile.to_json() for name, profile in self.fields.items()}
        return {"records": self.records, "fields": fields}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "StreamProfile":
        fields = {
            name: FieldProfile.from_json(profile)
            for name, profile in data["fields"].items()
        }
        return cls(data["records"], fields)


def day_first_of(fields: Iterable[FieldProfile]) -> bool | None:
    """Whether a source writes the day first, by all its columns; None: undecided."""
    orders = sum((profile.orders for profile in fields), Counter())
    if bool(orders["day"]) == bool(orders["month"]):
        return None
    return bool(orders["day"])
