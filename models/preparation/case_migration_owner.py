from odoo import api, fields, models
from odoo.exceptions import UserError

DECISIONS = [
    ("user", "Goes to the user"),
    ("create", "A user is made"),
    ("create_archived", "An archived user is made"),
    ("fallback", "Goes to the fallback user"),
    ("left_out", "Administrator of the source, left out"),
]
MATCHES = [
    ("email", "Same e-mail address"),
    ("alias", "Another address of the person"),
    ("earlier", "Chosen in an earlier migration"),
    ("hand", "Chosen by hand"),
    ("made", "The user was made"),
]
TO_CREATE = ("create", "create_archived")


class CaseMigrationOwner(models.Model):
    """A person of the source, and the user who gets that person's records."""

    _name = "case.migration.owner"
    _description = "Case Migration Owner"
    _order = "job_id, decision, record_count desc, id"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration in which the choice counts.",
    )
    company_id = fields.Many2one(
        related="job_id.company_id", store=True, help="The company of the migration."
    )
    record_id = fields.Many2one(
        "case.migration.record",
        required=True,
        ondelete="cascade",
        help="The person as the source describes it.",
    )
    key = fields.Char(
        string="Source ID", required=True, help="What the source calls the person by."
    )
    name = fields.Char(
        groups="crm_case_migration.group_manager", help="Name in the source."
    )
    email = fields.Char(
        groups="crm_case_migration.group_manager", help="Address in the source."
    )
    record_count = fields.Integer(
        string="Records", help="How many records of the source name this person."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Odoo user",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Found by e-mail address; choose another one where that is wrong.",
    )
    matched_by = fields.Selection(
        MATCHES, string="Found by", readonly=True, help="How the user was found."
    )
    decision = fields.Selection(
        DECISIONS,
        compute="_compute_decision",
        store=True,
        readonly=False,
        help="What becomes of the person's records. Users that are made are not "
        "invited and have no password; an active one may count for your "
        "subscription.",
    )

    _key_unique = models.UniqueIndex(
        "(job_id, key)", "A person is listed only once in a migration."
    )

    @api.depends("name", "key")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Who may not know people's names has what the source calls them by."""
        shows_names = self.env.user.has_group("crm_case_migration.group_manager")
        for owner in self:
            owner.display_name = (owner.name if shows_names else None) or owner.key

    @api.depends("user_id")
    def _compute_decision(self):
        for owner in self:
            if owner.user_id:
                owner.decision = "user"
            elif owner.decision not in ("left_out", *TO_CREATE):
                owner.decision = "fallback"

    @api.model
    def _list(self, mapping):
        """Renew a job's list of owners, see ``case.migration.owner.matching``."""
        self.env["case.migration.owner.matching"]._list(mapping)

    # ---------------------------------------------------------------- decisions

    def write(self, vals):
        """A person's choice is remembered as such, and has to be confirmed again."""
        if vals.keys() & {"user_id", "decision"}:
            self._check_free()
            vals = self._consequences(vals)
        result = super().write(vals)
        if vals.keys() & {"user_id", "decision"}:
            self.job_id.sudo()._unconfirm_owners()
            self._load_again()
        return result

    def _check_free(self):
        if any(owner.job_id._is_loading() for owner in self) and not self.env.su:
            raise UserError(
                self.env._("Pause the migration before you change its owners.")
            )

    def _consequences(self, vals):
        if "matched_by" in vals:
            return vals
        if vals.get("user_id"):
            return {**vals, "matched_by": "hand"}
        if vals.get("decision", "user") != "user" or "user_id" in vals:
            return {**vals, "user_id": False, "matched_by": False}
        return vals

    def _load_again(self):
        """Have the next load link the person with the user that is chosen now."""
        records = self.record_id.filtered(
            lambda record: record.state in ("matched", "skipped")
        )
        records.sudo().write(
            {
                "state": "staged",
                "res_model": False,
                "res_id": False,
                "loaded_digest": False,
            }
        )

    def action_create_users(self):
        self._decide("create")

    def action_create_archived_users(self):
        self._decide("create_archived")

    def action_use_fallback(self):
        self._decide("fallback")

    def _decide(self, decision):
        """Decide for the selected people; nobody gets a second user."""
        without = self.filtered(lambda owner: not owner.user_id)
        if decision == "fallback":
            without = self
        if decision in TO_CREATE:
            for owner in without.filtered(lambda owner: not owner.email):
                raise UserError(
                    self.env._(
                        "%s has no e-mail address in the source, so no user can be "
                        "made. Choose a user by hand.",
                        owner.name or owner.key,
                    )
                )
        without.write({"decision": decision})

    def _wants_user(self):
        self.ensure_one()
        return self.decision in TO_CREATE and not self.user_id and bool(self.email)

    def _take_made_user(self, user):
        """A user was made for the person, as was confirmed."""
        self.ensure_one()
        confirmed = self.job_id._owner_confirmation()
        self.write({"user_id": user.id, "matched_by": "made"})
        self.job_id.write(confirmed)
