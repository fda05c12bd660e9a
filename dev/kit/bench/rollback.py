"""`./dev/bench rollback`: what it costs to take a load back, beside the load."""

from __future__ import annotations

import statistics

from kit.bench import ways
from kit.bench.places import Prepared
from kit.bench.report import Section
from kit.progress import step


def run(place: Prepared, rounds: int) -> Section:
    """Load and roll back the firm in every round."""
    rows, ratios = [], []
    for number in range(1, rounds + 1):
        with place.clone("rollback") as name, step(f"Round {number}"):
            found = place.inside(name, "rollback")
        loaded = sum(found["load"][each]["records"] for each in ways.TARGETS)
        load = loaded / found["load"]["all"]["cpu"]
        back = loaded / found["rollback"]["all"]["cpu"]
        ratios.append(back / load)
        rows.append([str(number), f"{load:.0f}", f"{back:.0f}", f"{ratios[-1]:.2f}"])
    return Section(
        "rollback",
        "Records per CPU second that are loaded, and that are taken back",
        ("round", "load", "rollback", "ratio"),
        rows,
        {"ratio_load": round(statistics.median(ratios), 2)},
    )
