"""Repeating events: from a source's pattern to what Odoo's calendar can repeat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any, Literal, TypeAlias, cast

from dateutil import rrule

from .errors import TransformError
from .message import Message, _lt
from .transforms.common import as_text, folded, is_empty, shorten

Frequency: TypeAlias = Literal["daily", "weekly", "monthly", "yearly"]

# Odoo makes no more occurrences of a series than these.
MAX_OCCURRENCES = 720
# What sources call an event that was taken out of a series.
LEFT_OUT = frozenset(
    {"deleted", "cancelled", "canceled", "removed", "skipped", "excluded"}
)

FREQUENCIES: dict[str, Frequency] = {
    "daily": "daily",
    "day": "daily",
    "days": "daily",
    "weekly": "weekly",
    "week": "weekly",
    "weeks": "weekly",
    "monthly": "monthly",
    "month": "monthly",
    "months": "monthly",
    "yearly": "yearly",
    "annually": "yearly",
    "year": "yearly",
    "years": "yearly",
}
_SEVERAL_DAYS = _lt("several weekdays of a month")
_DAYS_OF_YEAR = _lt("days of a year")
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FIELDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATEUTIL = {
    "daily": rrule.DAILY,
    "weekly": rrule.WEEKLY,
    "monthly": rrule.MONTHLY,
    "yearly": rrule.YEARLY,
}
_RULE_PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "WKST", "BYMONTH"}
)


class UnknownRule(TransformError):
    """A pattern that Odoo cannot repeat."""

    kind = "recurrence_unknown"


@dataclass(frozen=True)
class Rule:
    """A pattern of Odoo's kind.

    `weekdays` (0 is Monday) belong to weekly. Monthly is on `month_day`, or on the
    `nth` of the one weekday (1 to 4, -1 the last). Neither `count` nor `until`: for
    ever. Of every other week the days depend on where a week starts (0 is Monday).
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None
    nth: int | None = None
    count: int | None = None
    until: date | None = None
    week_start: int = 0

    def occurrences(self, first: date) -> list[date]:
        """The first days of the series, one more than Odoo would make at most."""
        options: dict[str, Any] = {}
        if self.weekdays:
            days = [rrule.weekday(day) for day in self.weekdays]
            options["byweekday"] = [day(self.nth) for day in days] if self.nth else days
        if self.month_day:
            options["bymonthday"] = self.month_day
        if self.until:
            options["until"] = datetime.combine(self.until, time.max)
        start = datetime.combine(first, time())
        found = rrule.rrule(
            _DATEUTIL[self.frequency],
            dtstart=start,
            interval=self.interval,
            count=self.count,
            wkst=self.week_start,
            **options,
        )
        return [moment.date() for moment in islice(found, MAX_OCCURRENCES + 1)]

    def odoo_values(self) -> dict[str, Any]:
        """The values of the recurrence fields of calendar.event."""
        values: dict[str, Any] = {
            "recurrency": True,
            "rrule_type": self.frequency,
            "interval": self.interval,
        }
        if self.frequency == "weekly":
            for number, name in enumerate(_FIELDS):
                values[name] = number in self.weekdays
        if self.frequency == "monthly":
            values.update(self._monthly_values())
        if self.count:
            values.update(end_type="count", count=self.count)
        elif self.until:
            values.update(end_type="end_date", until=self.until)
        else:
            values.update(end_type="forever")
        return values

    def _monthly_values(self) -> dict[str, Any]:
        if self.nth:
            weekday = _FIELDS[self.weekdays[0]].upper()
            return {"month_by": "day", "weekday": weekday, "byday": str(self.nth)}
        return {"month_by": "date", "day": self.month_day}


def rule_of(
    parts: Mapping[str, Any], first: date, zone: tzinfo | None = None
) -> Rule | None:
    """The rule that the parts of a record describe; None when it does not repeat.

    Parts: `rrule` (a text of iCalendar), or frequency, interval, weekdays, month_day,
    nth, count, until. What the pattern leaves open is taken from the `first` day; with
    its time, on the clock of the `zone`, it says which day is the last one before an
    `UNTIL` with a time. Raises UnknownRule.
    """
    if not is_empty(parts.get("rrule")):
        parts = _parts_of_text(as_text(parts["rrule"]), first, zone)
    if is_empty(parts.get("frequency")):
        return None
    frequency = FREQUENCIES.get(folded(parts["frequency"]))
    if frequency is None:
        raise _unknown(parts["frequency"])
    weekdays, nth = _days(parts.get("weekdays"))
    nth = _number(parts, "nth") or nth
    month_day = _number(parts, "month_day")
    rule = {
        "frequency": frequency,
        "interval": max(_number(parts, "interval") or 1, 1),
        "count": _number(parts, "count"),
        "until": parts.get("until") or None,
        "week_start": parts.get("week_start") or 0,
    }
    if frequency == "weekly":
        return Rule(**rule, weekdays=weekdays or (first.weekday(),))
    if frequency == "monthly":
        return _monthly(rule, weekdays, nth, month_day, first)
    if weekdays or month_day not in (None, first.day):
        return _with_days(rule, weekdays, nth)
    return Rule(**rule)


