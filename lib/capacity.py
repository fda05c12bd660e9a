"""How long the steps of a migration take, and what binds: a model of measured costs.

A record costs so much CPU, by what becomes of it; a lane keeps one core busy, in Odoo
for the larger part and in PostgreSQL for the rest. Of a source over the network only
the rate limit and the answers' delay are known. The costs are those that `./dev/bench`
measures on two cores of a cloud server; another machine is `speed` times as fast.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Bound: TypeAlias = Literal["source", "lanes", "cores", "database"]

# CPU seconds for loading one record, links and audit lines included.
LOADING: Mapping[str, float] = {
    "res.partner": 0.0016,
    "crm.lead": 0.0023,
    "mail.activity": 0.0010,
    "mail.message": 0.0010,
    "ir.attachment": 0.0044,
    "calendar.event": 0.0034,
}
OTHER = 0.003
# CPU seconds for reading one record from pages over the network.
READING = 1 / 3700
# The part of the work that PostgreSQL does, which all hosts share.
OF_DATABASE = 0.27
PAGE = 100
DELAY = 0.1


@dataclass(frozen=True)
class Firm:
    """What is to be moved: records by target model, and megabytes of documents."""

    records: Mapping[str, int]
    megabytes: float = 0.0

    @property
    def total(self) -> int:
        return sum(self.records.values())


@dataclass(frozen=True)
class Place:
    """What it is moved with.

    `requests_per_minute` and `megabytes_per_second` are limits of the source, None
    where it has none; `database_cores` are those of PostgreSQL's own machine, None
    when it shares the (only) host with Odoo.
    """

    lanes: int = 2
    hosts: int = 1
    cores: int = 2
    database_cores: int | None = None
    requests_per_minute: float | None = None
    page: int = PAGE
    delay: float = DELAY
    megabytes_per_second: float | None = None
    speed: float = 1.0
    costs: Mapping[str, float] = field(default_factory=lambda: LOADING)


@dataclass(frozen=True)
class Step:
    """Seconds of one step, and what would have to grow to make it shorter."""

    seconds: float
    bound: Bound


def reading(firm: Firm, place: Place) -> Step:
    """Reading the source into the staging table: one reader, a page at a time."""
    pages = firm.total / place.page
    work = firm.total * READING / place.speed
    waiting = pages * place.delay
    limited = pages * 60 / place.requests_per_minute if place.requests_per_minute else 0
    if limited > work + waiting:
        return Step(limited, "source")
    return Step(work + waiting, "source" if waiting > work else "lanes")


def loading(firm: Firm, place: Place) -> Step:
    """Loading what is staged, documents fetched included."""
    work = sum(
        count * place.costs.get(model, OTHER) for model, count in firm.records.items()
    )
    work /= place.speed
    candidates = {
        "lanes": work / max(place.lanes, 1),
        "cores": work / _cores(place),
        "source": _fetching(firm, place),
    }
    if place.database_cores:
        candidates["cores"] = work * (1 - OF_DATABASE) / _cores(place)
        candidates["database"] = work * OF_DATABASE / place.database_cores
    bound = max(candidates, key=lambda name: candidates[name])
    return Step(candidates[bound], bound)  # type: ignore[arg-type]


def _cores(place: Place) -> int:
    return max(place.hosts * place.cores, 1)


def _fetching(firm: Firm, place: Place) -> float:
    """Seconds that the source takes to give out the documents, by its own limits."""
    documents = firm.records.get("ir.attachment", 0)
    limited = 0.0
    if place.requests_per_minute:
        limited = documents * 60 / place.requests_per_minute
    if place.megabytes_per_second:
        limited = max(limited, firm.megabytes / place.megabytes_per_second)
    return limited
