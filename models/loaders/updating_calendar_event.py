from odoo import models

from ..delta.case_migration_applying import differences
from ..support.snapshot import snapshot

# Where an event says what it belongs to.
PLACE = ("opportunity_id", "res_id", "res_model", "res_model_id")


class CaseMigrationLoaderCalendarEventUpdating(models.AbstractModel):
    """Single events change; what repeats is left to a person."""

    _inherit = "case.migration.loader.calendar_event"

    _belong_together = (("start", "stop", "allday"),)

    def _final_values(self, item, record, targets):
        """Its people are a command here, and who attends is Odoo's own list of them."""
        values = super()._final_values(item, record, targets)
        values.pop("attendee_ids", None)
        return values

    def _refuse(self, old, new, values):
        rules = [one and _repetition(one) for one in (old, new)]
        if any(rules) and (values or rules[0] != rules[1]):
            return self.env._(
                "A repeating event has changed in the source; it is left as it is."
            )
        return ""

    def _link(self, item, record, name, edited):  # pylint: disable=missing-return
        """All events of a series belong to the record of the first one."""
        if name not in PLACE:
            super()._link(item, record, name, edited)
            return
        others = record.recurrence_id.calendar_event_ids - record
        before = snapshot(others, PLACE)
        if lead_id := item.values.get("opportunity_id"):
            self._update(record + others, {"opportunity_id": lead_id})
        self._set_documents([item], record)
        after = snapshot(others, PLACE)
        for other in others:
            item.made_then += differences(other, before[other.id], after[other.id])


def _repetition(item):
    return item.memo.get("rule") and (item.memo["rule"], item.memo["exceptions"])
