"""Keys for rows that have no id: their content, numbered where it comes again."""

from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ..records import Payload, digest, digest_of

_PREFIX = 16
_BUCKETS = 256


class ContentKeys:
    """Gives a payload its content as key, with a running number from 1 on.

    `seen` tells how often each content that is repeated in the list has come so far;
    memory grows with these, not with all rows.
    """

    def __init__(self, seen: dict[str, int]) -> None:
        self.seen = seen

    @classmethod
    def among(cls, payloads: Iterable[Payload]) -> "ContentKeys":
        """For a list that is read from its beginning, after this look through it."""
        return cls(dict.fromkeys(_repeated(map(digest, payloads)), 0))

    def __call__(self, text: str) -> str:
        """The key of the list's next payload, which is `canonical` already."""
        content = digest_of(text)
        number = self.seen.get(content[:_PREFIX], 0) + 1
        if content[:_PREFIX] in self.seen:
            self.seen[content[:_PREFIX]] = number
        return f"{content[:32]}-{number}"


def _repeated(digests: Iterable[str]) -> Iterator[str]:
    """The prefixes that occur more than once; eight bytes of memory per digest."""
    buckets = [array("Q") for _ in range(_BUCKETS)]
    for content in digests:
        prefix = int(content[:_PREFIX], 16)
        buckets[prefix % _BUCKETS].append(prefix)
    for bucket in buckets:
        for one, next_one in pairwise(sorted(bucket)):
            if one == next_one:
                yield f"{one:0{_PREFIX}x}"
