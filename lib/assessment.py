"""How hard a migration is, and how long it takes: a grade with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from . import capacity

Grade: TypeAlias = Literal["A", "B", "C", "D"]
Measure: TypeAlias = Literal[
    "custom_fields", "open_values", "faults", "records", "limits", "unmapped_objects"
]

# From so much on, a measure adds one point, and two. Faults are a share of the records.
THRESHOLDS: Mapping[Measure, tuple[float, float]] = {
    "custom_fields": (20, 60),
    "open_values": (1, 25),
    "faults": (0.01, 0.05),
    "records": (100_000, 1_000_000),
    "limits": (1, 3),
    "unmapped_objects": (1, 4),
}
# The most points that a grade may have; more is a D.
GRADES: Sequence[tuple[int, Grade]] = ((1, "A"), (3, "B"), (6, "C"))


class Reason(NamedTuple):
    """What was measured, and how many points it adds to the grade."""

    measure: Measure
    value: float
    points: int


@dataclass(frozen=True)
class Estimate:
    """Seconds for reading the source and for loading; whether these were measured."""

    reading: float
    loading: float
    reading_is_measured: bool
    loading_is_measured: bool


def grade(measures: Mapping[Measure, float]) -> tuple[Grade, list[Reason]]:
    """The grade, A for easy to D for hard, and each measure with its points."""
    reasons = [
        Reason(name, value, sum(value >= limit for limit in THRESHOLDS[name]))
        for name, value in measures.items()
    ]
    points = sum(reason.points for reason in reasons)
    found: Grade = next((name for most, name in GRADES if points <= most), "D")
    return found, reasons


def estimate(
    firm: capacity.Firm,
    place: capacity.Place,
    reading_rate: float | None,
    loading_rate: float | None,
) -> Estimate:
    """How long it takes to read and to load a firm.

    The rates are records a second, of one reader and of one lane; None where nothing
    was measured yet, and the model of costs tells.
    """
    read = loaded = None
    if reading_rate:
        read = firm.total / reading_rate
    if loading_rate:
        loaded = firm.total / loading_rate / max(place.lanes, 1)
    return Estimate(
        reading=capacity.reading(firm, place).seconds if read is None else read,
        loading=capacity.loading(firm, place).seconds if loaded is None else loaded,
        reading_is_measured=bool(reading_rate),
        loading_is_measured=bool(loading_rate),
    )
