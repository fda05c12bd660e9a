"""When a repeating event takes place, by the letter of its rule.

This is the proof's own reading of a pattern: what :mod:`.recurrence` makes of it for
Odoo's calendar has no say in it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, tzinfo
from typing import Any

from dateutil import rrule

from .recurrence import FREQUENCIES
from .transforms.common import as_text, folded, is_empty

# The parts of a rule, by the names of the fields that a map fills.
_PARTS = {"interval": "INTERVAL", "count": "COUNT", "day": "BYMONTHDAY"}


def occurrences(
    values: Mapping[str, Any], first: datetime, zone: tzinfo
) -> Iterator[datetime]:
    """
    :param values: `rrule` (a text of iCalendar), or `rrule_type`, `interval`,
        `weekdays`, `day`, `byday`, `count` and `until`
    :param first: the first start, on the event's own clock, without a zone
    :return: the starts on that clock, maybe without an end; the first may not be
        among them
    :raises ValueError: it is no rule
    """
    parts = _of_text(values) or _of_fields(values)
    if parts.get("UNTIL"):
        parts["UNTIL"] = f"{_last_moment(parts['UNTIL'], zone):%Y%m%dT%H%M%S}"
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    return iter(rrule.rrulestr(text, dtstart=first))


def _last_moment(until: str, zone: tzinfo) -> datetime:
    """The whole of a day counts, and a moment that is told exactly."""
    moment = datetime.fromisoformat(until)
    if "T" not in until:
        return datetime.combine(moment, time(23, 59, 59))
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _of_text(values: Mapping[str, Any]) -> dict[str, str]:
    if is_empty(values.get("rrule")):
        return {}
    lines = as_text(values["rrule"]).upper().splitlines()
    rule = next((line for line in lines if "FREQ=" in line), "").rpartition(":")[2]
    pairs = (part.partition("=") for part in rule.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _of_fields(values: Mapping[str, Any]) -> dict[str, str]:
    frequency = FREQUENCIES.get(folded(values.get("rrule_type") or ""), "")
    parts = {"FREQ": frequency.upper()}
    for name, part in _PARTS.items():
        if not is_empty(values.get(name)):
            parts[part] = as_text(values[name])
    if not is_empty(values.get("until")):
        parts["UNTIL"] = as_text(values["until"])
    if days := _weekdays(values):
        parts["BYDAY"] = days
    return parts


def _weekdays(values: Mapping[str, Any]) -> str:
    """ "Monday, We" → "MO,WE"; with the nth of the month "2MO"."""
    written = as_text(values.get("weekdays")).upper()
    nth = "" if is_empty(values.get("byday")) else as_text(values["byday"])
    days = []
    for word in written.replace(";", ",").replace("\n", ",").split(","):
        letters = word.strip().lstrip("+-0123456789")
        place = word.strip().removesuffix(letters) or nth
        if letters:
            days.append(f"{place}{letters[:2]}")
    return ",".join(days)
