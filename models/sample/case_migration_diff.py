from odoo import api, fields, models

from ..support import names
from .diff_words import RESULTS


class CaseMigrationDiff(models.Model):
    """One field of one migrated record: the source, what was expected, what Odoo has.

    Rows are written by :mod:`.case_migration_differ` alone.
    """

    _name = "case.migration.diff"
    _description = "Case Migration Comparison"
    _order = "deviates desc, result, id"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration that the record was compared for.",
    )
    company_id = fields.Many2one("res.company", required=True, help="Of the migration.")
    purpose = fields.Selection(
        [("sample", "Sample"), ("validation", "Validation")],
        required=True,
        help="What the record was compared for.",
    )
    check_id = fields.Many2one(
        "case.migration.check",
        index="btree_not_null",
        ondelete="cascade",
        help="The check of a validation that it was compared for.",
    )
    mapping_id = fields.Many2one(
        "case.migration.mapping",
        string="Object",
        ondelete="cascade",
        help="The map that was applied.",
    )
    record_id = fields.Many2one(
        "case.migration.record",
        string="Source record",
        required=True,
        index=True,
        ondelete="cascade",
        help="The record of the source.",
    )
    object = fields.Selection(
        names.objects, string="Source object", help="What the record is: case…"
    )
    key = fields.Char(
        string="Source ID", help="What the source identifies the record by."
    )
    source_field = fields.Char(help="Name of the field in the source.")
    source_value = fields.Text(
        groups="crm_case_migration.group_manager", help="As the source gave it."
    )
    res_model = fields.Selection(
        names.odoo_models, string="Kind in Odoo", help="What the record became."
    )
    res_id = fields.Many2oneReference(
        string="Odoo record", model_field="res_model", help="What it became."
    )
    target_field = fields.Char(
        string="Technical name", help="Name of the field in Odoo."
    )
    field_label = fields.Char(string="Field", help="Object and field, as people say.")
    expected_value = fields.Text(
        groups="crm_case_migration.group_manager",
        help="What the map makes of the source's value, worked out anew.",
    )
    target_value = fields.Text(
        string="Value in Odoo",
        groups="crm_case_migration.group_manager",
        help="Read from the database after the load.",
    )
    result = fields.Selection(
        RESULTS, required=True, help="Whether Odoo holds what was expected."
    )
    reason = fields.Char(
        groups="crm_case_migration.group_manager",
        help="Why the values count as equal, or what is different.",
    )
    deviates = fields.Integer(
        string="Deviations",
        aggregator="sum",
        help="1 when the values differ and no rule explains it.",
    )

    _by_purpose = models.Index("(job_id, purpose, deviates, id)")

    @api.depends("object", "key", "field_label")
    def _compute_display_name(self):
        for row in self:
            label = names.object_label(row.env, row.object)
            row.display_name = f"{label} {row.key}: {row.field_label}"

    def action_open_record(self):
        """Show all fields of the record side by side."""
        self.ensure_one()
        return self.record_id.action_open_diff()
