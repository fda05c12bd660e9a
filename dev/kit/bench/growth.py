"""`./dev/bench growth`: whether a record costs more where there are many already."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from kit import database, headless, paths
from kit.bench import statements
from kit.bench.large import Fill, fill
from kit.bench.places import Prepared, postmaster
from kit.bench.report import Section
from kit.progress import step

INSIDE = paths.DEV / "kit" / "bench" / "inside_large.py"
LEADS = 1_000_000
STAGED = 1_500_000
CLOSING = "closing"


def run(place: Prepared, rounds: int, scale: float = 1.0) -> Section:
    """Load the firm where little is, and where a lot is, in turn.

    :param scale: part of the full size that the databases are filled to
    """
    leads = Fill(partners=round(LEADS * scale / 3), leads=round(LEADS * scale))
    staged = round(STAGED * scale)
    fills = {
        "empty": Fill(),
        "leads": leads,
        "first": Fill(staged=staged),
        "last": Fill(leads.partners, leads.leads, 0, staged, loaded=True),
    }
    found: dict[str, list[dict]] = {name: [] for name in fills}
    with ExitStack() as stack:
        filled = {
            name: stack.enter_context(database_with(place, name, much))
            for name, much in fills.items()
        }
        for number in range(1, rounds + 1):
            for name, template in filled.items():
                with step(f"Round {number}: {name}"):
                    found[name].append(measured(place, template, "load"))
    return _section(fills, found)


@contextmanager
def database_with(place: Prepared, purpose: str, much: Fill) -> Iterator[str]:
    """The firm, planned to be loaded, in a database with a lot in it."""
    with database.scratch(place.name, f"bench_{purpose}") as name:
        inside(place, name, "plan")
        fill(name, much)
        yield name


def measured(place: Prepared, template: str, do: str) -> dict:
    """What a function of inside_large.py says in a clone."""
    with database.scratch(template, "bench_large") as name:
        return inside(place, name, do)


def inside(place: Prepared, name: str, do: str) -> dict:
    options = {"do": do, "postmaster": postmaster()}
    return headless.answer_alone(place.shop, name, INSIDE, options)


def cost(found: dict) -> float:
    """CPU seconds for each record, without what is done once for all of them."""
    rows = [row for name, row in found["figures"].items() if name != CLOSING]
    return sum(row["cpu"] for row in rows) / sum(row["records"] for row in rows)


def blocks(found: dict) -> float:
    """Blocks that PostgreSQL reads for each record."""
    records = sum(row["records"] for row in found["figures"].values())
    return found["read"]["blocks"] / records


def _section(fills: dict[str, Fill], found: dict[str, list[dict]]) -> Section:
    pairs = {"leads": "empty", "last": "first"}
    ratios = {
        one: [
            cost(large) / cost(small)
            for large, small in zip(found[one], found[other], strict=True)
        ]
        for one, other in pairs.items()
    }
    rows = []
    for name, much in fills.items():
        costs = [1000 * cost(one) for one in found[name]]
        closing = [one["figures"].get(CLOSING, {}).get("cpu", 0) for one in found[name]]
        ratio = f"{statistics.median(ratios[name]):.2f}" if name in ratios else ""
        rows.append(
            [
                name,
                f"{much.leads:,}",
                f"{much.staged:,}",
                f"{statistics.median(costs):.2f}",
                f"{min(costs):.2f} to {max(costs):.2f}",
                ratio,
                f"{statistics.median(map(blocks, found[name])):.0f}",
                f"{statistics.median(closing):.1f}",
            ]
        )
    return Section(
        "growth",
        "CPU milliseconds for a record of the mix, where there are leads already, and "
        "in the first and the last batches of a large firm; blocks that PostgreSQL "
        "reads for a record; and seconds once at the end",
        (
            "database",
            "leads",
            "staged",
            "ms",
            "range",
            "ratio",
            "blocks",
            "at the end",
        ),
        rows,
        {
            f"ratio_{name}": round(statistics.median(one), 2)
            for name, one in ratios.items()
        },
        [_told(one, found[one], found[other]) for one, other in pairs.items()],
    )


def _told(name: str, large: list[dict], small: list[dict]) -> str:
    more = statements.grown(small[-1]["statements"], large[-1]["statements"], 4)
    lines = [f"  {seconds:+.2f} s  {text}" for seconds, text in more if seconds > 0]
    return "\n".join([f"Statements that take longer in “{name}”:", *lines])
