import hashlib

from odoo import models

from ...lib.tables import Sheet
from ..loaders.account_move import invoice_line

# External IDs of imported rows belong to no addon, or its next update removed them.
MODULE = "__crm_case_migration__"
_INVOICES = (
    "id",
    "partner_id/.id",
    "ref",
    "invoice_date",
    "invoice_date_due",
    "invoice_payment_term_id",
    "currency_id/.id",
    "invoice_line_ids/name",
    "invoice_line_ids/quantity",
    "invoice_line_ids/price_unit",
    "invoice_line_ids/tax_ids",
)
_CASES = ("id", "name", "plan_id/id", "partner_id/.id")
_LINES = (
    "id",
    "date",
    "name",
    "unit_amount",
    "amount",
    "account_id/id",
    "user_id/.id",
    "ref",
)
# The accounts of cases go into the plan that Odoo's own projects are in.
_PLAN = "analytic.analytic_plan_projects"


class CaseMigrationBilling(models.AbstractModel):
    """Makes the billing data set: tables whose heads are those of Odoo's own import.

    Invoices are for the list of customer invoices, where they become drafts; time
    entries and expenses for ``account.analytic.line``, on analytic accounts of the
    cases, whose
    table comes first. Heads in words, at the end, are for people: the import leaves
    such columns out. An empty column says "none", where Odoo would take a default.
    """

    _name = "case.migration.billing"
    _description = "Case Migration Billing Data Set"

    def _sheets(self, job, objects=("billing", "cases", "time_entry", "expense")):
        """:return: the sheets of these objects, as far as the job has them"""
        makers = {
            "billing": self._invoices,
            "cases": self._cases,
            "time_entry": self._time_entries,
            "expense": self._expenses,
        }
        return [makers[name](job) for name in objects]

    # ---------------------------------------------------------------- invoices

    def _invoices(self, job):
        labels = (
            self.env._("Case"),
            self.env._("Client in the source"),
            self.env._("Currency in the source"),
            self.env._("Total in the source"),
            self.env._("Paid in the source"),
            self.env._("State in the source"),
        )
        rows = (line for row in self._rows(job, "billing") for line in self._moves(row))
        return Sheet(self.env._("Invoices"), [*_INVOICES, *labels], rows)

    def _moves(self, row):
        """A row for each line; what the invoice has is in the first."""
        values, client = row.values, row.leads_to("partner_id")
        currency = row.leads_to("currency_id")
        issued = values.get("invoice_date") or None
        head = (
            f"{MODULE}.invoice_{row.record_id}",
            client.res_id,
            values.get("ref") or row.key,
            issued,
            values.get("invoice_date_due") or issued,
            None,
            currency.res_id,
        )
        case = self._case_name(row)
        told = (
            case,
            client.name or client.identity.partition(":")[2],
            currency.name,
            values.get("total"),
            values.get("paid"),
            values.get("state_in_source"),
        )
        nothing = (None,) * len(head)
        for number, line in enumerate(values.get("lines") or [{}]):
            cells = self._line(line, case) if line else (None,) * 4
            yield (*(nothing if number else head), *cells, *told)

    def _line(self, line, case):
        made = invoice_line(line, case)
        return made["name"], made["quantity"], made["price_unit"], None

    # ---------------------------------------------------------------- time and costs

    def _cases(self, job):
        """The analytic accounts that time entries and expenses are on."""
        return Sheet(self.env._("Cases"), list(_CASES), self._case_rows(job))

    def _case_rows(self, job):
        seen = set()
        for name in ("time_entry", "expense"):
            for row in self._rows(job, name):
                account = self._account(row)
                if account not in seen:
                    seen.add(account)
                    lead = self._lead(row)
                    yield (
                        account,
                        self._case_name(row),
                        _PLAN,
                        lead.partner_id.id or None,
                    )

    def _time_entries(self, job):
        labels = (
            self.env._("Case"),
            self.env._("Person in the source"),
            self.env._("Rate"),
            self.env._("Value"),
            self.env._("Currency in the source"),
            self.env._("Billable"),
        )
        rows = map(self._time_entry, self._rows(job, "time_entry"))
        return Sheet(self.env._("Time entries"), [*_LINES, *labels], rows)

    def _time_entry(self, row):
        values = row.values
        minutes = values.get("minutes")
        hours = values.get("hours") or (minutes / 60 if minutes else None)
        # What it is worth is no cost and, before it is billed, no income.
        return (
            *self._analytic(row, values.get("activity"), hours, None),
            self._case_name(row),
            row.leads_to("user_id").name,
            _number(values.get("rate")),
            _number(values.get("amount")),
            row.leads_to("currency_id").name,
            values.get("billable"),
        )

    def _expenses(self, job):
        labels = (
            self.env._("Case"),
            self.env._("Person in the source"),
            self.env._("Cost"),
            self.env._("Currency in the source"),
            self.env._("Billable"),
        )
        rows = map(self._expense, self._rows(job, "expense"))
        return Sheet(self.env._("Expenses"), [*_LINES, *labels], rows)

    def _expense(self, row):
        values = row.values
        amount = _number(values.get("amount"))
        cost = None if amount is None else -amount
        return (
            *self._analytic(row, values.get("category"), None, cost),
            self._case_name(row),
            row.leads_to("user_id").name,
            amount,
            row.leads_to("currency_id").name,
            values.get("billable"),
        )

    def _analytic(self, row, what, hours, amount):
        values = row.values
        text = ", ".join(filter(None, (what, values.get("name"))))
        return (
            f"{MODULE}.line_{row.record_id}",
            values.get("date") or None,
            ": ".join(filter(None, (self._case_name(row), text))) or "/",
            hours,
            amount,
            self._account(row),
            row.leads_to("user_id").res_id,
            row.key,
        )

    # ---------------------------------------------------------------- details

    def _rows(self, job, source_object):
        mapping = job.mapping_ids.filtered(lambda one: one.object == source_object)
        return self.env["case.migration.data.rows"]._rows(mapping) if mapping else ()

    def _account(self, row):
        """External ID of the analytic account of the row's case."""
        identity = row.leads_to("lead_id").identity
        digest = hashlib.sha256(identity.encode()).hexdigest()[:16]
        return f"{MODULE}.case_{digest if identity else 'none'}"

    def _lead(self, row):
        case = row.leads_to("lead_id")
        return self.env["crm.lead"].browse(
            (case.model == "crm.lead" and case.res_id) or ()
        )

    def _case_name(self, row):
        """Its name in Odoo, which has its number; else what the source calls it."""
        case = row.leads_to("lead_id")
        lead = self._lead(row)
        if lead:
            return lead.name
        return case.name or case.identity.partition(":")[2] or self.env._("No case")


def _number(text):
    """An exact decimal as a spreadsheet has numbers."""
    return float(text) if text else None
