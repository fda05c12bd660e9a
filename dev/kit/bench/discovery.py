"""`./dev/bench discovery`: looking at a million staged records."""

from __future__ import annotations

from kit import database
from kit.bench.growth import inside
from kit.bench.large import Fill, fill
from kit.bench.places import Prepared
from kit.bench.report import Section

STAGED = 1_000_000
STEPS = ("profile", "quality")


def run(place: Prepared, _rounds: int, scale: float = 1.0) -> Section:
    """Find out what the fields hold, and what is wrong with it, once.

    :param scale: part of the full number of records
    """
    with database.scratch(place.name, "bench_discovery") as name:
        fill(name, Fill(staged=round(STAGED * scale)))
        found = inside(place, name, "discover")
    rows = [
        [step, f"{found[step]['cpu']:.0f}", f"{found[step]['wall']:.0f}"]
        for step in STEPS
    ]
    cpu = sum(found[step]["cpu"] for step in STEPS)
    return Section(
        "discovery",
        f"Seconds for {found['records']:,} staged records; the process had "
        f"{found['peak_mb']:.0f} MB at most",
        ("step", "CPU", "wall"),
        rows,
        {
            "records": found["records"],
            "cpu_seconds": round(cpu),
            "minutes_for_a_million": round(cpu * 1e6 / found["records"] / 60, 1),
            "peak_mb": round(found["peak_mb"]),
        },
    )
