from odoo import models


class CaseMigrationLoaderResUsers(models.AbstractModel):
    """People of the source: linked to the users of the list of owners. Users that are
    to be made for them are made by the preparation, from that list.
    """

    _name = "case.migration.loader.res_users"
    _inherit = "case.migration.loader"
    _description = "Case Migration Loader: Users"
    _chosen_for_sample = False
    _target = "res.users"
    _further_targets = ("is_source_admin",)
    _with_setup = True
    _updates = False

    def _match(self, items, job):
        users = {owner.key: owner.user_id for owner in job.owner_ids}
        return {item: users[item.key] for item in items if users.get(item.key)}

    def _load(self, items, targets):
        owners = self.env["case.migration.owner"].search(
            [
                ("record_id", "in", [item.id for item in items]),
                ("decision", "=", "left_out"),
            ]
        )
        left_out = set(owners.mapped("key"))
        for item in items:
            if item.key in left_out:
                item.end("skipped", "source_admin", self._sentence_on_admins())
                continue
            item.end("skipped", "no_user", self._sentence())
            item.note("no_user", item.reason, "email")

    def _sentence(self):
        return self.env._(
            "No user in Odoo has this e-mail address; records of this person go to "
            "the fallback user."
        )

    def _sentence_on_admins(self):
        return self.env._(
            "An administrator of the source without a user in Odoo: left out."
        )
