"""Children dealt out to parents by a repeating pattern, countable both ways."""

from bisect import bisect_right
from itertools import accumulate


class Spread:
    """Deals out children: ``pattern`` says how many each parent in turn gets."""

    def __init__(self, *pattern: int) -> None:
        self._ends = list(accumulate(pattern))
        self._starts = [0, *self._ends[:-1]]

    def before(self, parent: int) -> int:
        """Return how many children the parents before ``parent`` have."""
        rounds, place = divmod(parent, len(self._ends))
        return rounds * self._ends[-1] + self._starts[place]

    def count(self, parents: int) -> int:
        """Return how many children so many parents have."""
        return self.before(parents)

    def of(self, parent: int) -> range:
        """Return the indexes of the children of a parent."""
        return range(self.before(parent), self.before(parent + 1))

    def parent(self, child: int) -> int:
        """Return the index of the parent of a child."""
        rounds, place = divmod(child, self._ends[-1])
        return rounds * len(self._ends) + bisect_right(self._ends, place)


class Nested(Spread):
    """The grandchildren of parents whose children are dealt out by ``outer``."""

    def __init__(self, outer: Spread, inner: Spread) -> None:
        self._outer = outer
        self._inner = inner

    def before(self, parent: int) -> int:
        """Return how many grandchildren the parents before ``parent`` have."""
        return self._inner.before(self._outer.before(parent))

    def parent(self, child: int) -> int:
        """Return the index of the grandparent of a grandchild."""
        return self._outer.parent(self._inner.parent(child))
