from odoo import models

from ...lib.diff import BY_RULE, EQUAL, Verdict, compare


class CaseMigrationReadbackAccountMove(models.AbstractModel):
    """Invoices: drafts whose lines name the case."""

    _name = "case.migration.readback.account_move"
    _inherit = "case.migration.readback"
    _description = "Case Migration Reading Back: Invoices"

    def _judge_lead_id(self, mapping, item, record, expected):
        lead = self.env["crm.lead"].browse(expected or [])
        lines = record.invoice_line_ids.mapped("name")
        return lines or None, compare(
            "within", lead.name, " ".join(filter(None, lines))
        )

    def _rule_lead_id(self, mapping, item, record, expected, actual):
        return "" if expected and actual else self.env._("It has no case, or no lines.")

    def _judge_lines(self, mapping, item, record, expected):
        count = len(record.invoice_line_ids)
        return count, compare("integer", len(expected or []), count)

    def _judge_total(self, mapping, item, record, expected):
        return record.amount_total, compare("monetary", expected, record.amount_total)

    def _rule_total(self, mapping, item, record, expected, actual):
        made = sum(_amount(line) for line in item.values.get("lines") or [])
        if abs(made - actual) < 0.01:
            return self.env._("The lines make another sum than the source states.")
        return ""

    def _judge_paid(self, mapping, item, record, expected):
        if not expected:
            return None, Verdict(EQUAL)
        return None, Verdict(BY_RULE, self.env._("Payments are not migrated."))

    def _rule_invoice_date_due(self, mapping, item, record, expected, actual):
        if not expected and actual == record.invoice_date:
            return self.env._("The source gives no due date: that of the invoice.")
        return ""


def _amount(line):
    quantity, price = _number(line.get("quantity"), 1.0), line.get("price")
    if price in (None, ""):
        return _number(line.get("amount"), 0.0)
    return quantity * _number(price, 0.0)


def _number(value, otherwise):
    try:
        return float(value)
    except (TypeError, ValueError):
        return otherwise
