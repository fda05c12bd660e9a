from odoo import fields, models
from odoo.exceptions import AccessError

from ..support import names
from ..support.implied import ImpliedMany2one


class CaseMigrationFinding(models.Model):
    """One thing that a person should look at: what, where, and how bad it is."""

    _name = "case.migration.finding"
    _description = "Case Migration Finding"
    _order = "severity desc, id"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration that found it.",
    )
    company_id = ImpliedMany2one(  # by the job
        "res.company",
        required=True,
        help="The company that the migration belongs to.",
    )
    batch_id = fields.Many2one(
        "case.migration.batch",
        ondelete="set null",
        help="The unit of work that found it.",
    )
    record_id = fields.Many2one(
        "case.migration.record",
        string="Source record",
        ondelete="cascade",
        index=True,
        help="The record of the old system that it is about.",
    )
    check_id = fields.Many2one(
        "case.migration.check",
        index="btree_not_null",
        ondelete="cascade",
        help="The check of the validation that failed for it.",
    )
    audit_id = fields.Many2one(
        "case.migration.audit.log",
        string="Audit line",
        ondelete="restrict",
        help="The operation that it is about.",
    )
    record_total = fields.Integer(
        string="Records", default=1, help="How many records it is about."
    )
    object = fields.Selection(names.objects, help="What the record is: case, contact…")
    kind = fields.Char(
        required=True,
        index=True,
        help="Short name of what was found; RULES.md explains each.",
    )
    severity = fields.Selection(
        [("1_info", "Information"), ("2_warning", "Warning"), ("3_error", "Error")],
        required=True,
        default="2_warning",
        help="How urgently a person should look at it.",
    )
    field = fields.Char(
        string="Source field",
        help="The field of the old system that it is about.",
    )
    target_field = fields.Char(
        string="Odoo field",
        help="The field of Odoo that it is about.",
    )
    odoo_value = fields.Json(
        groups="crm_case_migration.group_manager",
        help="The value in Odoo when it was found.",
    )
    source_value = fields.Json(
        groups="crm_case_migration.group_manager",
        help="The value in the old system when it was found.",
    )
    message = fields.Char(
        required=True,
        groups="crm_case_migration.group_manager",
        help="What was found, in a sentence. It may quote the source.",
    )
    raw = fields.Text(
        string="As it was read",
        readonly=True,
        groups="crm_case_migration.group_manager",
        help="What no record could be made of: the row of the file, or the answer.",
    )
    decision = fields.Selection(
        [("open", "Open"), ("accepted", "Accepted"), ("solved", "Solved")],
        required=True,
        default="open",
        help="What a person has made of it.",
    )

    def write(self, vals):
        if not self.env.su and vals.keys() - {"decision", "user_id"}:
            raise AccessError(
                self.env._(
                    "Of a finding, only its decision and responsible can be changed."
                )
            )
        return super().write(vals)

    def action_accept(self):
        self.write({"decision": "accepted"})

    def action_solve(self):
        self.write({"decision": "solved"})
