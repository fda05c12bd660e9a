from dateutil import rrule

from odoo import models

WEEK_START = "case_migration_week_start"


class CalendarRecurrence(models.Model):
    _inherit = "calendar.recurrence"

    def _get_lang_week_start(self):
        """The source's week, while its series are made: of every other week, the days
        depend on where a week begins, and the reader's language does not change them.
        """
        day = self.env.context.get(WEEK_START)
        return super()._get_lang_week_start() if day is None else rrule.weekday(day)
