"""CPU seconds of processes and of all that they have started.

What has ended and been waited for counts with its parent, so that the difference of
two readings of PostgreSQL's first process holds every backend that worked in between.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def cpu(pids: Iterable[int]) -> float:
    """Seconds that the processes and their living and dead children have used."""
    open_, total = list(pids), 0.0
    while open_:
        folder = Path(f"/proc/{open_.pop()}")
        with suppress(OSError):
            # The name, in brackets, may hold anything.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15])) / TICK
            for thread in (folder / "task").iterdir():
                open_ += map(int, (thread / "children").read_text().split())
    return total


def busy_cores(seconds: float = 1) -> float:
    """How many cores are at work while this looks, by the machine's own count."""
    before = _ticks()
    time.sleep(seconds)
    taken = [late - early for early, late in zip(before, _ticks(), strict=True)]
    idle = taken[3] + taken[4]  # nothing to do, and waiting for a disk
    return (os.cpu_count() or 1) * (1 - idle / max(sum(taken), 1))


def _ticks() -> list[int]:
    first = Path("/proc/stat").read_text().splitlines()[0]
    return [int(field) for field in first.split()[1:9]]


class Stopwatch:
    """CPU and wall seconds since it was made.

    What stopwatches themselves take does not count: one that is read for each of
    fifty batches would be a tenth of the work.

    :param pids: the processes that do the work, this one among them
    """

    _taken = 0.0
    """Seconds of CPU that all of this process have taken."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._pids = tuple(pids)
        self._cpu, self._wall = self._work(), time.monotonic()

    def read(self) -> dict[str, float]:
        return {
            "cpu": self._work() - self._cpu,
            "wall": time.monotonic() - self._wall,
        }

    def _work(self) -> float:
        started = time.process_time()
        found = cpu(self._pids) - Stopwatch._taken
        Stopwatch._taken += time.process_time() - started
        return found
