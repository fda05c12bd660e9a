"""`./dev/bench`: how fast the addon is, beside the other ways into Odoo."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from kit import workshop
from kit.bench import (
    buttons,
    capacity,
    discovery,
    extract,
    firm,
    growth,
    lanes,
    load,
    memory,
    peers,
    places,
    profile,
    report,
    rollback,
    screens,
    ways,
)
from kit.bench import mapping as bench_mapping
from kit.bench.report import Section
from kit.progress import Problem

SHORT = 1 / 20
"""Part of the full firm that the short form loads."""
SHORT_SLOWEST = 1 / 50
"""Part of it that the slowest ways load there: they take most of the time."""
SHORT_FILES = 1 / 4
"""Part of it that it reads from files: of a smaller one, to open the lists is most."""
SHORT_LANES = 1 / 9
"""Part of it that lanes share: of a smaller one, to begin and to end is a tenth."""
SHORT_FILL = 1 / 20
"""Part of what the short form fills databases with that hold a lot already."""
ROUNDS = 3
SHORT_ROUNDS = 1
"""In the short form, of all parts but those that compare us with other ways."""
Part = Callable[[places.Places, argparse.Namespace], Section]


def main(arguments: list[str]) -> int:
    """Measure the parts that are asked for, and print what was found."""
    options = _parse(arguments)
    sections = []
    with workshop.opened() as shop, places.opened(shop) as run:
        for part in options.parts:
            section = (PARTS | ON_DEMAND)[part](run, options)
            print(f"\n{report.plain(section)}\n", flush=True)
            sections.append(section)
    if options.markdown:
        text = "\n\n".join(map(report.markdown, sections))
        options.markdown.write_text(f"{text}\n", encoding="utf-8")
    if options.json:
        print(json.dumps({one.part: one.figures for one in sections}), flush=True)
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    known = ", ".join(PARTS | ON_DEMAND)
    parser = argparse.ArgumentParser(
        prog="./dev/bench", description="Measure the addon beside other ways into Odoo."
    )
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"of {known}; if none is named: {', '.join(PARTS)}",
    )
    parser.add_argument(
        "--short", action="store_true", help="a small firm: less than ten minutes"
    )
    parser.add_argument(
        "--fill",
        type=float,
        metavar="FACTOR",
        help="part of the full size of large databases, instead of 1, or of 1/20 "
        "with --short: growth, rollback, discovery, screens",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        metavar="N",
        help=f"of each part, instead of {ROUNDS}, or with --short {SHORT_ROUNDS} of "
        "all parts but load, extract and peers",
    )
    parser.add_argument(
        "--nearest",
        action="store_true",
        help="load beside the ways that come nearest alone: XML-RPC by default and "
        "load() take twenty minutes a round at full size",
    )
    parser.add_argument(
        "--json", action="store_true", help="one line of JSON with the figures, last"
    )
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the tables to a file"
    )
    options = parser.parse_args(arguments)
    options.parts = options.parts or list(PARTS)
    for part in options.parts:
        if part not in PARTS | ON_DEMAND:
            raise Problem(f"“{part}” is no part; there are {known}.")
    return options


def _rounds(options: argparse.Namespace) -> int:
    return options.rounds or (SHORT_ROUNDS if options.short else ROUNDS)


def _on_a_firm(measure: Callable[[places.Prepared, int], Section]) -> Part:
    """A part that works on clones of one prepared database."""

    def part(run: places.Places, options: argparse.Namespace) -> Section:
        return measure(run.prepared(_mix(options)), _rounds(options))

    return part


def _in_large(measure: Callable[[places.Prepared, int, float], Section]) -> Part:
    """A part that works in databases that hold a lot already."""

    def part(run: places.Places, options: argparse.Namespace) -> Section:
        scale = options.fill or (SHORT_FILL if options.short else 1.0)
        # What is measured is how much more it costs, which a small firm shows as well.
        place = run.prepared(firm.FULL.times(SHORT))
        return measure(place, _rounds(options), scale)

    return part


def _lanes(run: places.Places, options: argparse.Namespace) -> Section:
    mix = firm.FULL.times(SHORT_LANES) if options.short else firm.FULL
    return lanes.run(run.prepared(mix), _rounds(options))


def _mix(options: argparse.Namespace) -> firm.Mix:
    return firm.FULL.times(SHORT) if options.short else firm.FULL


def _extract(run: places.Places, options: argparse.Namespace) -> Section:
    files = firm.FULL.times(SHORT_FILES) if options.short else firm.FULL
    return extract.run(run.shop, files, _mix(options).cases, options.rounds or ROUNDS)


def _memory(run: places.Places, options: argparse.Namespace) -> Section:
    return memory.run(run, _mix(options))


def _capacity(run: places.Places, options: argparse.Namespace) -> Section:
    return capacity.run(run, _mix(options), _rounds(options))


def _peers(run: places.Places, options: argparse.Namespace) -> Section:
    mix = peers.MIX.times(SHORT) if options.short else peers.MIX
    return peers.run(run.prepared(mix), options.rounds or ROUNDS)


def _mapping(_run: places.Places, _options: argparse.Namespace) -> Section:
    figures = bench_mapping.measure(list(bench_mapping.all_cases()))
    found = next(one for one in figures if one["system"] == "all")
    columns = ("system", "fields", "top1", "top3", "baseline_top1")
    columns += ("needs_hand", "baseline_needs_hand")
    names = ("system", "mapped_lines", "mapped_top1", "mapped_top3")
    names += ("baseline_mapped_top1", "needs_hand", "baseline_needs_hand")
    return Section(
        "mapping",
        "Fields with a place in Odoo that are proposed right, in percent",
        columns,
        [[str(one[name]) for name in names] for one in figures],
        {
            "top1": found["mapped_top1"],
            "top3": found["mapped_top3"],
            "baseline_top1": found["baseline_mapped_top1"],
            "needs_hand": found["needs_hand"],
        },
    )


def _load(run: places.Places, options: argparse.Namespace) -> Section:
    which = ways.NEAREST if options.nearest else ways.ORDER
    mixes = dict.fromkeys(which, _mix(options))
    if options.short:
        few = dict.fromkeys(ways.SLOWEST, firm.FULL.times(SHORT_SLOWEST))
        mixes = {way: few.get(way, mix) for way, mix in mixes.items()}
    where = {way: run.prepared(mix) for way, mix in mixes.items()}
    return load.run(where, options.rounds or ROUNDS)


PARTS: dict[str, Part] = {
    "load": _load,
    "extract": _extract,
    "rollback": _in_large(rollback.run),
    "growth": _in_large(growth.run),
    "lanes": _lanes,
    "memory": _memory,
    "mapping": _mapping,
}
ON_DEMAND: dict[str, Part] = {
    "discovery": _in_large(discovery.run),
    "screens": _in_large(screens.run),
    "buttons": _in_large(buttons.run),
    "peers": _peers,
    "capacity": _capacity,
    "profile": _on_a_firm(profile.run),
}
"""Parts that run only when they are asked for."""
