"""Tries out one stream: is it there, how much is in it, what is the first record."""

from collections.abc import Callable, Iterable
from typing import Any

from ..errors import MigrationError, UnreachableError
from ..message import _lt
from ..records import SourceRecord, StreamCheck
from ..settings import Settings
from .listing import RawPage
from .stream import RestStream

OpenStream = Callable[[str], RestStream]

# A person waits for the answer: the pauses of all requests together, in seconds.
_PATIENCE = 4.0
_NOT_TRIED = _lt("It was not tried, because the source does not answer at all.")


def check_streams(
    streams: Iterable[RestStream], open_parent: OpenStream, settings: Settings
) -> list[StreamCheck]:
    """What one request (and one for each level of parents) tells of each stream.

    A person waits for it: the pauses are short, and a dead source is not called again
    and again.
    """
    longest = settings.max_wait
    patience = min(longest, _PATIENCE)
    begin = settings.clock()
    checks: list[StreamCheck] = []
    is_dead = False
    for stream in streams:
        settings.max_wait = max(patience - (settings.clock() - begin), 0.0)
        try:
            checks.append(
                _failed(stream, _NOT_TRIED) if is_dead else _look(stream, open_parent)
            )
        except MigrationError as error:
            is_dead = isinstance(error, UnreachableError)
            checks.append(_failed(stream, error.message))
    settings.max_wait = longest
    return checks


def count(stream: RestStream) -> int | None:
    """How many records the source claims to have; None when it does not tell."""
    if stream.rest.parent or stream.rest.where:
        return None
    counts = [
        _counted(next(stream.listing({}, partition).pages()))
        for partition in stream.partitions
    ]
    return None if None in counts else sum(filter(None, counts))


def _failed(stream: RestStream, message: str) -> StreamCheck:
    return StreamCheck(stream.spec.name, False, None, None, message)


def _look(stream: RestStream, open_parent: OpenStream) -> StreamCheck:
    name = stream.spec.name
    values = _values(stream, open_parent)
    if values is None:
        message = _lt("It can be tried only when there is a record above it.")
        return StreamCheck(name, True, None, None, message)
    page = _first_page(stream, values)
    records, problems = stream.sample(page, values)
    if problems:
        return _failed(stream, problems[0].message)
    is_counted = not (stream.rest.parent or stream.rest.where or stream.rest.partitions)
    amount = _counted(page) if is_counted else None
    key = records[0].key if records else None
    return StreamCheck(name, True, amount, key, _sentence(amount, key))


def _values(stream: RestStream, open_parent: OpenStream) -> dict[str, Any] | None:
    """What fills the placeholders of the first list below the first parent."""
    if stream.rest.parent is None:
        return {}
    parent = _first_record(open_parent(stream.rest.parent.stream), open_parent)
    return stream.values_of(parent) if parent else None


def _first_record(stream: RestStream, open_parent: OpenStream) -> SourceRecord | None:
    values = _values(stream, open_parent)
    if values is None:
        return None
    records, _problems = stream.sample(_first_page(stream, values), values)
    return records[0] if records else None


def _first_page(stream: RestStream, values: dict[str, Any]) -> RawPage:
    return next(stream.listing(values, stream.partitions[0]).pages())


def _counted(page: RawPage) -> int | None:
    """The stated total, or the number of records when they came all at once."""
    if page.total is not None:
        return page.total
    return len(page.records) if page.position is None else None


def _sentence(amount: int | None, key: str | None) -> str:
    if key is None:
        return _lt("It can be reached; there is nothing on its first page.")
    if amount is None:
        return _lt("It can be reached; the first record is %(key)s.", key=key)
    return _lt(
        "It can be reached and has %(amount)s records; the first is %(key)s.",
        amount=amount,
        key=key,
    )
