from odoo import fields, models


class CaseMigrationDataExpense(models.AbstractModel):
    """An expense, as it is handed over in the billing data set."""

    _name = "case.migration.data.expense"
    _description = "Expense of the Data Set"

    lead_id = fields.Many2one("crm.lead", string="Case", help="The case it is for.")
    user_id = fields.Many2one("res.users", help="Who paid it.")
    date = fields.Date(help="The day it was paid.")
    category = fields.Char(help="The kind of expense.")
    name = fields.Text(string="Description", help="What it was for.")
    amount = fields.Char(help="How much it was, to the last digit.")
    currency_id = fields.Many2one(
        "res.currency", help="Without one: that of the company."
    )
    billable = fields.Boolean(help="Whether the client pays for it.")
