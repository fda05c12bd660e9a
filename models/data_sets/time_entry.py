from odoo import fields, models


class CaseMigrationDataTimeEntry(models.AbstractModel):
    """A time entry, as it is handed over in the billing data set."""

    _name = "case.migration.data.time.entry"
    _description = "Time Entry of the Data Set"

    lead_id = fields.Many2one("crm.lead", string="Case", help="The case it is for.")
    user_id = fields.Many2one("res.users", help="Who did the work.")
    date = fields.Date(help="The day of the work.")
    activity = fields.Char(help="The kind of work.")
    name = fields.Text(string="Description", help="What was done.")
    hours = fields.Float(help="How long it took.")
    minutes = fields.Float(help="How long it took, of sources that count minutes.")
    rate = fields.Char(help="Price of an hour, to the last digit.")
    amount = fields.Char(help="What it is worth, to the last digit.")
    currency_id = fields.Many2one(
        "res.currency", help="Without one: that of the company."
    )
    billable = fields.Boolean(help="Whether the client pays for it.")
