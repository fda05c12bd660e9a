"""The exceptions of repeating events: left out, moved; and how far a series reaches."""

from dataclasses import replace
from typing import NamedTuple

import pytz

from ...lib.errors import TransformError
from ...lib.recurrence import LEFT_OUT, MAX_OCCURRENCES
from ...lib.transforms.common import Context, folded
from ...lib.transforms.dates import DateOptions, to_date, to_datetime
from ..support.words import day


class Exceptions(NamedTuple):
    """Days (on the event's own clock) left out, and new times of others, in UTC."""

    deleted: set
    moved: dict


def fit_rule(env, item, rule):
    """:return: the rule as Odoo can follow it, or None when it has no events"""
    first = item.memo["first_day"]
    days = rule.occurrences(first)
    if not days:
        item.note(
            "recurrence_empty",
            env._("The repetition ends before it begins; the event stands alone."),
            "rrule_type",
        )
        return None
    if days[0] != first:
        _begin_later(env, item, days[0] - first)
    return _cut(env, item, rule, days)


def _begin_later(env, item, distance):
    """Let the series begin on its first own day, and the first event stand alone.

    Odoo would put an event away that does not fit the rule of its series.
    """
    zone = pytz.timezone(item.memo["zone"])
    values = item.values
    item.memo["alone"] = {"start": values["start"], "stop": values["stop"]}
    for name in ("start", "stop"):
        values[name] = _later(values[name], distance, zone, values.get("allday"))
    item.note(
        "recurrence_first",
        env._("The first event does not fit its own repetition and stands alone."),
        "rrule_type",
        "1_info",
    )


def _later(moment, distance, zone, all_day):
    """The same time of day on the event's own clock."""
    if all_day:
        return moment + distance
    local = pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None) + distance
    return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)


def _cut(env, item, rule, days):
    if len(days) <= MAX_OCCURRENCES:
        return rule
    item.note(
        "recurrence_cut",
        env._(
            "Odoo makes %(count)s events of a series; this one ends on %(last)s there, "
            "though it goes on in the source.",
            count=MAX_OCCURRENCES,
            last=day(env, days[MAX_OCCURRENCES - 1]),
        ),
        "rrule_type",
    )
    if rule.count or rule.until:
        return replace(rule, count=MAX_OCCURRENCES, until=None)
    return rule


def exceptions_of(env, item, written):
    """Read the exceptions as the source writes them; bad ones become findings."""
    context = Context(timezone=item.memo["zone"])
    deleted, moved = set(), {}
    for exception in written:
        try:
            day = _plain(to_date(exception.get("date"), DateOptions(), context))
            start, stop = (
                _plain(to_datetime(exception[name], DateOptions(), context))
                if exception.get(name)
                else None
                for name in ("start", "stop")
            )
        except (TransformError, KeyError, AttributeError):
            day = None
        if day is None:
            _note_bad(env, item)
        elif start:
            moved[day] = (start, stop)
        elif not exception.get("action") or folded(exception["action"]) in LEFT_OUT:
            deleted.add(day)
        else:
            _note_bad(env, item)
    return Exceptions(deleted, moved)


def add_exceptions(env, item, event):
    """Take events out of a series and move others.

    :return: the event that stands for the series; another one if that is left out
    """
    zone = pytz.timezone(item.memo["zone"])
    by_day = {_day(one, zone): one for one in event.recurrence_id.calendar_event_ids}
    exceptions = item.memo["exceptions"]
    for date, (start, stop) in exceptions.moved.items():
        if date not in by_day:
            _note_bad(env, item)
            continue
        moved = by_day[date]
        usual = start + (moved.stop - moved.start)
        end = stop if stop and stop >= start else usual
        moved.write({"start": start, "stop": end})
    for date in exceptions.deleted - by_day.keys():
        _note_bad(env, item, date)
    left_out = event.browse(
        by_day[date].id for date in exceptions.deleted if date in by_day
    )
    series = event.recurrence_id
    rest = series.calendar_event_ids - left_out
    if not rest:
        _note_bad(env, item)
        return event
    left_out.unlink()
    if event in left_out:
        return series.base_event_id or rest[0]
    return event


def _day(event, zone):
    if event.allday:
        return event.start.date()
    return pytz.utc.localize(event.start).astimezone(zone).date()


def _plain(result):
    """The value without a remark."""
    return getattr(result, "value", result)


def _note_bad(env, item, day=None):
    item.note(
        "recurrence_exception",
        env._("An exception of the series does not fit it, and was left out.")
        if day is None
        else env._("The series has no event on %(day)s to be left out.", day=day),
        "recurrence_exceptions",
    )
