from odoo import api, fields, models
from odoo.exceptions import UserError

from ..loading.case_migration_record import LINKED


class CaseMigrationFindingWork(models.Model):
    """Findings as a list of work: whose it is, and what can be done about each."""

    _name = "case.migration.finding"
    _inherit = ["case.migration.finding", "mail.thread", "mail.activity.mixin"]

    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Who looks at it.",
    )
    record_state = fields.Selection(
        related="record_id.state", string="State of the record"
    )
    source_table = fields.Html(
        related="record_id.payload_table",
        string="Source data",
        groups="crm_case_migration.group_manager",
    )
    can_retry = fields.Boolean(
        compute="_compute_can_retry",
        help="The record failed, or a value of it was corrected since it was loaded.",
    )

    @api.depends("record_id.state", "record_id.digest", "record_id.loaded_digest")
    def _compute_can_retry(self):
        for finding in self:
            record = finding.record_id
            changed = record.digest != record.loaded_digest
            finding.can_retry = record.state == "failed" or (
                record.state in LINKED and changed
            )

    def action_retry(self):
        """Load the records once more, as they are now."""
        self._of_records()
        for job, findings in self.grouped("job_id").items():
            job._retry(findings.record_id)

    def action_correct(self):
        """Ask for the right values of the record."""
        self._of_records()
        record = self[:1].record_id
        wizard = self.env["case.migration.correct"].create(
            {"job_id": self[:1].job_id.id, "record_id": record.id}
        )
        wizard._fill(self.filtered(lambda one: one.record_id == record))
        return wizard._open(self.env._("Put right what the source says"))

    def action_skip(self):
        """Ask why the records are left out."""
        self._of_records()
        wizard = self.env["case.migration.skip"].create(
            {
                "job_id": self[:1].job_id.id,
                "finding_ids": [fields.Command.set(self.ids)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leave out"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_record(self):
        """Open the source record that it is about."""
        self.ensure_one()
        self.check_access("read")
        return self.record_id._get_records_action()

    def _of_records(self):
        self.job_id.check_access("write")
        self.check_access("write")
        if not self.record_id:
            raise UserError(
                self.env._(
                    "This is about no record: what could not be read is mended in the "
                    "source or the file, and read again."
                )
            )
