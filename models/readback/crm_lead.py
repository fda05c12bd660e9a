from odoo import models

from ...lib.diff import compare

OUTCOMES = ("open", "won", "lost", "archived")


class CaseMigrationReadbackCrmLead(models.AbstractModel):
    """Cases: how they ended is read from what Odoo takes for won and lost."""

    _name = "case.migration.readback.crm_lead"
    _inherit = "case.migration.readback"
    _description = "Case Migration Reading Back: Leads"
    _kinds = {"website": "url"}

    def _judge_outcome(self, mapping, item, record, expected):
        actual = _outcome(record)
        return actual, compare("char", _meant(item), actual)

    def _rule_outcome(self, mapping, item, record, expected, actual):
        if _meant(item) == "open" and actual == "won" and record.stage_id.is_won:
            return self.env._("For Odoo, a case in a won stage is won.")
        return ""

    def _rule_stage_id(self, mapping, item, record, expected, actual):
        meant = self.env["crm.stage"].browse(expected or [])
        outcome, stage = _meant(item), record.stage_id
        if not expected and outcome in ("open", "lost", "archived"):
            return self.env._("The source names no stage, so it is Odoo's first one.")
        if outcome == "won" and stage.is_won and not meant.is_won:
            return self.env._("A case that is won is in a won stage.")
        if outcome in ("lost", "archived") and meant.is_won and not stage.is_won:
            return self.env._("A case that is not won is in no won stage.")
        return ""

    def _rule_probability(self, mapping, item, record, expected, actual):
        outcome = _meant(item)
        wanted = {"won": 100, "lost": 0, "archived": min(expected or 1, 99)}
        if outcome == "open" and record.stage_id.is_won:
            wanted["open"] = 100
        if outcome in wanted and actual == wanted[outcome]:
            return self.env._("It follows from how the case ended.")
        return ""

    def _rule_email_from(self, mapping, item, record, expected, actual):
        return self._of_client(record, actual, record.partner_id.email)

    def _rule_phone(self, mapping, item, record, expected, actual):
        return self._of_client(record, actual, record.partner_id.phone)

    def _of_client(self, record, actual, of_client):
        if record.partner_id and (actual or "") == (of_client or ""):
            return self.env._("A case shows the address of its client.")
        return ""

    def _rule_date_closed(self, mapping, item, record, expected, actual):
        if _meant(item) not in ("won", "lost") and not actual:
            return self.env._("Only won and lost cases have a closing date in Odoo.")
        return ""

    def _rule_lost_reason_id(self, mapping, item, record, expected, actual):
        if _meant(item) != "lost" and not actual:
            return self.env._("Only lost cases have a reason for closing in Odoo.")
        return ""

    def _rule_type(self, mapping, item, record, expected, actual):
        if not expected and actual == "opportunity":
            return self.env._("The source says nothing, so it is an opportunity.")
        return ""


def _meant(item):
    """How the case ended in the source; what is none of the words is open."""
    outcome = item.values.get("outcome") or "open"
    return outcome if outcome in OUTCOMES else "open"


def _outcome(lead):
    if lead.active:
        won = lead.stage_id.is_won and lead.probability == 100
        return "won" if won else "open"
    return "archived" if lead.probability else "lost"
