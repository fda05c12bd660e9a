"""`./dev/capacity`: how long a firm takes to move, step by step, and what binds.

A calculation with `lib/capacity.py`; nothing is measured. `./dev/bench capacity` says
how far it is from what a machine really does, and how fast that machine is.
"""

from __future__ import annotations

import argparse
import sys

from kit import paths

sys.path.insert(0, str(paths.ROOT))

from lib.capacity import PAGE, Firm, Place, Step, loading, reading

PER_CASE = {
    "res.partner": 1.2,
    "crm.lead": 1.0,
    "mail.activity": 1.5,
    "mail.message": 2.5,
    "ir.attachment": 1.0,
    "calendar.event": 0.3,
}
"""Records of a usual firm for each of its cases: 7.5 together."""
MEGABYTES_PER_DOCUMENT = 0.3
BINDS = {
    "source": "the source's own limits",
    "lanes": "the number of lanes",
    "cores": "the cores of Odoo's hosts",
    "database": "the cores of PostgreSQL's host",
}


def main(arguments: list[str]) -> int:
    """Print a line for each step."""
    options = _parse(arguments)
    firm = firm_of(options.cases)
    place = Place(
        lanes=options.lanes,
        hosts=options.hosts,
        cores=options.cores,
        database_cores=options.database_cores,
        requests_per_minute=options.requests_per_minute,
        page=options.page,
        megabytes_per_second=options.megabytes_per_second,
        speed=options.speed,
    )
    print(f"{options.cases:,} cases, {firm.total:,} records, {firm.megabytes:,.0f} MB")
    for name, step in (("read", reading(firm, place)), ("load", loading(firm, place))):
        print(f"{name:<6}{duration(step):>12}   bound by {BINDS[step.bound]}")
    return 0


def firm_of(cases: int) -> Firm:
    """A firm of the usual mix."""
    records = {model: round(cases * many) for model, many in PER_CASE.items()}
    return Firm(records, records["ir.attachment"] * MEGABYTES_PER_DOCUMENT)


def duration(step: Step) -> str:
    """Hours and minutes."""
    hours, minutes = divmod(round(step.seconds / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev/capacity", description=__doc__)
    parser.add_argument("cases", type=int)
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--hosts", type=int, default=1)
    parser.add_argument("--cores", type=int, default=2, help="of each host")
    parser.add_argument(
        "--database-cores", type=int, help="when PostgreSQL has a host of its own"
    )
    parser.add_argument(
        "--requests-per-minute", type=float, help="that the source allows"
    )
    parser.add_argument("--page", type=int, default=PAGE, help="records in an answer")
    parser.add_argument("--megabytes-per-second", type=float, help="of the line")
    parser.add_argument(
        "--speed", type=float, default=1.0, help="of the machine, see ./dev/bench"
    )
    return parser.parse_args(arguments)
