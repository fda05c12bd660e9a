from datetime import datetime

import pytz

from odoo import models
from odoo.tools import email_normalize

from ...lib.diff import BY_RULE, EQUAL, MISSING, NORMALISED, Verdict, compare, words
from .calendar_series import judge_occurrences


class CaseMigrationReadbackCalendarEvent(models.AbstractModel):
    """Events: times, people, and the repetition as the series holds it."""

    _name = "case.migration.readback.calendar_event"
    _inherit = "case.migration.readback.on_record"
    _description = "Case Migration Reading Back: Events"

    # ---------------------------------------------------------------- when

    def _judge_start(self, mapping, item, record, expected):
        return self._at_time(mapping, item, record, "start", expected)

    def _judge_stop(self, mapping, item, record, expected):
        return self._at_time(mapping, item, record, "stop", expected)

    def _at_time(self, mapping, item, record, name, expected):
        if not record.allday:
            return record[name], compare("datetime", expected, record[name])
        meant = item.values.get(f"{name}_date")
        meant = meant or day_in(expected, _zone(mapping, item))
        actual = record[f"{name}_date"] or record[name].date()
        item.memo["expected"] = meant
        return actual, compare("date", meant, actual)

    def _rule_start(self, mapping, item, record, expected, actual):
        return self._stands_for_series(mapping, item, record)

    def _rule_stop(self, mapping, item, record, expected, actual):
        if reason := self._stands_for_series(mapping, item, record):
            return reason
        start = item.values.get("start")
        if not expected:
            return self.env._("The source gives no end; the usual length was taken.")
        if isinstance(expected, datetime) and start and expected < start:
            return self.env._("It ends before it begins; the usual length was taken.")
        return ""

    def _stands_for_series(self, mapping, item, record):
        """The first event may be left out, moved, or no part of its own series."""
        if self._has_all_events(mapping, item, record):
            return self.env._(
                "Another event stands for the series; each of its events is where the "
                "source has it."
            )
        return ""

    def _has_all_events(self, mapping, item, record):
        if not record.recurrence_id:
            return False
        zone = _zone(mapping, item)
        meant, _actual, verdict = judge_occurrences(item, record, zone)
        return meant is not None and not verdict.deviates

    def _judge_start_date(self, mapping, item, record, expected):
        return self._on_day(record, "start_date", expected)

    def _judge_stop_date(self, mapping, item, record, expected):
        return self._on_day(record, "stop_date", expected)

    def _on_day(self, record, name, expected):
        if record.allday:
            return record[name], compare("date", expected, record[name])
        if not expected:
            return None, Verdict(EQUAL)
        reason = self.env._("Only all-day events have days; others have times.")
        return None, Verdict(BY_RULE, reason)

    def _rule_stop_date(self, mapping, item, record, expected, actual):
        start = item.values.get("start_date")
        if not expected or (start and expected < start):
            return self.env._("No usable end; it lasts one day.")
        return ""

    def _judge_event_tz(self, mapping, item, record, expected):
        if record.recurrence_id:
            actual = record.recurrence_id.event_tz
            return actual, compare("char", expected, actual)
        if not expected:
            return None, Verdict(EQUAL)
        reason = self.env._("Times are kept in UTC; only a series has a zone in Odoo.")
        return None, Verdict(BY_RULE, reason)

    def _rule_event_tz(self, mapping, item, record, expected, actual):
        if expected not in pytz.all_timezones_set:
            return self.env._("No zone of the event's own: that of the source.")
        return ""

    # ---------------------------------------------------------------- who

    def _judge_attendees(self, mapping, item, record, expected):
        emails = set(record.partner_ids.mapped("email_normalized"))
        told = " ".join(words(record.description or ""))
        lost, named = [], False
        people = expected.split(",") if isinstance(expected, str) else expected or []
        for one in people:
            person = one if isinstance(one, dict) else {"email": str(one).strip()}
            if email_normalize(person.get("email") or "") in emails - {False}:
                continue
            named = True
            if (person.get("name") or person.get("email") or "?") not in told:
                lost.append(person)
        actual = record.partner_ids.mapped("display_name") or None
        if lost:
            return actual, Verdict(MISSING, "missing")
        return actual, Verdict(NORMALISED, "addition") if named else Verdict(EQUAL)

    def _rule_partner_ids(self, mapping, item, record, expected, actual):
        if set(expected or []) <= set(actual):
            return self.env._("The organizer attends, too.")
        return ""

    def _judge_description(self, mapping, item, record, expected):
        return self._within(expected, record.description)

    def _rule_description(self, mapping, item, record, expected, actual):
        if expected:
            return ""
        return self.env._("What Odoo has no field for is kept in the description.")

    # ---------------------------------------------------------------- repetition

    def _of_series(self, mapping, item, record, name, expected):
        """A part of a repetition: in the series, or in words in the description."""
        series = record.recurrence_id
        if not series:
            return self._within(expected, record.description)
        actual = _part(series, name)
        kind = "integer" if name in ("interval", "count") else "char"
        return actual, compare(kind, _meant_part(name, expected), actual)

    def _explained(self, mapping, item, record, name, expected, actual, verdict):
        if name in PARTS and not expected:  # then Odoo's own usual values count
            verdict = Verdict(EQUAL)
        return super()._explained(
            mapping, item, record, name, expected, actual, verdict
        )

    def _judge(self, mapping, item, record, name, expected):
        if name in PARTS:
            actual, verdict = self._of_series(mapping, item, record, name, expected)
            return self._explained(
                mapping, item, record, name, expected, actual, verdict
            )
        return super()._judge(mapping, item, record, name, expected)

    def _rule_rrule(self, mapping, item, record, expected, actual):
        if self._has_all_events(mapping, item, record):
            return self.env._(
                "Odoo writes the rule in its own way; each event is where the source "
                "has it."
            )
        return ""

    def _rule_count(self, mapping, item, record, expected, actual):
        if actual and actual < int(expected):
            return self.env._("Odoo makes at most 720 events of a series.")
        return ""

    def _further(self, record, targets):
        """Each event of a series is compared with when the source has it."""
        repeats = record.recurrence_id and not set(REPETITION).isdisjoint(targets)
        return (OCCURRENCES,) if repeats else ()

    def _judge_occurrences(self, mapping, item, record, expected):
        meant, actual, verdict = judge_occurrences(item, record, _zone(mapping, item))
        item.memo["expected"] = meant and ", ".join(meant)
        return ", ".join(actual), verdict

    def _judge_recurrence_exceptions(self, mapping, item, record, expected):
        """What was left out of the series must not be in it."""
        zone = _zone(mapping, item)
        series = record.recurrence_id.calendar_event_ids
        days = {str(day_in(event.start, zone)) for event in series}
        left_out = {
            str(one.get("date"))[:10]
            for one in expected or []
            if isinstance(one, dict) and one.get("action") == "deleted"
        }
        still = sorted(days & left_out)
        return still or None, compare("many2many", [], still)


