from datetime import date

from odoo.tests import tagged

from .loader_case import LoaderCase

INVOICE = {
    "client_id": "c1",
    "number": "INV-1",
    "issued_on": "2024-01-05",
    "due_on": "2024-02-04",
    "currency": "USD",
    "lines": [
        {"text": "Legal research", "hours": 1.5, "rate": 200, "amount": 300},
        {"text": "Filing fee", "amount": "75.50"},
    ],
    "total": "375.50",
    "paid": 0,
}


@tagged("post_install", "-at_install")
class TestLoaderAccountMove(LoaderCase):
    """Invoices are always kept for the data set, and drafts only where wanted."""

    def setUp(self):
        super().setUp()
        if self._testMethodName.startswith("test_draft") and not self.has_account():
            self.skipTest("Accounting is not installed.")

    def has_account(self):
        return "account.move" in self.env

    def load_invoice(self, **payload):
        return self.load_one("billing", **{**INVOICE, **payload})

    def test_unless_asked_for_nothing_is_made(self):
        self.assertFalse(self.load_invoice())
        record = self.record("billings", "1")
        self.assertEqual(record.payload["number"], "INV-1")
        if self.has_account():
            self.assertEqual(
                (record.state, record.reason_kind), ("skipped", "data_set")
            )

    def test_without_accounting_the_loader_says_so(self):
        loader = self.env["case.migration.loader.account_move"]
        self.job.make_invoices = True
        reason = loader._unavailable(self.job)
        self.assertEqual(bool(reason), not self.has_account())

    def test_draft_with_client_dates_and_case(self):
        self.job.make_invoices = True
        move = self.load_invoice()
        self.assertEqual((move.state, move.move_type), ("draft", "out_invoice"))
        self.assertEqual(move.partner_id, self.target("contacts", "c1"))
        self.assertEqual(move.ref, "INV-1")
        self.assertEqual(move.invoice_date, date(2024, 1, 5))
        self.assertEqual(move.invoice_date_due, date(2024, 2, 4))
        self.assertEqual(move.currency_id.name, "USD")
        self.assertEqual(
            move.invoice_line_ids.mapped("name"),
            ["Doe v. Roe: Legal research", "Doe v. Roe: Filing fee"],
        )
        self.assertEqual(move.amount_total, 375.5)
        self.assertFalse(move.invoice_line_ids.tax_ids)
        self.assertFalse(self.kinds("billings"))
        self.assertFalse(move.message_follower_ids)

    def test_draft_whose_total_differs(self):
        self.job.make_invoices = True
        self.load_invoice(total=400)
        self.assertEqual(self.kinds("billings"), ["total_differs"])

    def test_draft_that_is_paid_in_the_source(self):
        self.job.make_invoices = True
        move = self.load_invoice(paid=375.5)
        self.assertEqual(move.payment_state, "not_paid")
        self.assertEqual(self.kinds("billings"), ["paid_in_source"])

    def test_draft_without_lines(self):
        self.job.make_invoices = True
        self.assertFalse(self.load_invoice(lines=[], total=0).invoice_line_ids)
        self.assertEqual(self.kinds("billings"), ["no_lines"])

    def test_draft_without_a_client_fails(self):
        self.job.make_invoices = True
        self.assertFalse(self.load_invoice(client_id="nobody"))
        self.assertEqual(self.record("billings", "1").reason_kind, "no_client")

    def test_draft_is_taken_back(self):
        self.job.make_invoices = True
        move = self.load_invoice()
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(move.exists())

    def test_draft_with_a_line_that_people_have_changed_is_kept(self):
        self.job.make_invoices = True
        move = self.load_invoice()
        move.invoice_line_ids[0].price_unit = 210
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertEqual(len(move.invoice_line_ids), 2)
        self.assertEqual(move.invoice_line_ids[0].price_unit, 210)
