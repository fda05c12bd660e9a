"""What every channel hands over: pages of source records."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .canonical import canonical
from .paths import compile_path

Payload = dict[str, Any]
Position = dict[str, Any]


class SourceRecord(NamedTuple):
    """One object of the source under the profile's field names.

    `key` is unique in its stream; `changed_at` is ISO 8601 in UTC, or None when the
    source does not tell. Of a deleted record the payload may be empty. `text` is the
    payload in its canonical form, where the connection has it at hand.
    """

    key: str
    payload: Payload
    name: str = ""
    changed_at: str | None = None
    deleted: bool = False
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not be read: where (file, row, field), why, and the row."""

    where: str
    kind: str
    message: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a stream, and the position from which to go on after them.

    `position` can be stored as JSON; None means that the stream is finished. `total` is
    the number of records that the source claims to have, None when it does not tell.
    """

    records: list[SourceRecord]
    position: Position | None = None
    problems: list[Problem] = field(default_factory=list)
    total: int | None = None


@dataclass(frozen=True, slots=True)
class StreamCheck:
    """What the test of one stream has shown, with a sentence for the admin."""

    stream: str
    reachable: bool
    count: int | None
    first_key: str | None
    message: str


def digest(payload: Payload) -> str:
    """SHA-256 (hex) of the payload, whatever the order of its keys."""
    return digest_of(canonical(payload))


def digest_of(text: str) -> str:
    """The digest of a payload that is `canonical` already."""
    return hashlib.sha256(text.encode()).hexdigest()


class KeyMaker:
    """Gives every payload of one list its key.

    Without a primary key the content is the key, with a running number for repetitions;
    such keys are stable only when a list is read from its beginning.
    """

    def __init__(self, primary_key: str | Sequence[str] | None) -> None:
        paths = [primary_key] if isinstance(primary_key, str) else primary_key or []
        self._getters = [compile_path(path) for path in paths]
        self._only = self._getters[0] if len(paths) == 1 else None
        self._repeats: Counter[str] = Counter()

    def __call__(self, payload: Payload) -> str | None:
        """The key, or None when a part of the primary key is empty."""
        if not self._getters:
            return self._content_key(payload)
        if self._only:
            part = self._only(payload)
            return None if part is None or part == "" else str(part)
        parts = [get(payload) for get in self._getters]
        if None in parts or "" in parts:
            return None
        return "|".join(map(str, parts))

    def _content_key(self, payload: Payload) -> str:
        content = digest(payload)[:32]
        self._repeats[content] += 1
        return f"{content}-{self._repeats[content]}"