OCCURRENCES = "occurrences"
REPETITION = ("rrule", "rrule_type", "interval", "count", "until")
PARTS = (*REPETITION, "weekdays", "day", "byday")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _part(series, name):
    """What a series holds, in the form of :func:`_meant_part`."""
    if name == "weekdays":
        return ",".join(day[:2].upper() for day in _WEEKDAYS if series[day])
    if name == "rrule":
        return _rule_parts(series.rrule)
    if name == "until":
        return str(series.until or "")
    return series[name]


def _meant_part(name, expected):
    if name == "weekdays":
        days = [day.strip()[:2].upper() for day in str(expected).split(",")]
        order = [day[:2].upper() for day in _WEEKDAYS]
        return ",".join(sorted(days, key=lambda d: order.index(d) if d in order else 9))
    if name == "rrule":
        return _rule_parts(expected)
    if name == "until":
        return str(expected)[:10]
    if name == "rrule_type":
        return str(expected).lower()
    if name == "byday":
        return str(expected).rstrip("MOTUWEHFRSA") or str(expected)
    return int(expected) if str(expected).lstrip("-").isdecimal() else expected


def _rule_parts(rule):
    """The parts of an iCalendar rule that say how often, in one order."""
    text = str(rule or "").rpartition("RRULE:")[2]
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    parts.setdefault("INTERVAL", "1")
    return ";".join(f"{name}={parts[name]}" for name in sorted(parts) if name != "WKST")


def _zone(mapping, item):
    name = item.values.get("event_tz")
    if name not in pytz.all_timezones_set:
        name = mapping.job_id.source_id.timezone or "UTC"
    return pytz.timezone(name)


def day_in(value, zone):
    """The day of a UTC time on the clock of a zone; a day stays what it is."""
    if isinstance(value, datetime):
        return pytz.utc.localize(value).astimezone(zone).date()
    return value or None
