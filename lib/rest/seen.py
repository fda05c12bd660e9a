"""Tells records that a list has given before from new ones."""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, NamedTuple

from ..records import canonical

# Above twice this number the oldest are forgotten, at some 120 bytes a record.
_GENERATION = 100_000

# So long is a hash; above the hash of its content a record's sweep is remembered.
_BITS = 48
_CONTENT = 2**_BITS - 1

# The hashes of a record's key and of its content.
Trace = tuple[int, int]


class Sifted(NamedTuple):
    """The records of a page that are new or different, and the traces of all.

    `found` is how many keys came for the first time in this sweep; `new` is how many
    of those came in no earlier one either, 0 where that has been forgotten. Without a
    key there are no traces.
    """

    records: list[Any]
    traces: list[Trace]
    new: int
    found: int


class Seen:
    """Remembers the trace of each record, and in which sweep it came last.

    Without a key (`identity` is None) every record is new: it may well be there twice.
    """

    def __init__(self, identity: Callable[[Any], str] | None) -> None:
        self._identity = identity
        self._young: dict[int, int] = {}
        self._old: dict[int, int] = {}
        self._knows_all = identity is not None

    def resume(self, traces: Iterable[Trace], sweep: int) -> None:
        """Takes records as given in this sweep; of earlier ones nothing is known."""
        self._knows_all = False
        for key, content in traces:
            self._remember(key, content, sweep)

    def sift(self, records: list[Any], contents: list[int], sweep: int) -> Sifted:
        """Leaves out the records that were there before with the same content.

        `contents` are the hashes of the records.
        """
        if self._identity is None:
            return Sifted(records, [], 0, len(records))
        fresh, traces, new, found = [], [], 0, 0
        for record, content in zip(records, contents, strict=True):
            key = hash_of(self._identity(record))
            known = self._young.get(key, self._old.get(key))
            traces.append((key, content))
            if known is None or known & _CONTENT != content:
                fresh.append(record)
            new += known is None and self._knows_all
            found += known is None or known >> _BITS != sweep
            self._remember(key, content, sweep)
        return Sifted(fresh, traces, new, found)

    def _remember(self, key: int, content: int, sweep: int) -> None:
        home = self._old if key in self._old else self._young
        home[key] = sweep << _BITS | content
        if len(self._young) > _GENERATION:
            self._knows_all = self._knows_all and not self._old
            self._old, self._young = self._young, {}


def hash_of(data: Any) -> int:
    """A hash of JSON data that is the same in every process and exact in JSON."""
    text = canonical(data).encode()
    return int.from_bytes(blake2b(text, digest_size=_BITS // 8).digest(), "big")
