from odoo import models
from odoo.fields import Command, Domain


class CaseMigrationLoaderCrmTeam(models.AbstractModel):
    """Teams are found by name or made; their members are added where Odoo takes
    nobody out of another team for it. The map fills ``member_ids`` with users.
    """

    _name = "case.migration.loader.crm_team"
    _inherit = "case.migration.loader.named"
    _description = "Case Migration Loader: Teams"
    _target = "crm.team"
    _updates = False

    def _candidates(self, job):
        return self._model().search(
            Domain("company_id", "in", [False, job.company_id.id])
        )

    def _prepare(self, items, job):
        users = self.env["res.users"].browse(
            user for item in items for user in item.values.get("member_ids", [])
        )
        taken = self._taken(users)
        for item in items:
            item.values.setdefault("user_id", False)
            item.values.setdefault("company_id", job.company_id.id)
            item.values["favorite_user_ids"] = []
            members = users.browse(item.values.pop("member_ids", []))
            self._note_taken(item, members & taken)
            item.values["crm_team_member_ids"] = [
                Command.create({"user_id": user.id}) for user in members - taken
            ]
            if not self._several_teams_allowed():
                taken |= members

    def _taken(self, users):
        """:return: the users whom Odoo would take out of the team they are in"""
        if self._several_teams_allowed():
            return users.browse()
        members = self.env["crm.team.member"].search([("user_id", "in", users.ids)])
        return members.user_id

    def _note_taken(self, item, users):
        for user in users:
            item.note(
                "member_of_other_team",
                self.env._(
                    "%(user)s already belongs to a team, and this Odoo allows one "
                    "team per person, so this team is without them.",
                    user=user.name,
                ),
                "members",
            )

    def _several_teams_allowed(self):
        parameters = self.env["ir.config_parameter"].sudo()
        return bool(parameters.get_param("sales_team.membership_multi"))
