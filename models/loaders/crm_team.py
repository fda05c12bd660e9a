from odoo import models
from odoo.fields import Command, Domain

from ..support.snapshot import editable


class CaseMigrationLoaderCrmTeam(models.AbstractModel):
    """Teams are found by name or made; their members are added where Odoo takes
    nobody out of another team for it. The map fills ``member_ids`` with users.
    """

    _name = "case.migration.loader.crm_team"
    _inherit = "case.migration.loader.named"
    _description = "Case Migration Loader: Teams"
    _target = "crm.team"
    _needs = ("name",)
    _with_setup = True
    _setup_kind = "team"

    def _describe_setup(self, item, record, job):
        users, nobody = self._members_to_be(item, job)
        sentences = []
        if users:
            names = ", ".join(users.mapped("name"))
            sentences.append(self.env._("Members: %s.", names))
        if nobody:
            sentences.append(self.env._("Without a user: %s.", ", ".join(nobody)))
        return " ".join(sentences) or self.env._("No members.")

    def _more_setup_items(self, item, record, job):
        """Members whom Odoo would take out of another team."""
        users, _nobody = self._members_to_be(item, job)
        taken = self._taken(users - record.member_ids if record else users)
        if not taken:
            return
        yield {
            "kind": "member",
            "name": self.env._(
                "%(team)s: %(users)s",
                team=item.values["name"],
                users=", ".join(taken.mapped("name")),
            ),
            "target_model": "crm.team.member",
            "technical_name": item.values["name"],
            "state": "manual",
            "message": self.env._(
                "They belong to a team already, and this Odoo allows one team per "
                "person: allow several in the settings of CRM, or add them by hand."
            ),
            "consequence": self.env._("The team is without them, with a finding."),
        }

    def _members_to_be(self, item, job):
        """:return: users by the list of owners, and names of people without one"""
        by_key = {owner.key: owner for owner in job.owner_ids}
        by_name = {(owner.name or "").lower(): owner for owner in job.owner_ids}
        users, nobody = self.env["res.users"], []
        for reference in item.references:
            if reference.target != "member_ids":
                continue
            for key in reference.keys:
                owner = by_key.get(key) or by_name.get(key.strip().lower())
                if owner and owner.user_id:
                    users |= owner.user_id
                elif not owner or owner.decision != "create":
                    nobody.append(owner.name if owner else key)
        return users, list(dict.fromkeys(filter(None, nobody)))

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
            members = users.browse(item.values.pop("member_ids", []))
            if item.res_id:  # a team that was made before, and has changed
                item.memo["members"] = members.ids
                own = self._model().browse(item.res_id).member_ids
                self._note_taken(item, members & (taken - own))
                continue
            item.values["favorite_user_ids"] = []
            self._note_taken(item, members & taken)
            item.memo["new_members"] = members - taken
            if not self._several_teams_allowed():
                taken |= members

    def _further_values(self, items):
        """Memberships are records of their own, which people can change."""
        further = super()._further_values(items)
        for item in items:
            commands = [
                Command.create({"user_id": user.id})
                for user in item.memo["new_members"]
            ]
            further[item] = {**further.get(item, {}), "crm_team_member_ids": commands}
        return further

    def _remember(self, items, records, targets):  # pylint: disable=missing-return
        super()._remember(items, records, targets)
        for item, team in zip(items, records, strict=True):
            self._log_memberships(item, team.crm_team_member_ids)

    def _log_memberships(self, item, memberships):
        if memberships:
            names = sorted(editable(memberships))
            self._log_created([item] * len(memberships), memberships, names)

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
