from odoo import fields, models
from odoo.exceptions import UserError

from ..support import names

KINDS = [
    ("preflight", "This Odoo"),
    ("company", "Company"),
    ("user", "User"),
    ("team", "Team"),
    ("member", "Team members"),
    ("stage", "Stage"),
    ("source", "Lead source"),
    ("activity_type", "Activity type"),
    ("lost_reason", "Lost reason"),
    ("industry", "Industry"),
    ("tag", "Tag"),
    ("value", "Other value"),
    ("field", "Custom field"),
    ("option", "Options of a field"),
]


class CaseMigrationSetupItem(models.Model):
    """One thing that Odoo must have before the run."""

    _name = "case.migration.setup.item"
    _description = "Case Migration Setup Item"
    _order = "job_id, kind, name"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration that needs it.",
    )
    company_id = fields.Many2one(
        related="job_id.company_id", store=True, help="The company of the migration."
    )
    kind = fields.Selection(KINDS, required=True, help="What it is in Odoo.")
    name = fields.Char(required=True, help="What it is called.")
    target_model = fields.Selection(
        names.odoo_models, string="Kind in Odoo", help="The kind that it belongs to."
    )
    technical_name = fields.Char(help="Name of the field; or the value itself.")
    field_type = fields.Selection(
        names.field_types, string="Type", help="What the new field can hold."
    )
    values = fields.Json(help="Options of a custom field.")
    loaded = fields.Boolean(
        help="It comes from a list of the source and is made by its loader."
    )
    state = fields.Selection(
        [
            ("exists", "Exists"),
            ("to_make", "Will be made"),
            ("manual", "Needs a person"),
            ("made", "Made"),
            ("skipped", "Skipped"),
        ],
        required=True,
        help="What is made can be taken back by a rollback.",
    )
    message = fields.Char(
        string="What it is about", help="What was found, or what is missing."
    )
    consequence = fields.Char(
        string="If it is skipped", help="What happens when nobody sees to it."
    )

    _item_unique = models.UniqueIndex(
        "(job_id, kind, target_model, technical_name)", "An item is listed only once."
    )

    def _key(self):
        self.ensure_one()
        name = (self.technical_name or "").casefold()
        return self.kind, self.target_model or "", name

    def action_skip(self):
        """Go on without these; what happens then is said with each."""
        self.job_id.check_access("write")
        fields_needed = self.filtered(lambda item: item.kind == "field")
        if fields_needed:
            raise UserError(
                self.env._(
                    "The map fills the field %s. Make it, or say in the map that it "
                    "is not migrated.",
                    fields_needed[0].name,
                )
            )
        open_items = self.filtered(lambda item: item.state in ("to_make", "manual"))
        open_items.sudo().state = "skipped"

    def action_unskip(self):
        """Take them up again."""
        self.job_id.check_access("write")
        skipped = self.filtered(lambda item: item.state == "skipped")
        skipped.sudo().state = "to_make"
        for job in self.job_id.filtered(lambda job: not job.task):
            self.env["case.migration.checklist"].sudo()._recheck(job)
