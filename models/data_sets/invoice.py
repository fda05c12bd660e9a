from odoo import fields, models


class CaseMigrationDataInvoice(models.AbstractModel):
    """An invoice of the data set, where Odoo has no accounting to make drafts in.

    Its fields have the names of those of ``account.move``, so that one map fills both.
    """

    _name = "case.migration.data.invoice"
    _description = "Invoice of the Data Set"

    lead_id = fields.Many2one("crm.lead", string="Case", help="The case it is for.")
    partner_id = fields.Many2one(
        "res.partner", string="Client", help="Who gets the invoice."
    )
    ref = fields.Char(string="Invoice number", help="Its number in the source.")
    invoice_date = fields.Date(string="Date", help="When it was issued.")
    invoice_date_due = fields.Date(string="Due date", help="When it is to be paid.")
    currency_id = fields.Many2one(
        "res.currency", help="Without one: that of the company."
    )
    lines = fields.Json(help="Objects with name, quantity, price and amount.")
    total = fields.Float(help="The total that the source states.")
    paid = fields.Float(help="What is paid of it, according to the source.")
    state_in_source = fields.Char(string="State", help="Its state in the source.")
