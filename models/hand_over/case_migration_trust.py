from odoo import fields, models
from odoo.exceptions import AccessError

# The source's data is the managers'.
PRIVATE = {"readonly": True, "groups": "crm_case_migration.group_manager"}
AMOUNT = {**PRIVATE, "currency_field": "currency_id"}


class CaseMigrationTrust(models.Model):
    """A trust ledger of the source: of one matter, one client and one currency.

    Made by ``case.migration.reconciling`` and never changed but for the note in which a
    person explains what is wrong with it.
    """

    _name = "case.migration.trust"
    _description = "Case Migration Trust Ledger"
    _order = "flagged desc, id"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration that has read the ledger.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, help="The company that the migration is for."
    )
    matter = fields.Char(
        help="The case that the money is for, as the source calls it.",
        **PRIVATE,
    )
    client = fields.Char(
        help="Whose money it is, as the source calls them.",
        **PRIVATE,
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Case in Odoo",
        ondelete="set null",
        help="What the case has become in Odoo.",
        **PRIVATE,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client in Odoo",
        ondelete="set null",
        help="Who the client is in Odoo.",
        **PRIVATE,
    )
    currency = fields.Char(
        readonly=True, help="Its code; that of the company when none is stated."
    )
    currency_id = fields.Many2one(
        "res.currency",
        string="Currency in Odoo",
        readonly=True,
        ondelete="restrict",
        help="Empty when Odoo does not have the currency.",
    )
    entry_count = fields.Integer(
        string="Entries", readonly=True, help="How many movements there were."
    )
    first_on = fields.Date(readonly=True, help="The day of the first movement.")
    last_on = fields.Date(readonly=True, help="The day of the last movement.")
    deposits = fields.Monetary(help="All that came in.", **AMOUNT)
    withdrawals = fields.Monetary(help="All that went out.", **AMOUNT)
    balance = fields.Monetary(
        string="Computed", help="What the movements make.", **AMOUNT
    )
    is_stated = fields.Boolean(
        readonly=True, help="Whether the source states a balance for this ledger."
    )
    stated = fields.Monetary(help="What the source says is there.", **AMOUNT)
    difference = fields.Monetary(
        help="What is stated, less what the movements make.", **AMOUNT
    )
    negative_count = fields.Integer(
        string="Negative days",
        readonly=True,
        help="Days with movements at whose end less than nothing was there.",
    )
    negative_on = fields.Date(
        string="Negative first on", readonly=True, help="The first of these days."
    )
    negative_days = fields.Text(
        help="All of these days, each with the balance at its end.", **PRIVATE
    )
    lowest = fields.Monetary(help="The lowest balance that there ever was.", **AMOUNT)
    orphan = fields.Selection(
        [
            ("matter", "The case is unknown"),
            ("client", "The client is unknown"),
            ("both", "Case and client are unknown"),
        ],
        readonly=True,
        help="What of the ledger leads nowhere: the source does not have it.",
    )
    unreadable = fields.Integer(
        readonly=True, help="Movements whose amount cannot be read. They count nothing."
    )
    flagged = fields.Boolean(
        readonly=True,
        help="There is a difference, a negative balance, an orphan, or an amount that "
        "cannot be read.",
    )
    note = fields.Text(
        groups="crm_case_migration.group_manager",
        help="What a person has found out about it.",
    )

    def _compute_display_name(self):
        for ledger in self:
            ledger.display_name = f"{ledger.currency} {ledger.id}"

    def write(self, vals):
        if not self.env.su and vals.keys() - {"note"}:
            raise AccessError(
                self.env._("Of a trust ledger, only the note can be changed.")
            )
        return super().write(vals)
