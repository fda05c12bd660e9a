from odoo import models
from odoo.fields import Command


class CaseMigrationLoaderAccountMove(models.AbstractModel):
    """Invoices: always kept for the billing data set, and made as drafts where
    Odoo's accounting is installed and the job says so. Nothing is ever posted.

    The map fills ``lead_id`` with the case, ``partner_id``, ``ref``,
    ``invoice_date``, ``invoice_date_due``, ``currency_id``, ``lines`` with objects
    (name, quantity, price, amount), ``total`` and ``paid``. The case's name is in
    each line. Lines carry no taxes but those of the source: none.
    """

    _name = "case.migration.loader.account_move"
    _inherit = "case.migration.loader"
    _description = "Case Migration Loader: Invoices"
    _target = "account.move"
    _further_targets = ("lead_id", "lines", "total", "paid", "state_in_source")
    _needs = ("partner_id",)
    _updates = False

    def _unavailable(self, job):
        if self._target not in self.env:
            return (
                "data_set",
                self.env._(
                    "Accounting is not installed; the invoice is in the billing data "
                    "set."
                ),
            )
        if not job.make_invoices:
            return (
                "data_set",
                self.env._("Not asked for; the invoice is in the billing data set."),
            )
        return ()

    def _prepare(self, items, job):
        self.env["account.move"].check_access("create")
        leads = self._case_names(items)
        for item in items:
            values = item.values
            lead = leads.get(values.pop("lead_id", None), "")
            lines = values.pop("lines", None) or []
            total, paid = values.pop("total", None), values.pop("paid", None)
            values.pop("state_in_source", None)
            if not values.get("partner_id"):
                item.end(
                    "failed",
                    "no_client",
                    self.env._("The invoice's client is not in Odoo."),
                )
                continue
            if not lines:
                item.note("no_lines", self.env._("The invoice has no lines."), "lines")
            self._note_paid(item, paid)
            values["move_type"] = "out_invoice"
            values["company_id"] = job.company_id.id
            due = values.get("invoice_date_due") or values.get("invoice_date")
            # Odoo would take today.
            values["invoice_date_due"] = due
            values["invoice_payment_term_id"] = False
            values["invoice_line_ids"] = [
                Command.create(invoice_line(line, lead)) for line in lines
            ]
            item.memo["total"] = total

    def _case_names(self, items):
        ids = {item.values.get("lead_id") for item in items} - {None, False}
        leads = self.env["crm.lead"].browse(ids)
        return {lead.id: lead.name for lead in leads}

    def _note_paid(self, item, paid):
        if paid:
            item.note(
                "paid_in_source",
                self.env._(
                    "The invoice is paid in the source; payments are not migrated."
                ),
                "paid",
                "1_info",
            )

    def _load(self, items, targets):  # pylint: disable=missing-return
        super()._load(items, {*targets, "amount_total", "state"})
        for item in items:
            total, made = item.memo["total"], item.after["amount_total"]
            if total is not None and abs(total - made) >= 0.01:
                item.note(
                    "total_differs",
                    self.env._(
                        "The lines make %(made)s, the source states %(total)s.",
                        made=made,
                        total=total,
                    ),
                    "total",
                )


def invoice_line(line, lead):
    """A line as the source has it, with the case in front of its text."""
    quantity = _number(line.get("quantity"), 1.0)
    price = _number(line.get("price"), None)
    if price is None:
        price = _number(line.get("amount"), 0.0) / (quantity or 1.0)
    text = ": ".join(filter(None, (lead, line.get("name"))))
    return {
        "name": text or "/",
        "quantity": quantity,
        "price_unit": price,
        "tax_ids": [Command.clear()],
    }


def _number(value, otherwise):
    try:
        return float(value)
    except (TypeError, ValueError):
        return otherwise
