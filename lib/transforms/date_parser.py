"""Reading a date out of what systems write, without guessing.

`parse` returns a `date`, a naive `datetime` (wall clock of the source) or an aware
one (an instant), and raises TransformError for all else.
"""

import re
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Any, Literal, NamedTuple, TypeAlias

from ..message import _lt
from .common import BadValue, shorten

Moment: TypeAlias = date | datetime
Order: TypeAlias = Literal["day", "month", "either"]

# 00-68 are 2000-2068, 69-99 are 1969-1999: the rule of POSIX strptime.
DEFAULT_PIVOT = 68

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_TICKS_EPOCH = datetime(1, 1, 1, tzinfo=timezone.utc)
_EXCEL_EPOCH = datetime.fromisoformat("1899-12-30")

# The only zone abbreviations with a meaning of their own (RFC 2822, 4.3).
_AMERICAN_ZONES = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip

_CLOCK = (
    r"(?:\s*[T,@]?\s*(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?:(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[ECMP][SD]T|[+-]\d{2}(?::?\d{2})?)?)?"
)
_WEEKDAY = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})" + _CLOCK)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?P<half>)(?P<zone>Z)?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<day>\d{1,2})" + _CLOCK
)
_NUMERIC = re.compile(
    r"(?P<a>\d{1,2})\s?[/.-]\s?(?P<b>\d{1,2})\s?[/.-]\s?(?P<c>\d{4}|\d{2})" + _CLOCK
)
_DAY_MONTH = re.compile(
    _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:of|de)\s+|[\s/-]+)"
    r"(?P<name>[^\W\d_]{3,12})\.?,?(?:\s+de\s+|[\s/-]+)(?P<year>\d{4}|\d{2})" + _CLOCK
)
_MONTH_DAY = re.compile(
    _WEEKDAY + r"(?P<name>[^\W\d_]{3,12})\.?[\s-]+(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r"(?:\s*,\s*|[\s-]+)(?P<year>\d{4}|\d{2})" + _CLOCK
)
_DOTNET = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
# 1927 to 2173; as seconds they would be a day in 1970.
_SHEET_DAYS = range(10_000, 100_000)
_EPOCH_TEXT = re.compile(r"-?\d{9,18}(?:\.\d+)?")

_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar jän jänner janv janvier ene enero",
            "feb february februar févr fevr février fevrier febrero",
            "mar march mär mrz märz mars marzo",
            "apr april avr avril abr abril",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juil juillet julio",
            "aug august août aout ago agosto",
            "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dez dezember déc décembre decembre dic diciembre",
        ),
        start=1,
    )
    for word in words.split()
}


class Reading(NamedTuple):
    """A parsed moment; `remark` names what was unusual about the reading."""

    moment: Moment
    remark: str = ""


