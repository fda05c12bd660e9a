"""Each event of a series: when the source has it, and when Odoo does."""

from datetime import datetime, time, timedelta
from itertools import islice

import pytz

from ...lib.diff import BY_RULE, DIFFERENT, EQUAL, MISSING, Verdict
from ...lib.errors import TransformError
from ...lib.occurrences import occurrences
from ...lib.recurrence import LEFT_OUT, MAX_OCCURRENCES
from ...lib.transforms.common import Context, folded
from ...lib.transforms.dates import DateOptions, to_date, to_datetime

TOLD = 5


def judge_occurrences(item, record, zone):
    """:return: (events meant, events in Odoo, Verdict), events in words"""
    meant = _meant(item, record, zone)
    actual = _actual(item, record, zone)
    if meant is None:
        return None, actual, Verdict(EQUAL)
    enough = set(meant[:MAX_OCCURRENCES])
    missing, more = sorted(enough - set(actual)), sorted(set(actual) - enough)
    if missing or more:
        result = DIFFERENT if more else MISSING
        return meant, actual, Verdict(result, _told(record.env, missing, more))
    if len(meant) > MAX_OCCURRENCES:
        reason = record.env._("Odoo makes at most 720 events of a series.")
        return meant[:MAX_OCCURRENCES], actual, Verdict(BY_RULE, reason)
    return meant, actual, Verdict(EQUAL)


def _told(env, missing, more):
    parts = []
    for days, sentence in (
        (missing, env._("Not in Odoo: %s.")),
        (more, env._("Not in the source: %s.")),
    ):
        if days:
            shown = days[:TOLD] + (["…"] if len(days) > TOLD else [])
            parts.append(sentence % ", ".join(shown))
    return " ".join(parts)


def _actual(item, record, zone):
    """The events of the series, and a first event that stands alone."""
    first = _first(item, record, zone)
    alone = record.search(
        [
            ("name", "=", record.name),
            ("recurrence_id", "=", False),
            ("opportunity_id", "=", record.opportunity_id.id),
        ]
    ).filtered(lambda one: _day_or_time(one.start, one) == _on_clock(first, zone))
    events = record.recurrence_id.calendar_event_ids + alone
    return sorted(
        _span(_day_or_time(one.start, one), _day_or_time(one.stop, one))
        for one in events
    )


def _day_or_time(moment, event):
    return moment.date() if event.allday else moment


def _span(start, stop):
    """An event in words: its times, or the days of one that lasts all day."""
    if not isinstance(start, datetime):
        return f"{start}" if start == stop else f"{start} - {stop}"
    same_day = start.date() == stop.date()
    return f"{start} - {stop.time() if same_day else stop}"


def _first(item, record, zone):
    """The first start on the event's own clock; of an all-day event its day."""
    start = item.values.get("start")
    if record.allday:
        return _day(item.values.get("start_date") or start, zone)
    return pytz.utc.localize(start).astimezone(zone).replace(tzinfo=None)


def _day(value, zone):
    if not isinstance(value, datetime):
        return value
    return pytz.utc.localize(value).astimezone(zone).date()


def _length(item, record, zone):
    """How long each of them lasts."""
    start, stop = item.values.get("start"), item.values.get("stop")
    if record.allday:
        start = _day(item.values.get("start_date") or start, zone)
        stop = _day(item.values.get("stop_date") or stop, zone)
    usual = timedelta() if record.allday else timedelta(hours=1)
    return stop - start if stop and stop >= start else usual


def _on_clock(moment, zone):
    """A time on the clock of a zone in UTC; a day stays what it is."""
    if not isinstance(moment, datetime):
        return moment
    return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)


def _meant(item, record, zone):
    """:return: events in words, at most one more than Odoo makes; None if nobody can
    tell
    """
    first = _first(item, record, zone)
    start = first if isinstance(first, datetime) else datetime.combine(first, time())
    try:
        found = occurrences(item.values, start, zone)
        moments = list(islice(found, MAX_OCCURRENCES + 1))
    except ValueError:
        return None
    length = _length(item, record, zone)
    spans = {}
    for moment in moments:
        begins = _on_clock(
            moment if isinstance(first, datetime) else moment.date(), zone
        )
        spans[moment.date()] = (begins, begins + length)
    is_alone = start.date() not in spans
    _take_exceptions(item, spans, zone)
    if is_alone:
        begins = _on_clock(first, zone)
        spans[start.date()] = (begins, begins + length)
    return sorted(_span(*one) for one in spans.values())


def _take_exceptions(item, spans, zone):
    """Let events be at another time, or not at all."""
    context = Context(timezone=zone.zone)
    left_out = set()
    for one in item.values.get("recurrence_exceptions") or []:
        try:
            day = _plain(to_date(one.get("date"), DateOptions(), context))
            start, stop = (
                one.get(name) and _plain(to_datetime(one[name], DateOptions(), context))
                for name in ("start", "stop")
            )
        except (TransformError, AttributeError):
            continue  # said when it was loaded
        if start and day in spans:
            spans[day] = _moved(spans[day], start, stop)
        elif not start and folded(one.get("action") or "deleted") in LEFT_OUT:
            left_out.add(day)
    if spans.keys() - left_out:  # a series with nothing left is kept whole
        for day in left_out:
            spans.pop(day, None)


def _moved(usual, start, stop):
    begins, ends = usual
    if not isinstance(begins, datetime):
        start, stop = start.date(), stop and stop.date()
    return start, stop if stop and stop >= start else start + (ends - begins)


def _plain(result):
    return getattr(result, "value", result)
