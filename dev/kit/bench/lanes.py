"""`./dev/bench lanes`: how much faster two lanes are, and whether they collide."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kit import headless, paths
from kit.bench.meter import busy_cores
from kit.bench.places import Prepared
from kit.bench.report import Section
from kit.progress import step

INSIDE = paths.DEV / "kit" / "bench" / "inside_lanes.py"
QUIET = 0.3
"""Cores at work, before a round, below which the machine counts as idle."""


def run(place: Prepared, rounds: int) -> Section:
    """Load the firm with one lane and with two, in every round."""
    ones, twos, loads = [], [], []
    for number in range(1, rounds + 1):
        loads.append(busy_cores())
        with step(f"Round {number}"):
            ones.append(measure(place, 1))
            twos.append(measure(place, 2))
    return _section(ones, twos, loads)


def measure(place: Prepared, lanes: int) -> dict[str, Any]:
    """Seconds by the clock from the button to the end of the task, of CPU, and of a
    lane without a batch; the statements of the collisions.
    """
    with (
        place.clone("lanes") as name,
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(lanes) as pool,
    ):
        running = [
            pool.submit(
                headless.answer_alone,
                place.shop,
                name,
                INSIDE,
                {"folder": folder, "lanes": lanes, "number": number},
            )
            for number in range(lanes)
        ]
        return summed_up([one.result() for one in running])


def summed_up(lanes: list[dict[str, Any]]) -> dict[str, Any]:
    """What the lanes have told together; the first has pressed the button."""
    # Whoever ends the task is the first to see it.
    wall = min(one["end"] for one in lanes) - lanes[0]["begin"]
    worked = sum(end - begin for one in lanes for begin, end in one["worked"])
    return {
        "wall": wall,
        "shares": [len(one["worked"]) for one in lanes],
        "cpu": sum(one["cpu"] for one in lanes),
        "idle": wall - worked / len(lanes),
        "collisions": [each for one in lanes for each in one["collisions"]],
        "looks": sum(one["looks"] for one in lanes),
    }


def _section(
    ones: list[dict[str, Any]], twos: list[dict[str, Any]], loads: list[float]
) -> Section:
    pairs = list(zip(ones, twos, strict=True))
    ratios = [one["wall"] / two["wall"] for one, two in pairs]
    best = min(one["wall"] for one in ones) / min(two["wall"] for two in twos)
    collisions = Counter(each for two in twos for each in two["collisions"])
    rows = [
        [
            str(number),
            f"{one['wall']:.1f}",
            f"{two['wall']:.1f}",
            f"{ratio:.2f}",
            f"{two['cpu'] / one['cpu']:.2f}",
            f"{two['idle']:.2f}",
            str(len(two["collisions"])),
            f"{load:.2f}",
        ]
        for number, ((one, two), ratio, load) in enumerate(
            zip(pairs, ratios, loads, strict=True), 1
        )
    ]
    return Section(
        "lanes",
        "Seconds on the clock from the button to the end of a load; CPU seconds of two "
        "lanes for those of one; seconds that a lane of two had nothing to do; "
        "collisions; cores that others kept busy before it",
        (
            "round",
            "one lane",
            "two lanes",
            "ratio",
            "CPU",
            "idle",
            "collisions",
            "busy",
        ),
        rows,
        {
            "speedup_2": round(statistics.median(ratios), 2),
            "speedup_2_best": round(best, 2),
            "collisions": collisions.total(),
            "busy_cores": [round(load, 2) for load in loads],
        },
        _notes(best, collisions, sum(two["looks"] for two in twos), max(loads)),
    )


def _notes(best: float, collisions: Counter[str], looks: int, load: float) -> list[str]:
    cores = os.cpu_count() or 1
    done_again = collisions.total()
    notes = [
        f"The shortest time of each: {best:.2f}.",
        f"Done again: {done_again} transactions, {looks} looks for the next batch.",
    ]
    notes += [f"  {count} times {text}" for text, count in collisions.most_common()]
    if cores < 2 or load > QUIET:
        notes.append(
            f"The machine has {cores} cores, and others kept {load:.1f} of them busy: "
            "the ratio of times by the clock says little."
        )
    return notes
