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
    missing = fields.Json(
        compute="_compute_missing",
        store=True,
        help="What was not done when the list was shown.",
    )
    has_news = fields.Boolean(
        readonly=True, help="The list has grown since it was shown for the first time."
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
    retention_days = fields.Integer(related="job_id.retention_days")
    remove_now = fields.Boolean(
        string="Remove the source's data now",
        help="Otherwise they are removed when their time is over.",
    )

    @api.depends("job_id")
    def _compute_missing(self):
        """Stored, so that nothing is accepted which nobody was shown."""
        for wizard in self:
            wizard.missing = wizard.job_id.get_closing_checklist()

    @api.depends("missing")
    def _compute_checklist(self):
        for wizard in self:
            missing = wizard.missing or []
            wizard.blocking = any(one["blocking"] for one in missing)
            wizard.complete = not missing
            wizard.checklist = self.env["ir.qweb"]._render(
                "crm_case_migration.closing_checklist", {"missing": missing}
            )

    def action_close(self):
        """Close the migration, with what is left undone; what has come up since the
        list was shown is shown first.
        """
        job, shown = self.job_id, self.missing or []
        missing = job.get_closing_checklist()
        if any(one not in shown for one in missing):
            return self._show_again(missing)
        if missing and not self.accept and not self.blocking:
            raise UserError(
                self.env._("Say that you have read what is not done, or do it first.")
            )
        job.action_close([one["code"] for one in shown])
        if self.remove_now and not job.removed_on:
            job.action_remove_data()
        return {"type": "ir.actions.act_window_close"}

    def _show_again(self, missing):
        self.write({"missing": missing, "has_news": True, "accept": False})
        return self._get_records_action(target="new", name=self.env._("Close"))
