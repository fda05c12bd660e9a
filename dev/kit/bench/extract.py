"""`./dev/bench extract`: reading and staging an export of CSV files."""

from __future__ import annotations

import statistics

from kit import database, paths
from kit.bench import firm, places
from kit.bench.report import Section
from kit.progress import step
from kit.workshop import Workshop


def run(shop: Workshop, mix: firm.Mix, rounds: int) -> Section:
    """Read the firm's export into an empty database in every round."""
    template = database.template((*database.BASE, paths.ADDON), skip_auto_install=True)
    export = places.export_of(mix)
    rates = []
    for number in range(1, rounds + 1):
        with database.scratch(template, "bench") as name, step(f"Round {number}"):
            figures = places.inside(shop, name, "extract", bundle=str(export))
        rates.append(figures["extract"]["records"] / figures["extract"]["cpu"])
    return Section(
        "extract",
        "Records per CPU second that are read from CSV files and staged",
        ("round", "csv"),
        [[str(number), f"{rate:.0f}"] for number, rate in enumerate(rates, 1)],
        {"csv": round(statistics.median(rates))},
    )
