"""The generated law firm.

Every record is computed from (seed, object, index) when it is asked for, so a firm
of 200,000 cases needs no more memory than one of 200. Records are plain dicts that
belong to no system: references are indexes, dates are ``date``, times are aware UTC
``datetime``, amounts of money are cents. Dirty records may hold text instead.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from . import (
    agenda,
    billing,
    blueprints,
    cases,
    custom_fields,
    dirt,
    documents,
    notes,
    people,
)
from .draw import draw, lot
from .spread import Spread

Record = dict[str, Any]

OPENED = datetime(2014, 9, 1, 13, tzinfo=UTC)
TODAY = datetime(2026, 11, 1, 13, tzinfo=UTC)

_COUNTED = (people, cases, custom_fields, blueprints)
_PARENTED = (agenda, billing, documents, notes, blueprints)
BUILDERS = {
    name: builder
    for module in (*_COUNTED, *_PARENTED)
    for name, builder in module.BUILDERS.items()
}
REVISERS = {
    name: reviser
    for module in (people, cases, agenda, documents, notes)
    for name, reviser in module.REVISERS.items()
}
COUNTS: dict[str, Callable[[int], int]] = {
    name: count for module in _COUNTED for name, count in module.COUNTS.items()
}
CHILDREN: dict[str, Spread] = {
    name: spread for module in _PARENTED for name, spread in module.CHILDREN.items()
}
# how to name a record without making it
NAMERS: dict[str, Callable[["Firm", int], str]] = {
    "user": lambda firm, index: people.user_name(index),
    "team": lambda firm, index: people.TEAM_NAMES[index],
    "company": lambda firm, index: people.company_name(index),
    "contact": lambda firm, index: people.contact_name(index),
    "case": cases.case_title,
}
OBJECTS = tuple(BUILDERS)

GROWING = ("contact", "case")
DELETABLE = ("contact", "case", "activity", "note", "document", "event")
CHANGED_PER_STEP = 3  # per cent
GROWTH_PER_STEP = 100  # one new record for so many
EVOLUTION = ("change", "add", "delete")


class Firm:
    """A law firm with ``cases`` cases at first.

    ``changes``, ``additions`` and ``deletions`` are the moments at which it went on,
    see ``evolve``.
    """

    def __init__(
        self,
        cases: int = 300,
        seed: int = 1,
        changes: tuple[datetime, ...] = (),
        additions: tuple[datetime, ...] = (),
        deletions: tuple[datetime, ...] = (),
    ) -> None:
        self.cases = cases
        self.seed = seed
        self.changes = changes
        self.additions = additions
        self.deletions = deletions

    def evolve(
        self, at: datetime | None = None, kinds: Collection[str] = EVOLUTION
    ) -> "Firm":
        """Return the firm one step later: 3 % changed, 1 % new, 1 % deleted.

        :param at: when it happens, aware; now by default
        :param kinds: which of ``EVOLUTION`` happen
        """
        at = (at or datetime.now(UTC)).replace(microsecond=0)
        return Firm(
            self.cases,
            self.seed,
            self.changes + (at,) * ("change" in kinds),
            self.additions + (at,) * ("add" in kinds),
            self.deletions + (at,) * ("delete" in kinds),
        )

    # -- how many, which

    def base(self, name: str) -> int:
        """Return how many records of an object the firm had at first."""
        if name in CHILDREN:
            return CHILDREN[name].count(self.cases)
        return COUNTS[name](self.cases)

    def count(self, name: str) -> int:
        """Return how many indexes of an object there are, deleted ones included."""
        if name in CHILDREN:
            return CHILDREN[name].count(self.count("case"))
        base = self.base(name)
        grown = len(self.additions) if name in GROWING else 0
        return base + grown * _growth(base)

    def indexes(self, name: str) -> Iterator[int]:
        """Yield the indexes of the records that have not been deleted."""
        return (i for i in range(self.count(name)) if not self.deleted_at(name, i))

    def records(self, name: str) -> Iterator[Record]:
        """Yield the records of an object that have not been deleted."""
        return (self.record(name, index) for index in self.indexes(name))

    def children(self, name: str, case: int) -> Iterator[Record]:
        """Yield the records of an object that belong to a case and are not deleted."""
        for index in CHILDREN[name].of(case):
            if not self.deleted_at(name, index):
                yield self.record(name, index)

    def record(self, name: str, index: int) -> Record:
        """Return one record of an object."""
        rng = draw(self.seed, name, index)
        record = BUILDERS[name](self, index, rng)
        record["index"] = index
        record["created_at"] = self.created_at(name, index)
        record["changed_at"] = self.changed_at(name, index)
        kind = self.dirt(name, index)
        if kind:
            dirt.soil(name, record, kind)
        step = self._changed_in(name, index)
        if step and name in REVISERS:
            REVISERS[name](record, step)
        return record

    def name(self, name: str, index: int) -> str:
        """Return what others call a record; cheaper than ``record``."""
        if self.dirt(name, index):
            return self.record(name, index)["title" if name == "case" else "name"]
        return NAMERS[name](self, index)

    def dirt(self, name: str, index: int) -> str | None:
        """Return what is wrong with a record on purpose, if anything is."""
        return dirt.kind_of(name, index)

    # -- when

    def created_at(self, name: str, index: int) -> datetime:
        """Return when a record was made; later cases have higher indexes."""
        part = lot(self.seed, name, index) / 2**32
        if name in CHILDREN:
            born = self.created_at("case", CHILDREN[name].parent(index))
            return _seconds(born + min(timedelta(days=300), _age(born)) * part)
        base = self.base(name)
        if index >= base:
            return self.additions[(index - base) // _growth(base)]
        return _seconds(OPENED + (TODAY - OPENED) * ((index + part) / base))

    def changed_at(self, name: str, index: int) -> datetime:
        """Return when a record was last changed (or deleted)."""
        deleted = self.deleted_at(name, index)
        if deleted:
            return deleted
        step = self._changed_in(name, index)
        if step:
            return self.changes[step - 1]
        created = self.created_at(name, index)
        part = lot(index, name, self.seed) / 2**32
        return _seconds(created + _age(created) * part**3)

    def deleted_at(self, name: str, index: int) -> datetime | None:
        """Return when a record was deleted in the source, if it was."""
        if not self.deletions or name not in DELETABLE or index >= self.base(name):
            return None
        if name == "contact" and index < people.unreferenced_from(self):
            return None
        if name in CHILDREN:
            gone = self.deleted_at("case", CHILDREN[name].parent(index))
            if gone:
                return gone
        step = 100 - self._lot(name, index)
        return self.deletions[step - 1] if step <= len(self.deletions) else None

    def _changed_in(self, name: str, index: int) -> int:
        """Return the number of the step that changed a record, 0 for none."""
        if not self.changes or index >= self.base(name):
            return 0
        step = self._lot(name, index) // CHANGED_PER_STEP + 1
        return step if step <= len(self.changes) else 0

    def _lot(self, name: str, index: int) -> int:
        return lot(self.seed, index, name, "evolve") % 100


def _growth(base: int) -> int:
    """Return how many records are added in one step."""
    return -(-base // GROWTH_PER_STEP)


def _age(moment: datetime) -> timedelta:
    return max(TODAY - moment, timedelta(0))


def _seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
