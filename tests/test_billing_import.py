import io

from odoo.fields import Command
from odoo.tests import tagged

from ..lib.tables import write_csv
from .hand_over_case import HandOverCase

OPTIONS = {
    "has_headers": True,
    "separator": ",",
    "quoting": '"',
    "encoding": "",  # found out by Odoo, as for a person
    "date_format": "%Y-%m-%d",
    "datetime_format": "",
    "float_thousand_separator": "",
    "float_decimal_separator": ".",
}


@tagged("post_install", "-at_install")
class TestBillingImport(HandOverCase):
    """Odoo's own import takes the billing data set; needs accounting."""

    def setUp(self):
        super().setUp()
        if "account.move" not in self.env or "base_import.import" not in self.env:
            self.skipTest("Accounting is not installed.")

    def take_in(self, kind, model, **context):
        """Import a table as a person does: upload, see what matches, go.

        :return: the records made
        """
        file = io.BytesIO()
        write_csv(self.job._exported(kind), file)
        imports = self.env["base_import.import"].with_context(**context)
        wizard = imports.create(
            {
                "res_model": model,
                "file": file.getvalue(),
                "file_name": f"{kind}.csv",
                "file_type": "text/csv",
            }
        )
        preview = wizard.parse_preview(dict(OPTIONS))
        self.assertFalse(preview.get("error"))
        matches = preview["matches"]
        fields = [
            "/".join(matches.get(place) or ()) or False
            for place in range(len(preview["headers"]))
        ]
        for head, field in zip(preview["headers"], fields, strict=True):
            # Heads are technical names; those in words are for people.
            self.assertEqual(field, False if head[:1].isupper() else head)
        result = wizard.execute_import(fields, preview["headers"], dict(OPTIONS))
        self.assertFalse(result["messages"])
        return self.env[model].browse(result["ids"])

    def test_invoices_become_drafts_as_the_source_has_them(self):
        client = self.target("contacts", "c1")
        client.property_payment_term_id = self.env["account.payment.term"].search(
            [], limit=1
        )
        tax = self.env["account.tax"].search([("type_tax_use", "=", "sale")], limit=1)
        self.env.company.account_sale_tax_id = tax
        # As from the list of customer invoices.
        context = {"default_move_type": "out_invoice"}
        move = self.take_in("invoices", "account.move", **context)
        self.assertEqual((move.move_type, move.state), ("out_invoice", "draft"))
        self.assertEqual((move.partner_id, move.ref), (client, "INV-1"))
        self.assertEqual(str(move.invoice_date), "2024-01-05")
        self.assertEqual(str(move.invoice_date_due), "2024-02-04")
        self.assertEqual(move.currency_id.name, "USD")
        self.assertEqual(
            move.invoice_line_ids.mapped("name"),
            ["Doe v. Roe: Research", "Doe v. Roe: =Filing"],
        )
        self.assertFalse(move.invoice_line_ids.tax_ids)
        self.assertEqual(move.amount_total, 375.5)
        self.assertEqual(self.take_in("invoices", "account.move", **context), move)

    def test_time_and_expenses_become_analytic_lines_of_their_cases(self):
        self.env.user.group_ids = [
            Command.link(self.env.ref("analytic.group_analytic_accounting").id)
        ]
        accounts = self.take_in("billing_cases", "account.analytic.account")
        self.assertEqual(len(accounts), 3)
        entries = self.take_in("time_entries", "account.analytic.line")
        self.assertEqual(entries.mapped("unit_amount"), [1.5, 0.5])
        self.assertEqual(entries[0].account_id.name, "Doe v. Roe")
        self.assertEqual(entries[0].name, "Doe v. Roe: Research, Read the file")
        expenses = self.take_in("expenses", "account.analytic.line")
        self.assertEqual(expenses.mapped("amount"), [-12.1, -1])
        self.assertEqual(expenses[1].account_id.name, "No case")
