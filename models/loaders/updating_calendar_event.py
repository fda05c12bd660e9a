from odoo import models


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


def _repetition(item):
    return item.memo.get("rule") and (item.memo["rule"], item.memo["exceptions"])
