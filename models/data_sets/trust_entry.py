from odoo import fields, models


class CaseMigrationDataTrustEntry(models.AbstractModel):
    """A movement of a trust account: reconciled, and never loaded as money."""

    _name = "case.migration.data.trust.entry"
    _description = "Trust Entry of the Data Set"

    lead_id = fields.Many2one("crm.lead", string="Case", help="Whose money it is for.")
    partner_id = fields.Many2one(
        "res.partner", string="Client", help="Whose money it is."
    )
    date = fields.Date(help="The day of the movement.")
    kind = fields.Char(help="Deposit, withdrawal…")
    amount = fields.Char(help="Deposits are positive, withdrawals negative.")
    balance = fields.Char(help="What the source says is there afterwards.")
    currency = fields.Char(help="Code of the currency. Without one: the company's.")
    name = fields.Text(string="Note", help="What the movement was for.")
