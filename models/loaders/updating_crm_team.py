from odoo import models
from odoo.fields import Command

from ..delta.migrated import last_migrated
from ..support.snapshot import editable
from .item import Made

_MEMBERSHIPS = "crm_team_member_ids"


class CaseMigrationLoaderCrmTeamUpdating(models.AbstractModel):
    """Whom the source adds to a team, or takes out of it, is added and taken out here.

    A member is taken out as Odoo does it, by archiving the membership, and only where
    the migration has made it. Nobody leaves another team for it.
    """

    _inherit = "case.migration.loader.crm_team"

    def _final_values(self, item, record, targets):
        values = super()._final_values(item, record, targets)
        for name in (_MEMBERSHIPS, "favorite_user_ids"):
            values.pop(name, None)
        if "members" in item.memo:
            values["member_ids"] = sorted(item.memo["members"])
        return values

    def _complete(self, changed, old, final):
        super()._complete(changed, old, final)
        if "member_ids" not in changed:
            return
        before, now = set(old.get("member_ids", ())), set(changed["member_ids"])
        changed["member_ids"] = [
            *map(Command.link, sorted(now - before)),
            *map(Command.unlink, sorted(before - now)),
        ]

    def _update(self, record, values):  # pylint: disable=missing-return
        members = {"member_ids", _MEMBERSHIPS}
        super()._update(record, {n: values[n] for n in values if n not in members})

    def _after_update(self, item, record, changed):  # pylint: disable=missing-return
        super()._after_update(item, record, changed)
        commands = changed.get("member_ids", ())
        users = self.env["res.users"]
        added, removed = (
            users.browse(user_id for kind, user_id, _none in commands if kind == wanted)
            for wanted in (Command.LINK, Command.UNLINK)
        )
        memberships = self.env["crm.team.member"].with_context(active_test=False)
        known = memberships.search(
            [("crm_team_id", "=", record.id), ("user_id", "in", (added + removed).ids)]
        )
        self._add_members(item, record, added, known)
        self._take_out(item, record, known.filtered(lambda one: one.user_id in removed))

    def _add_members(self, item, team, users, known):
        """Add users who are in no other team, where Odoo allows one only."""
        present = known.filtered("active").user_id
        added = users - present - self._taken(users - present)
        archived = known.filtered(lambda one: one.user_id in added)
        back = archived.browse(
            one[0].id for one in archived.grouped("user_id").values()
        )
        self._set_active(item, back, True)
        made = back.create(
            [
                {"crm_team_id": team.id, "user_id": user.id}
                for user in added - back.user_id
            ]
        )
        if made:
            self._log_created([item] * len(made), made, sorted(editable(made)))

    def _take_out(self, item, team, known):
        base = last_migrated(team).get(team.id, {})
        present = known.filtered("active")
        ours = present.filtered(lambda one: one.id in base.get(_MEMBERSHIPS, ()))
        self._set_active(item, ours, False)
        for user in (present - ours).user_id:
            item.note(
                "member_kept",
                self.env._(
                    "The source has taken %(user)s out of the team; in Odoo somebody "
                    "has put them into it, so they stay.",
                    user=user.name,
                ),
                "members",
            )

    def _set_active(self, item, memberships, active):
        memberships.write({"active": active})
        item.made_then += [
            Made("write", one._name, one.id, {"active": not active}, {"active": active})
            for one in memberships
        ]
