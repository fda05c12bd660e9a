import csv
import io

from odoo.tests import tagged

from ..lib.tables import write_csv
from .hand_over_case import HandOverCase


@tagged("post_install", "-at_install")
class TestBilling(HandOverCase):
    """The billing data set: always there, in the form of Odoo's own import."""

    def rows(self, kind):
        [sheet] = self.job._exported(kind)
        return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]

    def test_each_object_is_counted_as_handed_over(self):
        rows = {row["object"]: row for row in self.job.get_summary()}
        for name in ("billing", "time_entry", "expense"):
            with self.subTest(name):
                self.assertTrue(rows[name]["handed_over"])
                self.assertEqual(rows[name]["source"], rows[name]["skipped"])
        self.assertFalse(rows["case"]["handed_over"])
        self.assertIn("time_entry", self.job.mapping_ids.mapped("object"))

    def test_before_a_run_it_is_said_that_they_are_not_loaded(self):
        question = self.job.action_ask_run()["res_id"]
        message = self.env["case.migration.ask"].browse(question).message
        text = " ".join(str(message).split())
        aside = self.job.mapping_ids.filtered("handed_over")
        loaded = (self.job.mapping_ids - aside).filtered("source_count")
        count = sum(loaded.mapped("source_count"))
        self.assertIn(f"<strong>{count} records of {len(loaded)} kinds", text)
        count = sum(aside.mapped("source_count"))
        self.assertIn(f"{count} records are not loaded, but handed over", text)
        self.assertIn("Time entries", text.partition("handed over")[-1])

    def test_an_invoice_has_its_case_in_each_line(self):
        first, second = self.rows("invoices")
        self.assertEqual(first["partner_id/.id"], self.target("contacts", "c1").id)
        self.assertEqual(first["ref"], "INV-1")
        self.assertEqual(str(first["invoice_date_due"]), "2024-02-04")
        self.assertEqual(first["currency_id/.id"], self.env.ref("base.USD").id)
        self.assertEqual(
            [row["invoice_line_ids/name"] for row in (first, second)],
            ["Doe v. Roe: Research", "Doe v. Roe: =Filing"],
        )
        self.assertEqual(
            [row["invoice_line_ids/price_unit"] for row in (first, second)], [200, 75.5]
        )
        self.assertFalse(second["id"])
        self.assertEqual(
            (first["Total in the source"], first["Case"]), (375.5, "Doe v. Roe")
        )

    def test_a_time_entry_by_hours_value_and_person(self):
        first, second = self.rows("time_entries")
        self.assertEqual(first["name"], "Doe v. Roe: Research, Read the file")
        self.assertEqual((first["unit_amount"], first["amount"]), (1.5, None))
        self.assertEqual(
            (first["Rate"], first["Value"], first["Billable"]), (200, 300, True)
        )
        self.assertEqual(str(first["date"]), "2024-01-04")
        self.assertEqual(second["Case"], "Doe v. Roe")

    def test_an_expense_is_a_cost(self):
        first, second = self.rows("expenses")
        self.assertEqual((first["amount"], first["Cost"]), (-12.1, 12.1))
        self.assertEqual(first["name"], "Doe v. Roe: Copies, 40 pages")
        self.assertIs(first["Billable"], False)
        self.assertEqual(second["Case"], "No case")

    def test_each_case_has_one_analytic_account(self):
        accounts = {row["id"]: row["name"] for row in self.rows("billing_cases")}
        lines = self.rows("time_entries") + self.rows("expenses")
        self.assertEqual(accounts.keys(), {row["account_id/id"] for row in lines})

    def test_a_file_of_it_is_safe_to_open(self):
        file = io.BytesIO()
        write_csv(self.job._exported("invoices"), file)
        text = file.getvalue().decode("utf-8-sig")
        self.assertEqual(len(list(csv.DictReader(io.StringIO(text)))), 2)
        self.assertEqual(len(self.job._exported("billing")), 4)
