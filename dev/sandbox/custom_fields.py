"""The fields that the firm has added to its cases, one of every type at least."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from .draw import WORDS, draw

if TYPE_CHECKING:
    from .firm import Firm

SEVERITIES = ("Minor", "Moderate", "Severe", "Catastrophic")
BODY_PARTS = ("Head", "Neck", "Back", "Shoulder", "Knee", "Hand")


class CustomField(NamedTuple):
    """A custom field: ``share`` of the cases have a value, drawn by ``value``."""

    label: str
    kind: str
    share: float
    value: Callable[[Random, date], Any]
    options: tuple[str, ...] = ()


def _value(rng: Random, _opened: date) -> float:
    return rng.randrange(10**4, 10**8) / 100


def _incident(rng: Random, opened: date) -> date:
    return opened - timedelta(days=rng.randrange(1, 400))


def _mediation(rng: Random, opened: date) -> datetime:
    day = datetime(opened.year, opened.month, opened.day, 14, tzinfo=UTC)
    return day + timedelta(days=rng.randrange(60, 500), minutes=15 * rng.randrange(24))


def _yes_or_no(rng: Random, _opened: date) -> bool:
    return rng.random() < 0.5


def _severity(rng: Random, _opened: date) -> str:
    return rng.choice(SEVERITIES)


def _body_parts(rng: Random, _opened: date) -> list[str]:
    return sorted(rng.sample(BODY_PARTS, rng.randrange(1, 4)))


def _location(rng: Random, _opened: date) -> str:
    return f"{rng.choice(WORDS['streets'])}, {rng.choice(WORDS['cities'])[0]}"


def _summary(rng: Random, _opened: date) -> str:
    return "\n".join(rng.sample(WORDS["sentences"], 4))


def _vehicles(rng: Random, _opened: date) -> int:
    return rng.randrange(1, 5)


def _liability(rng: Random, _opened: date) -> float:
    return rng.randrange(0, 1001) / 10


def _language(rng: Random, _opened: date) -> str:
    return rng.choice(WORDS["languages"])


def _policy(rng: Random, _opened: date) -> str:
    return f"POL-{rng.randrange(10**7):07d}"


CUSTOM_FIELDS = (
    CustomField("Contract Value", "currency", 0.7, _value),
    CustomField("Incident Date", "date", 0.8, _incident),
    CustomField("Mediation At", "datetime", 0.3, _mediation),
    CustomField("Police Report Filed", "boolean", 0.9, _yes_or_no),
    CustomField("Injury Severity", "picklist", 0.6, _severity, SEVERITIES),
    CustomField("Injured Body Parts", "multi_picklist", 0.4, _body_parts, BODY_PARTS),
    CustomField("Incident Location", "text", 0.5, _location),
    CustomField("Medical Summary", "long_text", 0.3, _summary),
    CustomField("Vehicles Involved", "integer", 0.4, _vehicles),
    CustomField("Liability (%)", "decimal", 0.4, _liability),
    CustomField(
        "Preferred Language", "picklist", 0.5, _language, tuple(WORDS["languages"])
    ),
    CustomField("Número de póliza", "text", 0.3, _policy),
)
COUNTS = {"custom_field": lambda cases: len(CUSTOM_FIELDS)}


def _custom_field(_firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    field = CUSTOM_FIELDS[index]
    return {"label": field.label, "type": field.kind, "options": list(field.options)}


def values(firm: "Firm", case: int, opened: date) -> dict[str, Any]:
    """Return the custom values of a case by their labels."""
    rng = draw(firm.seed, "custom", case)
    return {
        field.label: field.value(rng, opened)
        for field in CUSTOM_FIELDS
        if rng.random() < field.share
    }


BUILDERS = {"custom_field": _custom_field}
