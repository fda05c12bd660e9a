"""`./dev/bench lanes`: how much faster two lanes are, and whether they collide."""

from __future__ import annotations

import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from kit.bench.places import Prepared
from kit.bench.report import Section
from kit.progress import step

STARTING = 12
"""Seconds in which every lane is ready to begin."""


QUIET = 0.3
"""Load average below which the machine counts as idle."""


def run(place: Prepared, rounds: int) -> Section:
    """Load the firm with one lane and with two, in every round."""
    rows, ratios, collisions, loads = [], [], 0, []
    for number in range(1, rounds + 1):
        loads.append(os.getloadavg()[0])
        with step(f"Round {number}"):
            one, two = measure(place, 1), measure(place, 2)
        ratios.append(one["wall"] / two["wall"])
        collisions += two["collisions"]
        rows.append(
            [
                str(number),
                f"{one['wall']:.1f}",
                f"{two['wall']:.1f}",
                f"{ratios[-1]:.2f}",
                f"{two['cpu'] / one['cpu']:.2f}",
                str(two["collisions"]),
                f"{loads[-1]:.1f}",
            ]
        )
    speedup = round(statistics.median(ratios), 2)
    cores = os.cpu_count() or 1
    notes = [f"Transactions that had to be done again: {collisions}."]
    if cores < 2 or loads[0] > QUIET:
        notes.append(
            f"The machine has {cores} cores and was busy at the beginning (load "
            f"average {loads[0]:.1f}): the ratio of times by the clock says little."
        )
    return Section(
        "lanes",
        "Seconds on the clock that a load takes; CPU seconds of two lanes for those of "
        "one; collisions; what else the machine did",
        ("round", "one lane", "two lanes", "ratio", "CPU", "collisions", "load"),
        rows,
        {"speedup_2": speedup, "collisions": collisions, "load_average": loads},
        notes,
    )


def measure(place: Prepared, lanes: int) -> dict[str, float]:
    """Seconds by the clock and of CPU, and collisions that had to be done again."""
    with place.clone("lanes") as name, ThreadPoolExecutor(lanes) as pool:
        place.inside(name, "plan")
        at = time.time() + STARTING
        running = [pool.submit(place.inside, name, "lane", at=at) for _ in range(lanes)]
        found = [one.result() for one in running]
    return {
        "wall": max(one["end"] for one in found) - min(one["begin"] for one in found),
        "cpu": sum(one["cpu"] for one in found),
        "collisions": sum(one["collisions"] for one in found),
    }
