"""Streams that are read once for every record of a parent stream."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

from ..message import _lt
from ..records import KeyMaker, Page, Position, Problem, SourceRecord
from .listing import RawPage
from .stream import RestStream

# The lists of so many parents are asked for at a time and make one page.
_PARENTS = 25

ParentPages = Callable[[Position | None], Iterator[Page]]


@dataclass
class _Family:
    """The list of one parent; its first page has been read by a thread."""

    key: str
    keys: KeyMaker
    values: dict[str, Any] = field(default_factory=dict)
    pages: Iterable[RawPage] = ()
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Place:
    """Where the reading is, as a position holds it.

    `parent` leads to the parents' page (None: the first), `after` is the key of the
    last parent on it that is done, `list` is where the list "of" a parent was left.
    """

    parent: Position | None = None
    after: str | None = None
    list: dict[str, Any] | None = None

    def position(self) -> Position:
        """The place as JSON."""
        return {"parent": self.parent, "after": self.after, "list": self.list}


@dataclass
class _Haul:
    """What has been read since the last page went out."""

    records: list[SourceRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def page(self, place: _Place) -> Page:
        """Everything as a page; the haul is empty afterwards."""
        page = Page(self.records, place.position(), self.problems)
        self.records, self.problems = [], []
        return page


class ChildReader:
    """Reads the lists of all parents, the first pages of several at the same time."""

    def __init__(self, stream: RestStream, pool: Executor) -> None:
        self._stream = stream
        self._pool = pool

    def pages(
        self, parents: ParentPages, position: Position | None, since: str | None
    ) -> Iterator[Page]:
        """The pages that follow `position`; `parents` gives the parents' pages."""
        place = _Place(**position) if position else _Place()
        for page in parents(place.parent):
            for some in _chunks(_following(page.records, place.after)):
                yield from self._read(some, place, since)
            place.parent, place.after, place.list = page.position, None, None
        yield Page([], None)

    def _read(
        self, parents: list[SourceRecord], place: _Place, since: str | None
    ) -> Iterator[Page]:
        """The lists of some parents; long ones page by page, short ones together."""
        haul = _Haul()
        begun = place.list or {}
        begin = partial(self._begin, begun=begun, since=since)
        for family in self._pool.map(begin, parents):
            haul.problems += family.problems
            for page in family.pages:
                self._take(page, family, haul)
                if page.position is not None:
                    place.list = self._left(family, page)
                    yield haul.page(place)
            place.after, place.list = family.key, None
        yield haul.page(place)

    def _begin(
        self, parent: SourceRecord, begun: dict[str, Any], since: str | None
    ) -> _Family:
        family = _Family(parent.key, self._stream.keys())
        values = self._stream.values_of(parent)
        if values is None:
            family.problems.append(self._no_value(parent))
            return family
        start = begun["at"] if begun.get("of") == parent.key else None
        pages = self._stream.listing(values, {}, since).pages(start)
        family.values, family.pages = values, chain([next(pages)], pages)
        return family

    def _no_value(self, parent: SourceRecord) -> Problem:
        where = self._stream.where
        field = self._stream.rest.parent and self._stream.rest.parent.field
        message = _lt(
            "The list of “%(where)s” below %(key)s has no address: the record has no "
            "value in %(field)s.",
            where=where,
            key=parent.key,
            field=field,
        )
        return Problem(where, "row", message)

    def _left(self, family: _Family, page: RawPage) -> dict[str, Any] | None:
        """Where this list was left; without a key it is read from its beginning."""
        if not self._stream.spec.primary_key:
            return None
        return {"of": family.key, "at": page.position}

    def _take(self, page: RawPage, family: _Family, haul: _Haul) -> None:
        records, problems = self._stream.records(page, family.values, family.keys)
        haul.records += records
        haul.problems += problems


def _following(records: list[SourceRecord], after: str | None) -> list[SourceRecord]:
    """The records behind the one with this key; all when it is not there any more."""
    for at, record in enumerate(records):
        if record.key == after:
            return records[at + 1 :]
    return records


def _chunks(records: list[SourceRecord]) -> Iterator[list[SourceRecord]]:
    for at in range(0, len(records), _PARENTS):
        yield records[at : at + _PARENTS]
