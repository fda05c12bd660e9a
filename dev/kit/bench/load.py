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


def run(places: dict[str, Prepared], rounds: int) -> Section:
    """Every way in every round, in turn, and the ratios.

    :param places: the firm that each way writes
    """
    return section(measure(places, rounds), (IN_MEMORY, *sizes(places)))


def measure(places: dict[str, Prepared], rounds: int) -> Rounds:
    """The figures of some ways, each time on a clone of its own.

    :raise Problem: when one has written something else than our pipeline
    """
    wanted = {place: _recorded(place) for place in {*places.values()}}
    measured: Rounds = defaultdict(list)
    for number in range(1, rounds + 1):
        for way, place in places.items():
            with place.clone("load") as name, step(f"Round {number}: {way}"):
                measured[way].append(_run(place, name, way))
                equal.check(way, equal.digests(name), wanted[place])
    return measured


def _recorded(place: Prepared) -> equal.Digests:
    """What our pipeline writes there, recorded for the other ways."""
    with place.clone("record") as name, step("Recording what is to be written"):
        place.inside(name, "record")
        return equal.digests(name)


def _run(place: Prepared, name: str, way: str) -> Figures:
    if way in ways.REMOTE:
        return remote.run(place.shop, name, way, place.work, place.key, postmaster())
    if way == ways.PIPELINE:
        return place.inside(name, "pipeline")
    return place.inside(name, "others", way=way)


# -------------------------------------------------------------------- figures


def sizes(places: dict[str, Prepared]) -> list[str]:
    """A sentence on the ways that write a smaller firm than others, if any do."""
    records = {way: place.mix.records for way, place in places.items()}
    most = max(records.values())
    few = [f"{way} writes {n:,} records" for way, n in records.items() if n < most]
    return [f"{'; '.join(few)}; the others {most:,}."] if few else []


def section(measured: Rounds, notes: Sequence[str] = (IN_MEMORY,)) -> Section:
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
        notes=tuple(notes),
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
