from odoo import models

from .crm_lead import ARCHIVED_PROBABILITY

OUTCOME = ("stage_id", "active", "probability", "date_closed", "lost_reason_id")
# When they change, Odoo chooses the team anew, unless the team is written too.
MOVE_TEAM = ("user_id", "type")
# Odoo stamps these itself when they are written with a stage or a user.
STAMPS = (
    "date_closed",
    "date_open",
    "date_last_stage_update",
    "date_conversion",
    "date_automation_last",
)


class CaseMigrationLoaderCrmLeadUpdating(models.AbstractModel):
    """Stage, outcome and closing date of a case change together."""

    _inherit = "case.migration.loader.crm_lead"

    _belong_together = (OUTCOME,)
    _echoes = {"partner_id": ("res.partner", {"email_from": "email", "phone": "phone"})}
    _restless = frozenset({"probability", "automated_probability"})

    def _final_values(self, item, record, targets):
        values = super()._final_values(item, record, targets)
        values["lost_reason_id"] = item.values.get("lost_reason_id", False)
        values["date_closed"] = item.values.get("date_closed", False)
        left_to_odoo = {"probability", "stage_id"}
        if item.values.get("partner_id"):
            # Odoo takes them from the client, and would write them to the client.
            left_to_odoo |= {"email_from", "phone"}
        for name in left_to_odoo - item.values.keys():
            values.pop(name, None)
        return values

    def _complete(self, changed, old, final):
        """Of a closed case, the date is the source's and not that of the change; the
        probability of one that is open again is Odoo's own, which False stands for.
        """
        if changed.keys().isdisjoint(OUTCOME):
            return
        changed["date_closed"] = final.get("date_closed", False)
        if "probability" in old and "probability" not in final:
            changed["probability"] = False

    def _update(self, record, values):  # pylint: disable=missing-return
        """Dates in a second write: with a stage, Odoo would take the present time. The
        team is written with an owner: or Odoo moves the case to one of his teams.
        """
        first = {name: values[name] for name in values if name not in STAMPS}
        if not first.keys().isdisjoint(MOVE_TEAM):
            first.setdefault("team_id", record.team_id.id)
        dates = {name: values[name] for name in values if name in STAMPS}
        is_automatic = first.get("probability") is False
        if is_automatic:
            del first["probability"]
        if first:
            super()._update(record, first)
        if is_automatic:
            record.probability = record.automated_probability
        if dates:
            super()._update(record, dates)

    def _link_values(self, item, record, name, edited):
        """E-mail and phone of a case with a client are the client's; where people have
        changed them, Odoo decides: written, they would be written to the client.
        """
        values = super()._link_values(item, record, name, edited)
        if name == "partner_id":
            client = self.env["res.partner"].browse(values[name])
            for own, of_client in self._echoes[name][1].items():
                values.pop(own, None)
                if own not in edited:
                    values[own] = client[of_client]
        return values

    def _archive(self, record):
        """Put away, but never lost by that, and not closed today."""
        values = {"active": False, "date_closed": record.date_closed}
        if not record.probability:
            values["probability"] = ARCHIVED_PROBABILITY
        self._update(record, values)
