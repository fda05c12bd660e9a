"""Dates and times: from the source's wall clock to what Odoo stores."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property
from typing import Any, Literal, TypeVar

from ..errors import ConfigError
from ..message import _lt
from .common import (
    BadValue,
    Context,
    Noted,
    Transform,
    as_text,
    is_empty,
    shorten,
    single,
    visible,
    zone_named,
)
from .date_parser import DEFAULT_PIVOT, Moment, Reading, no_date, parse, parse_format

M = TypeVar("M", date, datetime)

# Days that systems write for "none" and "for ever".
SENTINELS = frozenset(
    {
        date(1, 1, 1),
        date(1900, 1, 1),
        date(1970, 1, 1),
        date(9999, 12, 30),
        date(9999, 12, 31),
    }
)

_TIME_BEHIND_DAY = re.compile(r"(?<=^[\d./-]{10})[T ].*")


@dataclass(frozen=True)
class DateOptions:
    """How the dates of a field are written.

    `format`: strptime formats, or epoch, epoch_ms, ticks, excel; nothing else is then
    accepted. `day_first` overrides the context's. `pivot`: the last two-digit year
    that belongs to this century. `sentinels` false: 1970-01-01 and its like are days
    as any other. `parts`: what several source fields hold, in their order.
    """

    format: str | tuple[str, ...] = ()
    day_first: bool | None = None
    pivot: int = DEFAULT_PIVOT
    sentinels: bool = True
    parts: tuple[Literal["value", "date", "time", "zone"], ...] = ()

    @cached_property
    def formats(self) -> tuple[str, ...]:
        return (self.format,) if isinstance(self.format, str) else self.format


def to_date(value: Any, options: DateOptions, context: Context) -> date | Noted:
    """A day.

    A wall-clock time gives its own day. An instant gives the day in the source's
    zone, except one written as midnight sharp: so many systems write a plain day.
    """
    value, reading, zone = _moment(value, options, context)
    moment = reading.moment
    if options.sentinels and is_sentinel(moment):
        return _sentinel(value)
    if isinstance(moment, datetime):
        moment = _day_of(moment, zone, value)
    return _remarked(moment, reading, value)


def to_datetime(value: Any, options: DateOptions, context: Context) -> datetime | Noted:
    """A naive UTC datetime, to the second.

    A naive value is wall-clock time of the source's zone, a plain day its midnight.
    In a DST gap the offset before it counts (02:30 becomes 03:30), in an overlap
    the first of the two moments is taken; both with an info issue.
    """
    value, reading, zone = _moment(value, options, context)
    moment = reading.moment
    if options.sentinels and is_sentinel(moment):
        return _sentinel(value)
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        return _localised(moment, zone, reading, value)
    offset = moment.utcoffset() or timedelta()
    return _remarked(_minus(moment, offset, value), reading, value)


def is_sentinel(moment: Moment) -> bool:
    """Whether the moment, as written or in UTC, falls on a day that means "none"."""
    if not isinstance(moment, datetime):
        return moment in SENTINELS
    if moment.date() in SENTINELS:
        return True
    if moment.tzinfo is None or not 1 < moment.year < 9999:
        return False
    return moment.astimezone(timezone.utc).date() in SENTINELS


def _moment(
    value: Any, options: DateOptions, context: Context
) -> tuple[Any, Reading, tzinfo]:
    """The value as messages show it, what it says, and the zone it is written in."""
    parts = _parts(value, options)
    zone = _own_zone(parts.get("zone"), context)
    day = parts.get("value", parts.get("date"))
    if day is None:
        raise BadValue(_lt("The time has no date."), "bad_date")
    if "time" not in parts:
        return day, _read(day, options, context), zone
    clock = visible(as_text(parts["time"]))
    shown = f"{as_text(day)} {clock}"
    if options.formats:
        together = f"{_TIME_BEHIND_DAY.sub('', as_text(day))} {clock}"
        return shown, _read(together, options, context), zone
    reading = _read(day, options, context)
    if options.sentinels and is_sentinel(reading.moment):
        return shown, reading, zone
    on = reading.moment
    if isinstance(on, datetime):
        on = _day_of(on, zone, day)
    moment = _at(on, clock, zone, options, context)
    return shown, reading._replace(moment=moment), zone


def _parts(value: Any, options: DateOptions) -> dict[str, Any]:
    """What the fields that are not empty hold, by their roles."""
    if not isinstance(value, tuple):
        return {"value": single(value)}
    if not options.parts:
        return {"value": single(next(v for v in value if not is_empty(v)))}
    return {
        role: single(part)
        for role, part in zip(options.parts, value, strict=False)
        if not is_empty(part)
    }


def _at(
    on: date, clock: str, zone: tzinfo, options: DateOptions, context: Context
) -> Moment:
    """The day at a time, which may have a day of its own (1899-12-30T09:00:00)."""
    with suppress(BadValue, OverflowError):
        own = _read(clock, options, context).moment
        if isinstance(own, datetime):
            own = own.astimezone(zone) if own.tzinfo else own
            return datetime.combine(on, own.time())
    return parse(f"{on.isoformat()} {clock}", None).moment


def _own_zone(name: Any, context: Context) -> tzinfo:
    if name is None:
        return context.zone
    try:
        return zone_named(visible(as_text(name)))
    except ConfigError:
        message = _lt("“%(zone)s” is not a known time zone.", zone=shorten(name))
        raise BadValue(message, "unknown_zone") from None


def _read(value: Any, options: DateOptions, context: Context) -> Reading:
    if options.formats:
        return parse_format(value, options.formats)
    day_first = options.day_first
    if day_first is None:
        day_first = context.day_first
    if isinstance(value, str):
        value = visible(value)
    return parse(value, day_first, options.pivot)


def _day_of(moment: datetime, zone: tzinfo, value: Any) -> date:
    if moment.tzinfo is None or moment.time() == time():
        return moment.date()
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        raise no_date(value) from None


def _localised(
    moment: datetime, zone: tzinfo, reading: Reading, value: Any
) -> datetime | Noted:
    """The naive moment of a zone in UTC."""
    first = zone.utcoffset(moment) or timedelta()
    second = zone.utcoffset(moment.replace(fold=1)) or timedelta()
    result = _minus(moment, first, value)
    if first == second:
        return _remarked(result, reading, value)
    if first < second:
        message = _lt(
            "“%(value)s” was skipped by the clock; it was moved on.",
            value=shorten(value),
        )
        return Noted(result, "dst_gap", message, "info")
    message = _lt(
        "“%(value)s” came twice that night; the first is kept.", value=shorten(value)
    )
    return Noted(result, "dst_overlap", message, "info")


def _minus(moment: datetime, offset: timedelta, value: Any) -> datetime:
    try:
        return moment.replace(tzinfo=None, microsecond=0) - offset
    except OverflowError:
        raise no_date(value) from None


def _sentinel(value: Any) -> Noted:
    message = _lt(
        "“%(value)s” stands for “no date”; the field is left empty.",
        value=shorten(value),
    )
    return Noted(None, "sentinel_date", message, "info")


def _remarked(result: M, reading: Reading, value: Any) -> M | Noted:
    if not reading.remark:
        return result
    message = _lt(
        "“%(value)s” contradicts the order of day and month set here.",
        value=shorten(value),
    )
    return Noted(result, reading.remark, message)


TRANSFORMS = (
    Transform("date", to_date, DateOptions, several=True),
    Transform("datetime", to_datetime, DateOptions, several=True),
)
