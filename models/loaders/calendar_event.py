from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL, email_normalize

from ...lib.recurrence import UnknownRule, rule_of
from ..extensions.calendar_recurrence import WEEK_START
from ..support.words import said
from .calendar_series import add_exceptions, exceptions_of, fit_rule
from .chatter import lines

# The parts of a repetition, by the names of the fields that the map fills.
RULE_FIELDS = {
    "rrule": "rrule",
    "rrule_type": "frequency",
    "interval": "interval",
    "weekdays": "weekdays",
    "day": "month_day",
    "byday": "nth",
    "count": "count",
    "until": "until",
}
SERIES = ("rrule_type", "interval", "end_type", "count", "until", "event_tz")
USUAL_LENGTH = timedelta(hours=1)
# What is remembered of the events of a series but the one that stands for it.
OTHER = (
    "name",
    "start",
    "stop",
    "opportunity_id",
    "user_id",
    "active",
    "partner_ids",
    "attendee_ids",
)
UNSEEN = ("recurrence_exceptions", "start_date", "stop_date")


class CaseMigrationLoaderCalendarEvent(models.AbstractModel):
    """Events, without invitations, reminders or lines in the chatter.

    The map fills ``opportunity_id`` with the case, or ``res_id`` with whatever else
    the event belongs to; ``start`` and ``stop`` with times, or ``start_date`` and
    ``stop_date`` with the days of an all-day event; ``event_tz`` with its zone;
    ``attendees`` with objects (name, email); of a repetition ``rrule`` (iCalendar) or
    ``rrule_type``, ``interval``, ``count``, ``until``, ``weekdays``, ``day`` and
    ``byday``, and ``recurrence_exceptions`` with objects (date, action, start, stop).

    Rules: without a start it fails; without an end, or with one before the start, it
    lasts an hour, with a finding; whoever attends and has no contact in Odoo is named
    in the description; a repetition that Odoo does not have leaves the first event.
    """

    _name = "case.migration.loader.calendar_event"
    _inherit = "case.migration.loader.on_record"
    _description = "Case Migration Loader: Events"
    _target = "calendar.event"
    _further_targets = (
        "attendees",
        "byday",
        "count",
        "day",
        "interval",
        "recurrence_exceptions",
        "res_id",
        "rrule",
        "rrule_type",
        "until",
        "weekdays",
    )
    _needs = ("name", "start")

    def _prepare(self, items, job):
        contacts = self._contacts(items, job)
        self._read_users(items)
        for item in items:
            if self._set_times(item, job):
                self._set_people(item, contacts)
                self._set_rule(item)
                self._set_record(item)
                self._set_defaults(item)
        self._end_removed(
            {
                item: item.memo["record"]
                for item in items
                if item.memo.get("record") and self._is_hung_anew(item)
            }
        )

    # ---------------------------------------------------------------- when

    def _set_times(self, item, job):
        """:return: whether the event has a usable start"""
        values = item.values
        zone = self._zone(item, job)
        days = [values.pop(name, None) for name in ("start_date", "stop_date")]
        if values.get("allday"):
            days = [
                day or _day(values.get(name), zone)
                for day, name in zip(days, ("start", "stop"), strict=True)
            ]
            values["start"] = days[0] and datetime.combine(days[0], time(8))
            values["stop"] = days[1] and datetime.combine(days[1], time(18))
        if not values.get("start"):
            item.end("failed", "no_start", self.env._("The event has no usable start."))
            return False
        item.memo["first_day"] = days[0] or _day(values["start"], zone)
        self._set_stop(item)
        return True

    def _zone(self, item, job):
        """The event's own zone, or that of the source."""
        name = item.values.pop("event_tz", None)
        if name not in pytz.all_timezones_set:
            name = job.source_id.timezone or "UTC"
        item.memo["zone"] = name
        return pytz.timezone(name)

    def _set_stop(self, item):
        values = item.values
        stop = values.get("stop")
        if stop and stop >= values["start"]:
            return
        values["stop"] = values["start"] + USUAL_LENGTH
        if values.get("allday"):
            values["stop"] = values["start"].replace(hour=18)
        if stop:
            item.note(
                "end_before_start",
                self.env._("It ends before it begins; the usual length was taken."),
                "stop",
            )
        else:
            item.note(
                "no_end",
                self.env._("It has no usable end; the usual length was taken."),
                "stop",
                "1_info",
            )

    # ---------------------------------------------------------------- who

    def _contacts(self, items, job):
        """:return: ``{address: contact}``, colleagues before others"""
        emails = {
            email_normalize(person.get("email") or "")
            for item in items
            for person in _people(item)
        } - {False}
        return self._by_address(emails, job)

    def _read_users(self, items):
        """Have the organizers read at once, and not one by one."""
        user_ids = {item.values.get("user_id") for item in items} - {None, False}
        self.env["res.users"].browse(user_ids).fetch(["partner_id"])

    def _set_people(self, item, contacts):
        values = item.values
        values["user_id"] = values.get("user_id") or False
        attending, unknown = list(values.get("partner_ids") or []), []
        for person in _people(item):
            contact = contacts.get(email_normalize(person.get("email") or ""))
            if contact:
                attending.append(contact.id)
            else:
                unknown.append(person.get("name") or person.get("email") or "?")
        values.pop("attendees", None)
        name = item.unmatched.get("user_id")
        if name:
            self._describe(item, self.env._("Organizer:"), name)
        elif values["user_id"]:
            # As in Odoo itself: or it would be in nobody's calendar.
            user = self.env["res.users"].browse(values["user_id"])
            attending.append(user.partner_id.id)
        values["partner_ids"] = [Command.set(list(dict.fromkeys(attending)))]
        if unknown:
            self._describe(item, self.env._("Also attending:"), ", ".join(unknown))
            item.note(
                "attendee_unknown",
                self.env._(
                    "Attendees who are no contacts in Odoo, or have no e-mail "
                    "address: %(count)s. The description names them.",
                    count=len(unknown),
                ),
                "attendees",
            )

    def _describe(self, item, title, text):
        description = item.values.get("description") or ""
        item.values["description"] = description + str(lines((title, text)))

    # ---------------------------------------------------------------- repetition

    def _set_rule(self, item):
        values = item.values
        parts = {part: values.pop(name, None) for name, part in RULE_FIELDS.items()}
        written = values.pop("recurrence_exceptions", None) or []
        try:
            rule = rule_of(parts, *self._first(item))
        except UnknownRule as error:
            self._describe(item, self.env._("Repeats:"), _in_words(parts))
            item.note(error.kind, said(self.env, error), "rrule_type")
            return
        rule = rule and fit_rule(self.env, item, rule)
        if rule:
            item.memo["rule"] = rule
            item.memo["exceptions"] = exceptions_of(self.env, item, written)

    def _first(self, item):
        """:return: the first day, or local time, of a series, and its zone"""
        zone = pytz.timezone(item.memo["zone"])
        if item.values.get("allday"):
            return item.memo["first_day"], zone
        local = pytz.utc.localize(item.values["start"]).astimezone(zone)
        return local.replace(tzinfo=None), zone

    def _set_record(self, item):
        lead = item.values.pop("opportunity_id", False)
        other = item.values.pop("res_id", False)
        item.memo["record"] = ("crm.lead", lead) if lead else None
        if other:
            item.memo["record"] = (item.models.get("res_id") or "crm.lead", other)
        if item.memo["record"] and item.memo["record"][0] == "crm.lead":
            item.values["opportunity_id"] = item.memo["record"][1]

    def _set_defaults(self, item):
        item.values.setdefault("alarm_ids", [Command.clear()])
        for name in ("need_sync", "need_sync_m"):
            if name in self._model()._fields:
                item.values[name] = False

    # ---------------------------------------------------------------- loading

    def _load(self, items, targets):  # pylint: disable=missing-return
        super()._load(items, set(targets).difference(RULE_FIELDS, UNSEEN))

    def _create(self, items):
        """Odoo puts the repeating events last, whatever the order they come in."""
        events = {}
        for week_start, some in self._by_week(items).items():
            model = self._model().with_context(**{WEEK_START: week_start})
            made = model.create([self._values(item) for item in some])
            made.recurrence_id.mapped("rrule")  # worked out here, with that week
            events.update(zip(some, made.with_env(self.env), strict=True))
        self._repeat([item for item in items if item.memo.get("rule")], events)
        return self._model().concat(*(events[item] for item in items))

    def _by_week(self, items):
        """:return: ``{first day of a week: items}``, None for what does not repeat"""
        found = {}
        for item in items:
            rule = item.memo.get("rule")
            found.setdefault(rule and rule.week_start, []).append(item)
        return found

    def _values(self, item):
        if not item.memo.get("rule"):
            return dict(item.values)
        return {
            **item.values,
            **item.memo["rule"].odoo_values(),
            "event_tz": item.memo["zone"],
        }

    def _repeat(self, items, events):
        """Log the series and their other events, once the exceptions are made."""
        for item in items:
            event = events[item]
            series = event.recurrence_id
            if not series:
                continue
            events[item] = event = add_exceptions(self.env, item, event)
            others = series.calendar_event_ids - event
            if item.memo.get("alone"):
                others += self._model().create({**item.values, **item.memo["alone"]})
            self._log_created([item], series, SERIES, first=True)
            self._log_created([item] * len(others), others, OTHER)

    def _remember(self, items, records, targets):  # pylint: disable=missing-return
        self._set_documents(items, records)
        super()._remember(items, records, targets | {"attendee_ids"})

    def _set_documents(self, items, records):
        """Link the events to their records.

        Given to ``create``, these fields would make an activity on the record, so
        they are written when the events exist.
        """
        rows = []
        for item, record in zip(items, records, strict=True):
            if item.memo["record"]:
                model, res_id = item.memo["record"]
                events = record.recurrence_id.calendar_event_ids or record
                rows += [
                    (event_id, self._model_id(model), model, res_id)
                    for event_id in events.ids
                ]
        if not rows:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE calendar_event e
                   SET res_model_id = v.model_id, res_model = v.model, res_id = v.res_id
                  FROM (VALUES %s) AS v(id, model_id, model, res_id)
                 WHERE e.id = v.id
                """,
                SQL(", ").join(SQL("(%s, %s, %s, %s)", *row) for row in rows),
            )
        )
        records.invalidate_model(["res_model_id", "res_model", "res_id"], flush=False)


def _people(item):
    """The attendees; a map may give their addresses alone."""
    people = item.values.get("attendees") or []
    people = people.split(",") if isinstance(people, str) else people
    return [
        one if isinstance(one, dict) else {"email": str(one).strip()} for one in people
    ]


def _day(value, zone):
    """The day of a UTC time on the clock of the event."""
    return value and pytz.utc.localize(value).astimezone(zone).date()


def _in_words(parts):
    return ", ".join(
        f"{name}: {value}" for name, value in parts.items() if value not in (None, "")
    )
