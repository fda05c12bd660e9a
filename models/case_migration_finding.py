from odoo import fields, models
from odoo.exceptions import AccessError


class CaseMigrationFinding(models.Model):
    """One thing that a person should look at: what, where, and how bad it is."""

    _name = "case.migration.finding"
    _description = "Case Migration Finding"
    _order = "severity desc, id"

    job_id = fields.Many2one(
        "case.migration.job", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True)
    batch_id = fields.Many2one("case.migration.batch", ondelete="set null")
    record_id = fields.Many2one(
        "case.migration.record", string="Source record", ondelete="cascade", index=True
    )
    audit_id = fields.Many2one(
        "case.migration.audit.log", string="Audit line", ondelete="restrict"
    )
    object = fields.Char(help="What the record is: case, contact…")
    kind = fields.Char(required=True, index=True)
    severity = fields.Selection(
        [("1_info", "Information"), ("2_warning", "Warning"), ("3_error", "Error")],
        required=True,
        default="2_warning",
    )
    field = fields.Char(string="Source field")
    target_field = fields.Char(string="Odoo field")
    odoo_value = fields.Json(groups="crm_case_migration.group_manager")
    source_value = fields.Json(groups="crm_case_migration.group_manager")
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
    )

    def write(self, vals):
        if not self.env.su and vals.keys() - {"decision"}:
            raise AccessError(
                self.env._("Of a finding, only the decision can be changed.")
            )
        return super().write(vals)

    def action_accept(self):
        self.write({"decision": "accepted"})

    def action_solve(self):
        self.write({"decision": "solved"})
