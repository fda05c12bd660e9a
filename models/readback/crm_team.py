from odoo import models

from ...lib.diff import compare


class CaseMigrationReadbackCrmTeam(models.AbstractModel):
    """Teams: nobody was taken out of another team."""

    _name = "case.migration.readback.crm_team"
    _inherit = "case.migration.readback"
    _description = "Case Migration Reading Back: Teams"

    def _judge_member_ids(self, mapping, item, record, expected):
        actual = record.crm_team_member_ids.user_id.ids
        return actual, compare("many2many", expected, actual)

    def _rule_member_ids(self, mapping, item, record, expected, actual):
        lost = set(expected or []) - set(actual)
        members = self.env["crm.team.member"].search([("user_id", "in", list(lost))])
        if lost <= set(members.user_id.ids):
            return self.env._(
                "Nobody was taken out of the team that he is in: Odoo allows one here."
            )
        return ""
