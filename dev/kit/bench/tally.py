"""What was measured of one way in one round, object by object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from kit.bench.meter import Stopwatch

Figures = dict[str, dict[str, float]]


class Tally:
    """Adds up CPU and wall seconds, and records, by object."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._pids = tuple(pids)
        self.figures: Figures = {}

    @contextmanager
    def of(self, name: str, records: int = 0) -> Iterator[None]:
        """Count what the block takes to the object."""
        watch = Stopwatch(self._pids)
        yield
        row = self.figures.setdefault(name, {"records": 0, "cpu": 0.0, "wall": 0.0})
        row["records"] += records
        for kind, seconds in watch.read().items():
            row[kind] += seconds

    def with_sum(self) -> Figures:
        """The figures, and under `all` their sum: what lies between does not count."""
        rows = list(self.figures.values())
        self.figures["all"] = {
            kind: sum(row[kind] for row in rows) for kind in ("records", "cpu", "wall")
        }
        return self.figures
