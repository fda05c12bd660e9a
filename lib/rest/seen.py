"""Tells records that a list has given before from new ones."""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, NamedTuple

from ..records import canonical

# Above twice this number the oldest are forgotten, at some 120 bytes a record.
_GENERATION = 100_000

# The hashes of a record's key and of its content.
Trace = tuple[int, int]


class Sifted(NamedTuple):
    """The records of a page that are new or different, and the traces of all.

    `new` is how many keys are new. Without a key there are no traces.
    """

    records: list[Any]
    traces: list[Trace]
    new: int


class Seen:
    """Remembers the trace of each record.

    Without a key (`identity` is None) every record is new: it may well be there twice.
    """

    def __init__(self, identity: Callable[[Any], str] | None) -> None:
        self._identity = identity
        self._young: dict[int, int] = {}
        self._old: dict[int, int] = {}

    def remember(self, traces: Iterable[Trace]) -> None:
        """Takes records as given before."""
        for key, content in traces:
            if len(self._young) >= _GENERATION:
                self._old, self._young = self._young, {}
            self._young[key] = content

    def sift(self, records: list[Any], contents: list[int]) -> Sifted:
        """Leaves out the records that were there before with the same content.

        `contents` are the hashes of the records.
        """
        if self._identity is None:
            return Sifted(records, [], len(records))
        fresh, traces, new = [], [], 0
        for record, content in zip(records, contents, strict=True):
            key = hash_of(self._identity(record))
            known = self._young.get(key, self._old.get(key))
            traces.append((key, content))
            if known != content:
                fresh.append(record)
                new += known is None
                self.remember([(key, content)])
        return Sifted(fresh, traces, new)


def hash_of(data: Any) -> int:
    """A hash of JSON data that is the same in every process and exact in JSON."""
    text = canonical(data).encode()
    return int.from_bytes(blake2b(text, digest_size=6).digest(), "big")
