from datetime import datetime

import pytz
from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import fields, models

from ...lib.transforms.text import looks_like_html, plain_to_html
from ..loading.case_migration_telling import as_waiting
from ..support.words import day
from .chatter import (
    ACTIVITY,
    LINE_FIELDS,
    NOTE,
    author_values,
    lines,
    message_values,
)
from .loader import is_true

CLEAN_UP = "mail.activity.gc.delete_overdue_years"


class CaseMigrationLoaderMailActivity(models.AbstractModel):
    """Activities: open ones as to-do, done ones archived and told in the chatter.

    Beside the fields of mail.activity the map fills ``done`` (yes or no) and may
    give ``date_done`` with a time. Rules for what is missing:

    - no due date: the day it was done, made in the source, or today, with a finding;
    - done, but not when: the due date, or today if that is to come;
    - no or unknown type: to-do;
    - open, and so long overdue that Odoo would remove it: as the job says.
    """

    _name = "case.migration.loader.mail_activity"
    _inherit = "case.migration.loader.on_record"
    _description = "Case Migration Loader: Activities"
    _target = "mail.activity"
    _further_targets = ("done",)
    _needs = ("res_id",)
    _leaves_lines = True

    def _prepare(self, items, job):
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        limit = self._clean_up_limit()
        for item in self._require_record(items):
            values = item.values
            model, values["res_id"] = self._record_of(item)
            item.memo["record"] = (model, values["res_id"])
            values["res_model_id"] = self._model_id(model)
            values["user_id"] = values.get("user_id") or False
            if not values.get("activity_type_id"):
                values["activity_type_id"] = todo.id if todo else False
            self._set_note(item)
            self._set_dates(item, job)
            if item.memo["done_at"] is None and values["date_deadline"] < limit:
                getattr(self, f"_set_old_{job.old_activity_rule}")(item)

    def _clean_up_limit(self):
        """:return: the day before which open activities are removed by Odoo"""
        parameters = self.env["ir.config_parameter"].sudo()
        years = int(parameters.get_param(CLEAN_UP) or 0)
        if years <= 0:
            return fields.Date.today() - relativedelta(years=1000)
        return fields.Date.today() - relativedelta(years=years)

    def _set_note(self, item):
        """The name of one who has no user is kept in the text."""
        name = item.unmatched.get("user_id")
        if name:
            self._add_to_note(item, self.env._("Assigned to:"), name)

    def _add_to_note(self, item, title, text):
        note = item.values.get("note") or ""
        if note and not looks_like_html(note):
            note = plain_to_html(note)
        # The field sanitises all of it.
        item.values["note"] = Markup(note) + lines((title, text))  # noqa: S704

    def _set_dates(self, item, job):
        values = item.values
        done_at = values.pop("date_done", None)
        done = is_true(values.pop("done", False)) or bool(done_at)
        zone = pytz.timezone(job.source_id.timezone or "UTC")
        due = _day(values.get("date_deadline"), zone)
        due = due or self._due_date(item, done_at, zone)
        item.memo["done_at"] = None
        if done:
            done_at = done_at or self._done_date(item, due)
            item.memo["done_at"] = done_at
            values["active"] = False
            values["date_done"] = _day(done_at, zone)
        elif values.get("feedback"):
            self._add_to_note(item, self.env._("Result:"), values.pop("feedback"))
        values["date_deadline"] = due

    def _due_date(self, item, done_at, zone):
        created = item.values.get("x_source_created_on")
        due = _day(done_at or created or fields.Datetime.now(), zone)
        item.note(
            "no_due_date",
            self.env._(
                "The activity has no usable due date; %(date)s was taken.", date=due
            ),
            "date_deadline",
        )
        return due

    def _done_date(self, item, due):
        done = min(due, fields.Date.today())
        item.note(
            "no_done_date",
            self.env._(
                "The source does not say when it was done; %(date)s was taken.",
                date=done,
            ),
            "date_done",
        )
        return done

    # ---------------------------------------------------------------- old ones

    def _set_old_todo(self, item):
        due = item.values["date_deadline"]
        self._add_to_note(item, self.env._("Originally due:"), str(due))
        item.values["date_deadline"] = fields.Date.today()
        self._note_old(
            item,
            self.env._(
                "It was due on %(date)s and is due today now.", date=day(self.env, due)
            ),
        )

    def _set_old_done(self, item):
        due = item.values["date_deadline"]
        item.memo["done_at"] = due
        item.values.update(active=False, date_done=due)
        self._note_old(
            item,
            self.env._(
                "It was due on %(date)s, never done, and counts as done.",
                date=day(self.env, due),
            ),
        )

    def _set_old_note(self, item):
        item.memo["as_note"] = True
        due = item.values["date_deadline"]
        self._note_old(
            item,
            self.env._(
                "It was due on %(date)s and is a note now.", date=day(self.env, due)
            ),
        )

    def _note_old(self, item, message):
        item.note("old_activity", message, "date_deadline", "1_info")

    # ---------------------------------------------------------------- loading

    def _load(self, items, targets):  # pylint: disable=missing-return
        notes = [item for item in items if item.memo.get("as_note")]
        activities = [item for item in items if not item.memo.get("as_note")]
        if activities:
            super()._load(activities, targets)
        for item in notes:
            item.end("created")
        for item in items:
            item.waiting = self._line(item)

    def _create(self, items):
        """Odoo looks up the name of each activity's record, one by one if it must."""
        ids = {}
        for item in items:
            model, res_id = item.memo["record"]
            ids.setdefault(model, set()).add(res_id)
        for model, res_ids in ids.items():
            self.env[model].browse(res_ids).mapped("display_name")
        return super()._create(items)

    def _line(self, item):
        """The line on an activity that was done, or on one that becomes a note: it
        waits until the notes of its case are written.
        """
        if item.memo.get("as_note"):
            draft, due = self._model().new(item.values), item.values["date_deadline"]
            return as_waiting(self._message(item, draft, NOTE, due), is_record=True)
        if not item.memo["done_at"]:
            return None
        activity = self._model().browse(item.res_id)
        done_at = item.memo["done_at"]
        return as_waiting(self._message(item, activity, ACTIVITY, done_at))

    def _tell(self, item):
        """Write the line on an activity that was done meanwhile."""
        activity = self._model().browse(item.res_id)
        values = self._message(item, activity, ACTIVITY, item.memo["done_at"])
        message = self.env["mail.message"].create(values)
        self._log_created([item], message, LINE_FIELDS)

    def _message(self, item, activity, subtype, written_on):
        """:param activity: a record, or a new one that is not made"""
        name = item.unmatched.get("user_id") or ""
        partner = self.env["res.partner"] if name else activity.user_id.partner_id
        body = lines(
            ("", activity.summary or activity.activity_type_id.name),
            ("", activity.feedback),
            ("", activity.note),
        )
        return {
            **message_values(
                self.env,
                item.memo["record"],
                written_on,
                body,
                author_values(self.env, partner, name),
                subtype,
            ),
            "mail_activity_type_id": activity.activity_type_id.id,
        }


def _day(value, zone):
    """The day of a UTC time on the clock of the source."""
    if isinstance(value, datetime):
        return pytz.utc.localize(value).astimezone(zone).date()
    return value or None
