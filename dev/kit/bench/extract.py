"""`./dev/bench extract`: reading and staging CSV files, and pages of JSON."""

from __future__ import annotations

import statistics
from typing import Any

from kit import database, paths, sandbox_source
from kit.bench import firm, places
from kit.bench.report import Section
from kit.progress import step
from kit.workshop import Workshop

SYSTEM = "the_case_file"


def run(shop: Workshop, mix: firm.Mix, cases: int, rounds: int) -> Section:
    """Read a firm from files, and one of so many cases from an API, into an empty
    database, in turn.
    """
    template = database.template((*database.BASE, paths.ADDON), skip_auto_install=True)
    export = {"channel": "bundle", "bundle": str(places.export_of(mix))}
    rates: dict[str, list[float]] = {"csv": [], "json": []}
    with sandbox_source.reachable(SYSTEM, "rest", cases, shop.variables()) as address:
        ways = {"csv": export, "json": {"channel": "rest", **address}}
        for number in range(1, rounds + 1):
            for way, options in ways.items():
                with step(f"Round {number}: {way}"):
                    rates[way].append(measure(shop, template, options))
    return Section(
        "extract",
        "Records per CPU second (Odoo and PostgreSQL) that are read and staged",
        ("round", *rates),
        [
            [str(number), *(f"{rate:.0f}" for rate in found)]
            for number, found in enumerate(zip(*rates.values(), strict=True), 1)
        ],
        {way: round(statistics.median(found)) for way, found in rates.items()},
    )


def measure(shop: Workshop, template: str, options: dict[str, Any]) -> float:
    """Records per CPU second of one reading."""
    with database.scratch(template, "bench") as name:
        figures = places.inside(shop, name, "extract", **options)["extract"]
    return figures["records"] / figures["cpu"]