def _monthly(
    rule: dict[str, Any],
    weekdays: tuple[int, ...],
    nth: int | None,
    month_day: int | None,
    first: date,
) -> Rule:
    if not weekdays:
        day = month_day or first.day
        if not 1 <= day <= 31:
            raise _unknown(day)
        return Rule(**rule, month_day=day)
    if len(weekdays) > 1 or nth not in (1, 2, 3, 4, -1):
        raise _unknown(_SEVERAL_DAYS)
    return Rule(**rule, weekdays=weekdays, nth=nth)


def _with_days(
    rule: dict[str, Any], weekdays: tuple[int, ...], nth: int | None
) -> Rule:
    """Daily on some weekdays is weekly; other mixtures are nothing that Odoo knows."""
    if rule["frequency"] == "daily" and rule["interval"] == 1 and weekdays and not nth:
        return Rule(**{**rule, "frequency": "weekly"}, weekdays=weekdays)
    raise _unknown(_DAYS_OF_YEAR)


def _parts_of_text(text: str, first: date, zone: tzinfo | None) -> dict[str, Any]:
    """The parts of an iCalendar rule: "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=8"."""
    line = next((one for one in text.splitlines() if "FREQ=" in one.upper()), text)
    pairs = (one.partition("=") for one in line.upper().rpartition(":")[2].split(";"))
    found = {name.strip(): value.strip() for name, _, value in pairs if name.strip()}
    if "FREQ" not in found or set(found) - _RULE_PARTS:
        raise _unknown(text)
    if not _can_be_held(found, first):
        raise _unknown(text)
    return {
        "frequency": found["FREQ"],
        "interval": found.get("INTERVAL"),
        "count": found.get("COUNT"),
        "until": _until(found.get("UNTIL"), text, first, zone),
        "weekdays": found.get("BYDAY"),
        "month_day": found.get("BYMONTHDAY"),
        "week_start": next(iter(_days(found.get("WKST"))[0]), 0),
    }


def _can_be_held(found: Mapping[str, str], first: date) -> bool:
    """Whether months and their days are what Odoo's calendar has for the frequency.

    A day of the month alone is, in a yearly rule, that day of every month.
    """
    frequency, month = found["FREQ"], found.get("BYMONTH")
    if month and (frequency != "YEARLY" or month.lstrip("0") != str(first.month)):
        return False
    if not found.get("BYMONTHDAY"):
        return True
    return not found.get("BYDAY") and (frequency == "MONTHLY" or bool(month))


def _until(
    value: str | None, text: str, first: date, zone: tzinfo | None
) -> date | None:
    """The last day on which an event may begin."""
    if not value:
        return None
    try:
        if len(value) <= len("2030-07-09"):
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise _unknown(text) from None
    begins = first.time() if isinstance(first, datetime) else time()
    try:
        if moment.tzinfo and zone:
            moment = moment.astimezone(zone)
        return moment.date() - timedelta(days=moment.time() < begins)
    except OverflowError:  # the end of time, in a zone that is ahead of it
        return moment.date()


def _days(value: Any) -> tuple[tuple[int, ...], int | None]:
    """Weekdays, and which one of the month: "MO, We" → 0, 2; "2TU" → 1 and 2."""
    numbers: set[int] = set()
    nth: set[int] = set()
    for word in as_text(value).replace(";", ",").replace("\n", ",").split(","):
        code = word.strip().upper()
        if not code:
            continue
        letters = code.lstrip("+-0123456789")
        if letters[:2] not in _CODES:
            raise _unknown(word)
        numbers.add(_CODES.index(letters[:2]))
        if digits := code[: len(code) - len(letters)]:
            nth.add(_number({word: digits}, word))
    if len(nth) > 1:
        raise _unknown(value)
    return tuple(sorted(numbers)), next(iter(nth), None)


def _number(parts: Mapping[str, Any], name: str) -> int | None:
    value = parts.get(name)
    if is_empty(value):
        return None
    try:
        return int(cast("str", as_text(value))) or None
    except ValueError:
        raise _unknown(value) from None


def _unknown(value: Any) -> UnknownRule:
    shown = value if isinstance(value, Message) else shorten(value)
    message = _lt(
        "“%(value)s” is a repetition that Odoo's calendar does not have.", value=shown
    )
    return UnknownRule(message, UnknownRule.kind)
