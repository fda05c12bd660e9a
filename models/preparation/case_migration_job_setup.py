from odoo import api, fields, models
from odoo.exceptions import UserError


class CaseMigrationJobSetup(models.Model):
    """What is settled between the map and the run: the owners, and what Odoo needs."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    owners_confirmed_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the list of owners was confirmed; a change asks for it again.",
    )
    owners_confirmed_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, help="Who confirmed the owners."
    )
    owners_open = fields.Boolean(
        compute="_compute_owners_open",
        help="There are owners, and nobody has confirmed them.",
    )

    @api.depends("owner_ids", "owners_confirmed_on")
    def _compute_owners_open(self):
        for job in self:
            job.owners_open = bool(job.owner_ids) and not job.owners_confirmed_on

    def write(self, vals):
        if "fallback_user_id" in vals:
            vals = {**vals, **self._no_confirmation()}
        return super().write(vals)

    # ---------------------------------------------------------------- owners

    def action_confirm_owners(self):
        """Agree to who gets whose records."""
        self._require_idle()
        self._require_state("proposed", "confirmed", "sampled", "delta")
        if not self.owner_ids:
            return
        self.write(
            {
                "owners_confirmed_on": fields.Datetime.now(),
                "owners_confirmed_by_id": self.env.uid,
            }
        )
        if self.state != "proposed":
            self.env["case.migration.checklist"].sudo()._recheck(self)

    def _no_confirmation(self):
        return {"owners_confirmed_on": False, "owners_confirmed_by_id": False}

    def _unconfirm_owners(self):
        for job in self.filtered("owners_confirmed_on"):
            job.write(self._no_confirmation())

    def _owner_confirmation(self):
        return {
            "owners_confirmed_on": self.owners_confirmed_on,
            "owners_confirmed_by_id": self.owners_confirmed_by_id.id,
        }

    def _require_owners(self):
        """The people of the source get users that somebody has agreed to."""
        if self.owners_open:
            fallback = self.owner_ids.filtered(
                lambda owner: owner.decision == "fallback"
            )
            raise UserError(
                self.env._(
                    "Look at the owners and confirm them first: %(count)s people, "
                    "%(fallback)s of them without a user.",
                    count=len(self.owner_ids),
                    fallback=len(fallback),
                )
            )

    # ---------------------------------------------------------------- preparation

    def action_check_setup(self):
        """Look once more at what Odoo has and what is missing."""
        self._require_idle()
        self._require_state("confirmed", "sampled", "delta")
        self.env["case.migration.checklist"].sudo()._recheck(self)

    def action_apply_setup(self):
        """Make in Odoo what the map needs and does not exist."""
        self._require_idle()
        self._require_state("confirmed", "sampled", "delta")
        self._require_owners()
        self._plan(self.env["case.migration.setup"]._plan(self), "setup")

    def _loaded_by_setup(self):
        """:return: the mappings whose records were loaded for the run that comes; it
        is the present one when a sample has begun it
        """
        groups = self.env["case.migration.batch"]._read_group(
            [
                ("job_id", "=", self.id),
                ("kind", "=", "load"),
                ("run", "=", self.run + (self.state != "sampled")),
                ("only_sample", "=", False),
                ("state", "=", "done"),
            ],
            ["mapping_id"],
        )
        return self.mapping_ids.browse().concat(*(mapping for [mapping] in groups))

    def _settle_taken_back(self):
        """What a rollback has taken back is not counted with the next run, and users
        that are gone are nobody's.
        """
        self.env["case.migration.batch"].sudo().search(
            [("job_id", "=", self.id), ("run", ">", self.run)]
        ).run = 0
        gone = self.owner_ids.filtered(
            lambda owner: owner.decision == "user" and not owner.user_id
        )
        gone.sudo().decision = "fallback"

    def _end_task(self):
        task = self.task
        result = super()._end_task()
        if task == "rollback":
            self._settle_taken_back()
        if task == "setup":
            self.env["case.migration.checklist"].sudo()._list_items(self.sudo())
        return result
