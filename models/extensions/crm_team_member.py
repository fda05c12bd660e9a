from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from ..support.quiet import is_quiet


class CrmTeamMember(models.Model):
    """Odoo keeps a user's team with the user, and with it the time of the change.
    A migration that makes or removes a team does not change the firm's users, nor does
    it take anybody out of the team he is in to put him back into another.
    """

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        users = self.env["res.users"].browse(vals["user_id"] for vals in vals_list)
        with _unstamped(users):
            return super().create(vals_list)

    def write(self, vals):
        members = self
        if vals.get("active") and is_quiet(self.env):
            members -= self._with_another_team()
        with _unstamped(members.user_id):
            return super(CrmTeamMember, members).write(vals)

    def _with_another_team(self):
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param("sales_team.membership_multi"):
            return self.browse()
        others = self.search([("user_id", "in", self.user_id.ids)]) - self
        return self.filtered(lambda member: member.user_id in others.user_id)

    def unlink(self):
        with _unstamped(self.user_id):
            return super().unlink()


@contextmanager
def _unstamped(users):
    """In a migration, leave the time and the author of the users' last change."""
    if not (users and is_quiet(users.env)):
        yield
        return
    users.flush_recordset()
    stamps = users.env.execute_query(
        SQL(
            "SELECT id, write_uid, write_date FROM res_users WHERE id = ANY(%s)",
            users.ids,
        )
    )
    yield
    users.flush_recordset()
    for user_id, author, moment in stamps:
        users.env.cr.execute(
            SQL(
                "UPDATE res_users SET write_uid = %s, write_date = %s WHERE id = %s",
                author,
                moment,
                user_id,
            )
        )
    users.invalidate_recordset(["write_uid", "write_date"], flush=False)
