from odoo import fields, models


class CaseMigrationSkip(models.TransientModel):
    """Asks why failed records are left out."""

    _name = "case.migration.skip"
    _description = "Case Migration: Leave Records Out"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        ondelete="cascade",
        help="The migration in which the records have failed.",
    )
    finding_ids = fields.Many2many(
        "case.migration.finding", help="The findings on the records."
    )
    reason = fields.Char(help="Stays with the records, in their list of reasons.")

    def action_skip(self):
        """Leave the records out, for this reason."""
        findings = self.finding_ids
        (self.job_id | findings.job_id).check_access("write")
        reason = self.reason or self.env._("Left out by %s.", self.env.user.name)
        for job, some in findings.grouped("job_id").items():
            job._skip(some.record_id, reason)
        return {"type": "ir.actions.act_window_close"}
