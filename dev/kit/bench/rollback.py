"""`./dev/bench rollback`: what it costs to take a load back.

Beside the load, and where Odoo has much else that could refer to what is removed.
"""

from __future__ import annotations

import statistics

from kit.bench import statements
from kit.bench.growth import database_with, measured
from kit.bench.large import Fill
from kit.bench.places import Prepared
from kit.bench.report import Section
from kit.progress import step

ROWS = 300_000
CLOSING = "closing"


def run(place: Prepared, rounds: int, scale: float = 1.0) -> Section:
    """Load and roll back the firm in an empty and in a full database, in turn.

    :param scale: part of the full number of leads, partners and attendees
    """
    each = round(ROWS * scale)
    full = Fill(partners=each, leads=each, attendees=each)
    rows, beside_load, beside_empty, found = [], [], [], {}
    blocks = {"empty": 0.0, "full": 0.0}
    with (
        database_with(place, "bare", Fill()) as empty,
        database_with(place, "full", full) as large,
    ):
        for number in range(1, rounds + 1):
            for kind, template in (("empty", empty), ("full", large)):
                with step(f"Round {number}: {kind}"):
                    found[kind] = measured(place, template, "load_and_roll_back")
            rates = {kind: _rates(one) for kind, one in found.items()}
            beside_load.append(rates["empty"][1] / rates["empty"][0])
            beside_empty.append(rates["empty"][1] / rates["full"][1])
            for kind, (load, back) in rates.items():
                blocks[kind] = _blocks(found[kind])
                shown = [f"{load:.0f}", f"{back:.0f}", f"{back / load:.2f}"]
                rows.append([str(number), kind, *shown, f"{blocks[kind]:.0f}"])
    more = statements.grown(found["empty"]["statements"], found["full"]["statements"])
    return Section(
        "rollback",
        "Records per CPU second that are loaded, and that are taken back, in an empty "
        f"database and in one with {each:,} leads, partners and attendees each; blocks "
        "that PostgreSQL reads for a record that is taken back",
        ("round", "database", "load", "rollback", "ratio", "blocks"),
        rows,
        {
            "ratio_load": round(statistics.median(beside_load), 2),
            "ratio_full": round(statistics.median(beside_empty), 2),
            "blocks_full": round(blocks["full"] / blocks["empty"], 2),
        },
        [
            "Statements of the rollback that take longer in the full one:",
            *(f"  {seconds:+.2f} s  {text}" for seconds, text in more if seconds > 0),
        ],
    )


def _blocks(found: dict) -> float:
    return found["read"]["blocks"] / sum(
        row["records"] for row in found["load"].values()
    )


def _rates(found: dict) -> tuple[float, float]:
    """Records per CPU second of the load, and of the rollback."""
    records = sum(row["records"] for row in found["load"].values())
    load = sum(row["cpu"] for row in found["load"].values())
    return records / load, records / found["rollback"]["cpu"]
