from odoo import models


class CaseMigrationLoaderMailActivityUpdating(models.AbstractModel):
    """An activity that has been done in the source is done, with its own date."""

    _inherit = "case.migration.loader.mail_activity"

    _belong_together = (("active", "date_done", "feedback"),)

    def _update(self, record, values):  # pylint: disable=missing-return
        """Odoo takes the present day when an activity is done."""
        super()._update(record, values)
        if values.get("date_done") and record.date_done != values["date_done"]:
            record.date_done = values["date_done"]

    def _after_update(self, item, record, changed):
        if "active" in changed and not record.active and item.memo.get("done_at"):
            self._tell(item)