def parse(value: Any, day_first: bool | None, pivot: int = DEFAULT_PIVOT) -> Reading:
    """The moment in an ISO, numeric, named-month, epoch or .NET spelling.

    `day_first` decides 03/04/2024; None raises when it matters. Where only one order
    is possible (12/31/2024) that one is taken, with the remark "date_order" when it
    contradicts `day_first`.
    """
    if isinstance(value, date):
        return Reading(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Reading(_from_number(value))
    text = " ".join(str(value).split())
    if found := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return Reading(_from_parts(found, text, pivot))
    if found := _NUMERIC.fullmatch(text):
        return _from_numeric(found, text, day_first, pivot)
    if found := _MONTH_DAY.fullmatch(text) or _DAY_MONTH.fullmatch(text):
        return Reading(_from_parts(found, text, pivot, month=_month(found, text)))
    if found := _DOTNET.fullmatch(text):
        return Reading(_since(_EPOCH, milliseconds=int(found[1])))
    return Reading(_from_digits(text))


def no_date(value: Any) -> BadValue:
    """The error for a value that no spelling of a date fits."""
    return BadValue(_lt("“%(value)s” is not a date.", value=shorten(value)), "bad_date")


def order_of(text: str) -> Order | None:
    """What a numeric date shows about the order of its column; None shows nothing."""
    found = _NUMERIC.fullmatch(" ".join(text.split()))
    if not found:
        return None
    return _order(int(found["a"]), int(found["b"]))


def parse_format(value: Any, formats: Sequence[str]) -> Reading:
    """The moment by strptime formats, or "epoch", "epoch_ms", "ticks", "excel".

    A format without an hour gives a date.
    """
    for form in formats:
        try:
            return Reading(_by_format(str(value).strip(), form))
        except (ValueError, OverflowError):
            continue
    message = _lt(
        "“%(value)s” does not fit the format of this field.", value=shorten(value)
    )
    raise BadValue(message, "bad_date")


def _by_format(text: str, form: str) -> Moment:
    if form == "epoch":
        return _since(_EPOCH, seconds=float(text))
    if form == "epoch_ms":
        return _since(_EPOCH, milliseconds=float(text))
    if form == "ticks":
        return _since(_TICKS_EPOCH, microseconds=int(text) // 10)
    if form == "excel":
        moment = _since(_EXCEL_EPOCH, days=float(text))
        return moment if float(text) % 1 else moment.date()
    moment = datetime.strptime(text, form)  # noqa: DTZ007 (the source's wall clock)
    return moment if re.search("%[HIcXsfTR]", form) else moment.date()


def _from_digits(text: str) -> Moment:
    if found := _COMPACT.fullmatch(text):
        return _from_parts(found, text, DEFAULT_PIVOT)
    if _EPOCH_TEXT.fullmatch(text):
        return _from_number(float(text))
    raise no_date(text)


def _from_number(number: float) -> Moment:
    """Days of a spreadsheet, seconds, milliseconds, microseconds since 1970 or .NET
    ticks, by size.

    Eight digits that make a date (20240131) are that date.
    """
    if not abs(number) <= sys.float_info.max:  # nor of what is no number
        raise no_date(number)
    digits = f"{number:.0f}"
    if found := _COMPACT.fullmatch(digits):
        return _from_parts(found, digits, DEFAULT_PIVOT)
    if int(number) in _SHEET_DAYS:
        return _by_format(str(number), "excel")
    size = abs(number)
    if size < 1e11:
        return _since(_EPOCH, seconds=number)
    if size < 1e14:
        return _since(_EPOCH, milliseconds=number)
    if size < 1e17:
        return _since(_EPOCH, microseconds=number)
    return _since(_TICKS_EPOCH, microseconds=number // 10)


def _since(start: datetime, **distance: float) -> datetime:
    try:
        return start + timedelta(**distance)
    except (OverflowError, ValueError):
        raise no_date(next(iter(distance.values()))) from None


def _from_numeric(
    found: re.Match[str], text: str, day_first: bool | None, pivot: int
) -> Reading:
    first, second = int(found["a"]), int(found["b"])
    order = _order(first, second)
    if order == "either" and day_first is None:
        message = _lt(
            "“%(value)s” may be day or month first; it was left out.",
            value=shorten(text),
        )
        raise BadValue(message, "ambiguous_date")
    is_day_first = day_first if order == "either" else order == "day"
    contradicts = order in ("day", "month") and day_first is (order == "month")
    day, month = (first, second) if is_day_first else (second, first)
    moment = _moment(found, text, _full_year(found["c"], pivot), month, day)
    return Reading(moment, "date_order" if contradicts else "")


def _order(first: int, second: int) -> Order | None:
    """Which of the two can be the day; None when they are equal or both cannot."""
    if first == second or min(first, second) > 12:
        return None
    if max(first, second) <= 12:
        return "either"
    return "day" if first > 12 else "month"


def _from_parts(
    found: re.Match[str], text: str, pivot: int, month: int | None = None
) -> Moment:
    year = _full_year(found["year"], pivot)
    month = month or int(found["month"])
    return _moment(found, text, year, month, int(found["day"]))


def _full_year(digits: str, pivot: int) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year <= pivot else 1900)


def _month(found: re.Match[str], text: str) -> int:
    month = _MONTHS.get(found["name"].casefold())
    if month is None:
        raise no_date(text)
    return month


def _moment(found: re.Match[str], text: str, year: int, month: int, day: int) -> Moment:
    """The date, with the clock and zone of the match when it has them."""
    try:
        if found["hour"] is None:
            return date(year, month, day)
        return datetime(year, month, day, *_clock(found), tzinfo=_zone(found["zone"]))
    except ValueError:
        message = _lt(
            "“%(value)s” is a day or time that does not exist.", value=shorten(text)
        )
        raise BadValue(message, "impossible_date") from None


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    """Hour, minute, second; Odoo keeps no fractions of seconds."""
    hour, half = int(found["hour"]), found["half"]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half in "pP" else 0)
    return hour, int(found["minute"]), int(found["second"] or 0)


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in _AMERICAN_ZONES:
        return timezone(timedelta(hours=_AMERICAN_ZONES[text]))
    if text[0] not in "+-":
        return timezone.utc
    minutes = int(text[1:3]) * 60 + (int(text[-2:]) if len(text) > 3 else 0)
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))
