from odoo import api, fields, models

from ...lib.transforms.common import folded


class CaseMigrationValue(models.Model):
    """One value of a source field and what it becomes in Odoo."""

    _name = "case.migration.value"
    _description = "Case Migration Value"
    _order = "line_id, team nulls first, source_count desc, source_value"

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
    team = fields.Char(
        help="The team of the source for whose records alone this holds; empty: all "
        "teams that have no line of their own for the value."
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
        "(line_id, source_value, COALESCE(team, ''))",
        "A value is mapped only once per line and team.",
    )

    @api.depends("source_value", "target_value", "team")
    def _compute_display_name(self):
        for value in self:
            of_team = f" ({value.team})" if value.team else ""
            target = value.target_value or "∅"
            value.display_name = f"{value.source_value}{of_team} → {target}"

    def _pair(self):
        """:return: (team, value) in the spelling by which they are told apart"""
        return folded(self.team or ""), folded(self.source_value)

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        values.line_id._note_changed_values()
        return values

    def write(self, vals):
        result = super().write(vals)
        if {"source_value", "target_value", "team"} & vals.keys():
            self.line_id._note_changed_values()
        return result

    def unlink(self):
        lines = self.line_id
        result = super().unlink()
        lines._note_changed_values()
        return result
