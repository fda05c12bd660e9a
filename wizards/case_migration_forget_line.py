from odoo import api, fields, models


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
    excerpt = fields.Char(help="How that which it quotes begins.")

    @api.depends("res_model", "res_id")
    def _compute_entry(self):
        models_by_name = {
            model.model: model.name
            for model in self.env["ir.model"]
            .sudo()
            .search([("model", "in", self.mapped("res_model"))])
        }
        for line in self:
            line.kind = models_by_name[line.res_model]
            line.name = self.env[line.res_model].browse(line.res_id).display_name
