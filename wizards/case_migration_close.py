from odoo import api, fields, models
from odoo.exceptions import UserError


class CaseMigrationClose(models.TransientModel):
    """Shows what is not done yet, and asks whether to close all the same."""

    _name = "case.migration.close"
    _description = "Case Migration: Close"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        ondelete="cascade",
        help="The migration that is closed.",
    )
    blocking = fields.Boolean(
        compute="_compute_checklist", help="Something must be done before."
    )
    complete = fields.Boolean(
        compute="_compute_checklist", help="Nothing is left undone."
    )
    checklist = fields.Html(
        compute="_compute_checklist", help="What is not done, a sentence each."
    )
    accept = fields.Boolean(
        string="I have read this, and close all the same",
        help="What is left undone is written into the log of the migration.",
    )
    remove_now = fields.Boolean(
        string="Remove the source's data now",
        help="Otherwise they are removed when their time is over.",
    )

    @api.depends("job_id")
    def _compute_checklist(self):
        for wizard in self:
            missing = wizard.job_id.get_closing_checklist()
            wizard.blocking = any(one["blocking"] for one in missing)
            wizard.complete = not missing
            wizard.checklist = self.env["ir.qweb"]._render(
                "crm_case_migration.closing_checklist", {"missing": missing}
            )

    def action_close(self):
        """Close the migration, with what is left undone."""
        job = self.job_id
        missing = job.get_closing_checklist()
        if missing and not self.accept and not self.blocking:
            raise UserError(
                self.env._("Say that you have read what is not done, or do it first.")
            )
        job.action_close([one["code"] for one in missing])
        if self.remove_now and not job.removed_on:
            job.action_remove_data()
        return {"type": "ir.actions.act_window_close"}
