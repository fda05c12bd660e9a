from odoo import api, fields, models


class CaseMigrationValue(models.Model):
    """One value of a source field and what it becomes in Odoo."""

    _name = "case.migration.value"
    _description = "Case Migration Value"
    _order = "line_id, source_count desc, source_value"

    line_id = fields.Many2one(
        "case.migration.mapping.line",
        required=True,
        index=True,
        ondelete="cascade",
        help="The line of the map that the value belongs to.",
    )
    job_id = fields.Many2one(
        related="line_id.job_id",
        store=True,
        index=True,
        help="The migration that the map belongs to.",
    )
    company_id = fields.Many2one(
        related="line_id.company_id",
        store=True,
        help="The company that the migration belongs to.",
    )
    source_value = fields.Char(
        required=True,
        help="The value as the old system has it.",
    )
    target_value = fields.Char(
        help="What Odoo stores: for a selection its technical value, for yes or no "
        "true or false, for a number its digits."
    )
    added = fields.Boolean(
        help="Not in the profile's list: found in the data, and given the default."
    )
    source_count = fields.Integer(
        string="Occurs", help="How many source records have this value."
    )

    _value_unique = models.UniqueIndex(
        "(line_id, source_value)", "A value is mapped only once per line."
    )

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        values.line_id._note_changed_values()
        return values

    def write(self, vals):
        result = super().write(vals)
        if {"source_value", "target_value"} & vals.keys():
            self.line_id._note_changed_values()
        return result

    def unlink(self):
        lines = self.line_id
        result = super().unlink()
        lines._note_changed_values()
        return result
