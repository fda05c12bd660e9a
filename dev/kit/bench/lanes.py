"""`./dev/bench lanes`: how much faster two lanes are, and whether they collide."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from kit.bench.places import Prepared
from kit.bench.report import Section
from kit.progress import step

STARTING = 12
"""Seconds in which every lane is ready to begin."""


def run(place: Prepared, rounds: int) -> Section:
    """Load the firm with one lane and with two, in every round."""
    rows, ratios, collisions = [], [], 0
    for number in range(1, rounds + 1):
        with step(f"Round {number}"):
            one, _none = measure(place, 1)
            two, collided = measure(place, 2)
        ratios.append(one / two)
        collisions += collided
        rows.append([str(number), f"{one:.1f}", f"{two:.1f}", f"{ratios[-1]:.2f}"])
    return Section(
        "lanes",
        "Seconds on the clock that a load takes",
        ("round", "one lane", "two lanes", "ratio"),
        rows,
        {"speedup_2": round(statistics.median(ratios), 2), "collisions": collisions},
    )


def measure(place: Prepared, lanes: int) -> tuple[float, int]:
    """Seconds by the clock, and collisions that had to be done again."""
    with place.clone("lanes") as name, ThreadPoolExecutor(lanes) as pool:
        place.inside(name, "plan")
        at = time.time() + STARTING
        running = [pool.submit(place.inside, name, "lane", at=at) for _ in range(lanes)]
        found = [one.result() for one in running]
    begin = min(one["begin"] for one in found)
    end = max(one["end"] for one in found)
    return end - begin, sum(one["collisions"] for one in found)
