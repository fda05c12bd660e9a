import pytz

from odoo import models

from ...lib.diff import compare
from .calendar_event import day_in


class CaseMigrationReadbackMailActivity(models.AbstractModel):
    """Activities: those done are archived; what has no field is in the note."""

    _name = "case.migration.readback.mail_activity"
    _inherit = "case.migration.readback.on_record"
    _description = "Case Migration Reading Back: Activities"

    def _judge_done(self, mapping, item, record, expected):
        done = _meant_done(item)
        return not record.active, compare("boolean", done, not record.active)

    def _rule_done(self, mapping, item, record, expected, actual):
        if actual and mapping.job_id.old_activity_rule == "done":
            return self.env._("Years overdue: it counts as done, by a rule of the job.")
        return ""

    def _judge_date_done(self, mapping, item, record, expected):
        meant = day_in(expected, _zone(mapping))
        return record.date_done, compare("date", meant, record.date_done)

    def _rule_date_done(self, mapping, item, record, expected, actual):
        if not expected and not record.active:
            return self.env._("The source doesn't say when; the due date was taken.")
        return ""

    def _rule_date_deadline(self, mapping, item, record, expected, actual):
        if not expected:
            return self.env._("The source gives no due date; another day was taken.")
        if record.active and str(expected) in (record.note or ""):
            return self.env._("Years overdue: due later now, the date is in the note.")
        return ""

    def _rule_activity_type_id(self, mapping, item, record, expected, actual):
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        if not expected and actual == (todo.id if todo else False):
            return self.env._("The source's type is none of Odoo's: it is a to-do.")
        return ""

    def _judge_note(self, mapping, item, record, expected):
        return self._within(expected, record.note)

    def _rule_note(self, mapping, item, record, expected, actual):
        added = item.unmatched.get("user_id") or item.values.get("feedback")
        if not expected and (added or record.active):
            return self.env._("What Odoo has no field for is kept in the note.")
        return ""

    def _judge_feedback(self, mapping, item, record, expected):
        if record.active and expected:
            return self._within(expected, record.note)
        return record.feedback, compare("text", expected, record.feedback)


def _meant_done(item):
    done = item.values.get("done") in (True, "true")
    return done or bool(item.values.get("date_done"))


def _zone(mapping):
    return pytz.timezone(mapping.job_id.source_id.timezone or "UTC")
