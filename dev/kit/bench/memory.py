"""`./dev/bench memory`: the most memory that a process has while it loads."""

from __future__ import annotations

from kit.bench.places import Prepared
from kit.bench.report import Section


def run(place: Prepared, _rounds: int) -> Section:
    """Load the firm once."""
    with place.clone("memory") as name:
        peak = round(place.inside(name, "memory")["peak_mb"])
    return Section(
        "memory",
        "MB that the process of one lane has had at most",
        ("records", "peak"),
        [[str(place.mix.records), str(peak)]],
        {"peak_mb": peak},
    )
