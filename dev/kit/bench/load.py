"""`./dev/bench load`: our pipeline beside the other ways into Odoo, in turn."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kit.bench import equal, remote, ways
from kit.bench.places import Prepared, postmaster
from kit.bench.report import Section
from kit.bench.tally import Figures
from kit.progress import step

Rounds = dict[str, list[Figures]]
PROMISED = {"xmlrpc_default": ways.XMLRPC, "xmlrpc_quiet": ways.XMLRPC_QUIET}
IN_MEMORY = (
    "The bytes of documents lie ready in the memory of the other ways; the addon reads "
    "them from the export, and once more when they are stored."
)


def run(place: Prepared, rounds: int, which: Sequence[str] = ways.ORDER) -> Section:
    """Every way in every round, in turn, and the ratios."""
    return section(measure(place, rounds, which))


def measure(place: Prepared, rounds: int, which: Sequence[str]) -> Rounds:
    """The figures of some ways, each time on a clone of its own.

    :raise Problem: when one has written something else than our pipeline
    """
    with place.clone("record") as name, step("Recording what is to be written"):
        place.inside(name, "record")
        wanted = equal.digests(name)
    measured: Rounds = defaultdict(list)
    for number in range(1, rounds + 1):
        for way in which:
            with place.clone("load") as name, step(f"Round {number}: {way}"):
                measured[way].append(_run(place, name, way))
                equal.check(way, equal.digests(name), wanted)
    return measured


def _run(place: Prepared, name: str, way: str) -> Figures:
    if way in ways.REMOTE:
        return remote.run(place.shop, name, way, place.work, place.key, postmaster())
    if way == ways.PIPELINE:
        return place.inside(name, "pipeline")
    return place.inside(name, "others", way=way)


# -------------------------------------------------------------------- figures


def section(measured: Rounds) -> Section:
    """The table of these ways, and the ratios that are promised."""
    slowest = rate(next(iter(measured.values())), "all")
    rows = [_row(way, rounds, slowest) for way, rounds in measured.items()]
    figures: dict[str, Any] = {
        f"ratio_{name}": _ratio(measured, way)
        for name, way in PROMISED.items()
        if way in measured
    }
    figures |= {
        "pipeline_over_create": round(1 / _ratio(measured, ways.TUNED), 2),
        "ratio_xmlrpc_quiet_by_object": {
            name: _ratio(measured, ways.XMLRPC_QUIET, name) for name in ways.TARGETS
        },
        "pipeline_over_create_by_object": {
            name: round(1 / _ratio(measured, ways.TUNED, name), 2)
            for name in ways.TARGETS
        },
        "records_per_cpu_second": {
            way: round(rate(rounds, "all")) for way, rounds in measured.items()
        },
    }
    return Section(
        "load",
        "Records per CPU second (client, Odoo and PostgreSQL together), and of the "
        "whole mix per second on the clock; median of the rounds",
        ("way", *ways.TARGETS, "all", "ratio", "±", "wall"),
        rows,
        figures,
        notes=(IN_MEMORY,),
    )


def _row(way: str, rounds: list[Figures], slowest: float) -> list[str]:
    per_object = [f"{rate(rounds, name):.0f}" for name in ways.TARGETS]
    ratio = rate(rounds, "all") / slowest
    rates = [_rate(one, "all") for one in rounds]
    spread = (max(rates) - min(rates)) / 2 / statistics.median(rates)
    wall = statistics.median(_rate(one, "all", "wall") for one in rounds)
    return [
        way,
        *per_object,
        f"{rate(rounds, 'all'):.0f}",
        f"{ratio:.1f}",
        f"{spread:.0%}",
        f"{wall:.0f}",
    ]


def rate(rounds: list[Figures], name: str) -> float:
    """Records of an object per CPU second, the median of the rounds."""
    return statistics.median(_rate(one, name) for one in rounds)


def _rate(figures: Figures, name: str, kind: str = "cpu") -> float:
    if name == "all":
        records = sum(figures[each]["records"] for each in ways.TARGETS)
    else:
        records = figures[name]["records"]
    # What is quicker than a tick of the clock is as quick as that.
    return records / max(figures[name][kind], 0.01)


def _ratio(measured: Rounds, way: str, name: str = "all") -> float:
    """How many times as fast our pipeline is, the median of the rounds' own ratios."""
    pairs = zip(measured[ways.PIPELINE], measured[way], strict=True)
    ratios = [_rate(ours, name) / _rate(theirs, name) for ours, theirs in pairs]
    return round(statistics.median(ratios), 2)
