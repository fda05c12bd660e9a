from odoo import models
from odoo.fields import Command

from ..support.guard import nobody_is_told

KEPT = ["name", "login", "email", "active", "company_ids", "group_ids"]


class CaseMigrationSetupUsers(models.AbstractModel):
    """Makes users for the people of the source, as the list of owners says.

    Nobody is invited and nobody gets a password: an administrator does that when the
    time has come.
    """

    _name = "case.migration.setup.users"
    _description = "Case Migration Setup: Users"

    def _make_users(self, batch):
        items = self._to_make(batch, "user")
        keys = set(items.mapped("technical_name"))
        owners = batch.job_id.owner_ids.filtered(
            lambda owner: owner.key in keys and owner._wants_user()
        )
        if not owners:
            return
        with nobody_is_told(self.env):
            users = self.env["res.users"].create(
                [self._user_vals(owner) for owner in owners]
            )
            self._unsubscribe(users)
        pictures = _pictures(self.env["res.partner"])
        self._remember(batch, users.partner_id, ["name", "email", *pictures])
        self._remember(batch, users, KEPT)
        for owner, user in zip(owners, users, strict=True):
            owner._take_made_user(user)
        items.state = "made"

    def _unsubscribe(self, users):
        """Odoo mails its digest to every new user."""
        if "digest.digest" not in self.env:
            return
        digests = self.env["digest.digest"].with_context(active_test=False)
        digests = digests.search([("user_ids", "in", users.ids)])
        digests.user_ids = [Command.unlink(user.id) for user in users]

    def _user_vals(self, owner):
        company = owner.job_id.company_id
        return {
            "name": owner.name or owner.email,
            "login": owner.email,
            "email": owner.email,
            "active": owner.decision == "create",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
        }


def _pictures(model):
    """Odoo draws a picture for each new user."""
    return [
        name
        for name, field in model._fields.items()
        if field.type == "binary" and field.store and field.attachment
    ]
