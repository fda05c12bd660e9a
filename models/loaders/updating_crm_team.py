from odoo import models
from odoo.fields import Command

from ..delta.migrated import last_migrated
from ..delta.three_way import changed_in_odoo
from ..support.snapshot import snapshot
from .item import Made

# Where audit lines of the first version name the members that came with a team.
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

    def _known_values(self, record):
        """Its members, as far as the migration has brought them."""
        memberships = record.crm_team_member_all_ids
        base, listed = last_migrated(memberships), self._listed(record)
        brought = memberships.filtered(
            lambda one: base.get(one.id, {}).get("active", one.id in {*base, *listed})
        )
        return {
            **super()._known_values(record),
            "member_ids": sorted(brought.user_id.ids),
        }

    def _complete(self, changed, old, final):
        super()._complete(changed, old, final)
        if "member_ids" not in changed:
            return
        before, now = set(old.get("member_ids", ())), set(changed["member_ids"])
        changed["member_ids"] = [
            *map(Command.link, sorted(now - before)),
            *map(Command.unlink, sorted(before - now)),
        ]

    def _is_touched(self, record):
        """When people have taken somebody in or out, or have changed a membership."""
        memberships = record.crm_team_member_all_ids
        base = last_migrated(memberships)
        names = {name for values in base.values() for name in values}
        now = snapshot(memberships, sorted(names))
        listed = self._listed(record)
        return super()._is_touched(record) or any(
            not (values := base.get(one.id))
            or any(changed_in_odoo(name, values, now[one.id]) for name in values)
            for one in memberships
            if one.id in base or one.id not in listed
        )

    def _listed(self, team):
        """:return: ids of memberships that the team's own audit lines name"""
        return last_migrated(team).get(team.id, {}).get(_MEMBERSHIPS, ())

    def _update(self, record, values):  # pylint: disable=missing-return
        members = {"member_ids", _MEMBERSHIPS}
        super()._update(record, {n: values[n] for n in values if n not in members})

    def _link(self, item, record, name, edited):  # pylint: disable=missing-return
        if "members" in item.memo and name == "member_ids":
            members = [Command.link(one) for one in sorted(item.memo["members"])]
            self._after_update(item, record, {"member_ids": members})
        else:
            super()._link(item, record, name, edited)

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
        self._log_memberships(item, made)

    def _take_out(self, item, team, known):
        present = known.filtered("active")
        ours = self._ours(team, present)
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

    def _ours(self, team, memberships):
        """:return: the memberships that the migration has made, or put back"""
        ours = {*last_migrated(memberships), *self._listed(team)}
        return memberships.filtered(lambda one: one.id in ours)

    def _set_active(self, item, memberships, active):
        memberships.write({"active": active})
        item.made_then += [
            Made("write", one._name, one.id, {"active": not active}, {"active": active})
            for one in memberships
        ]
