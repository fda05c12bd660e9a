"""What a proposal starts from and what it is: plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..column_types import ColumnType
from ..lines import Line
from ..message import Message
from ..naming import label_of
from ..profiling import FieldProfile


@dataclass(frozen=True)
class SourceField:
    """A field of the source, with what its values have shown.

    `records` is how many records of the stream were profiled; `label` is the source's
    own, where it declares one; `options` are declared pick-list values.
    """

    name: str
    profile: FieldProfile
    records: int
    label: str = ""
    options: tuple[str, ...] = ()

    @property
    def type(self) -> ColumnType:
        return "pick_list" if self.options else self.profile.type

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers, also where they are codes by name."""
        return set(self.profile.kinds) <= {"integer", "bit", "epoch"}

    @property
    def title(self) -> str:
        """The name for people."""
        return self.label or label_of(self.name)

    @property
    def is_empty(self) -> bool:
        return not self.profile.filled

    @property
    def holds_records(self) -> bool:
        """Whether the values are objects with fields of their own."""
        return set(self.profile.kinds) == {"object"}

    @property
    def fill_rate(self) -> float:
        return self.profile.fill_rate(self.records)

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of a pick list, declared or seen, most frequent first."""
        seen = [value for value, _count in self.profile.values.most_common()]
        return tuple(dict.fromkeys((*self.options, *seen)))


@dataclass(frozen=True)
class TargetField:
    """A field of the Odoo model.

    `values` are the names of the records that a relation can take, when they are few
    (stages, teams, activity types), and `noun` says what they are. `create`: records
    that are missing may be made. `ttype` "new" stands for a custom field that does
    not exist yet.
    """

    name: str
    label: str
    ttype: str
    selection: tuple[tuple[str, str], ...] = ()
    relation: str | None = None
    required: bool = False
    values: tuple[str, ...] = ()
    noun: str = ""
    create: bool = False

    @property
    def is_relation(self) -> bool:
        return self.ttype in ("many2one", "many2many", "many2one_reference")


@dataclass(frozen=True)
class Suggestion:
    """What another adviser thinks: a target and who says so."""

    target: str
    origin: str


@dataclass(frozen=True)
class Hints:
    """What is known beside the fields themselves.

    `model` is the Odoo model, `object` the source object ("case", "contact"…).
    `aliases`: target → names in this source (of the profile). `learned`: source field
    → target, as a person confirmed it before; "" for not migrated. `suggested`:
    source field → another adviser's word. `objects`: related model → source object
    that becomes its records. `keys`: the source's own key fields. `has_currency`: the
    model has a currency for money.
    """

    model: str
    object: str = ""
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    learned: Mapping[str, str] = field(default_factory=dict)
    suggested: Mapping[str, Suggestion] = field(default_factory=dict)
    objects: Mapping[str, str] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    has_currency: bool = False


@dataclass(frozen=True)
class Candidate:
    """A target that a source field may go to, 0 to 100, with the reason in words."""

    target: str
    confidence: int
    reason: Message


@dataclass(frozen=True)
class Proposal:
    """A line to confirm, and the next best targets for it.

    `origin` is learned, rules, or the name of another adviser.
    """

    source: str
    line: Line
    confidence: int
    reason: Message
    alternatives: tuple[Candidate, ...] = ()
    origin: str = "rules"
