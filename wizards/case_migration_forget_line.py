from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
KINDS = {
    "case.migration.audit.log": _lt("Audit log"),
    "case.migration.batch": _lt("Step in the background"),
    "case.migration.blueprint": _lt("Blueprint"),
    "case.migration.diff": _lt("Comparison"),
    "case.migration.field": _lt("Field of the source"),
    "case.migration.finding": _lt("Finding"),
    "case.migration.mapping.line": _lt("Line of a map"),
    "case.migration.owner": _lt("Owner"),
    "case.migration.record": _lt("Record of the source"),
    "case.migration.trust": _lt("Trust ledger"),
}


class CaseMigrationForgetLine(models.TransientModel):
    """One row of our tables that quotes what the source says of a person."""

    _name = "case.migration.forget.line"
    _description = "What Was Found of a Person"

    wizard_id = fields.Many2one(
        "case.migration.forget",
        required=True,
        ondelete="cascade",
        help="The search that has found it.",
    )
    chosen = fields.Boolean(
        string="Remove", default=True, help="Whether it is to be emptied."
    )
    res_model = fields.Char(required=True, help="Technical name of the kind of entry.")
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, help="Number of the entry."
    )
    kind = fields.Char(compute="_compute_entry", help="What sort of entry it is.")
    name = fields.Char(
        string="Entry", compute="_compute_entry", help="What the entry is called."
    )
    excerpt = fields.Char(help="What it quotes, around that which was looked for.")

    @api.depends("res_model", "res_id")
    def _compute_entry(self):
        for line in self:
            line.kind = self.env._(KINDS[line.res_model])
            line.name = self.env[line.res_model].browse(line.res_id).display_name
