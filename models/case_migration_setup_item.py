from odoo import fields, models


class CaseMigrationSetupItem(models.Model):
    """One thing that Odoo must have before the run."""

    _name = "case.migration.setup.item"
    _description = "Case Migration Setup Item"
    _order = "job_id, kind, name"

    job_id = fields.Many2one(
        "case.migration.job", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="job_id.company_id", store=True)
    kind = fields.Selection(
        [("field", "Custom field"), ("value", "Value")], required=True
    )
    name = fields.Char(required=True)
    target_model = fields.Char(string="Odoo model")
    technical_name = fields.Char(help="Name of the field; or the value itself.")
    field_type = fields.Char(string="Type")
    values = fields.Json()
    state = fields.Selection(
        [
            ("exists", "Exists"),
            ("to_make", "Will be made"),
            ("manual", "Needs a person"),
            ("made", "Made"),
        ],
        required=True,
    )
    message = fields.Char(help="What is missing, and what happens if it is skipped.")

    _item_unique = models.UniqueIndex(
        "(job_id, kind, target_model, technical_name)", "An item is listed only once."
    )
