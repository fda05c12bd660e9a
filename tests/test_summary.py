import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..lib.tables import write_xlsx
from .loader_case import LoaderCase


@tagged("post_install", "-at_install")
class TestSummary(LoaderCase):
    """What came of it, on paper and as a table."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.load(
            activitys=[
                {
                    "id": "a1",
                    "case_id": "m1",
                    "summary": "Call",
                    "due_on": "2030-01-01",
                },
                {"id": "a2", "case_id": "nowhere", "due_on": "2030-01-01"},
            ]
        )
        cls.step("action_validate")
        cls.summary = cls.job._summary()

    def html(self, lang=None):
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html(
            "crm_case_migration.report_summary", self.job.ids
        )
        return html.decode()

    def test_the_success_rate(self):
        total = self.summary["total"]
        rows = self.job.get_summary()
        self.assertEqual(total["source"], sum(row["source"] for row in rows))
        self.assertEqual(total["failed"], 1)
        self.assertAlmostEqual(
            total["success"], 100 * total["loaded"] / total["source"]
        )

    def test_errors_by_kind(self):
        errors = {(row["kind"], row["count"]) for row in self.summary["errors"]}
        self.assertIn(("record_missing", 1), errors)
        self.assertIn(("no_user", 1), errors)
        self.assertIn("What it belongs to is missing", self.html())

    def test_records_for_review_with_links(self):
        record = self.record("activitys", "a2")
        [row] = [row for row in self.summary["review"] if row["key"] == "a2"]
        self.assertIn(f"/odoo/case.migration.record/{record.id}", row["link"])
        self.assertEqual(row["object"], "Activity")
        page = self.html()
        self.assertIn(row["link"], page)
        self.assertRegex(page, r"show\s*</a>")  # the findings on the data as a whole
        self.assertTrue(all(one["link"] for one in self.summary["review"]))

    def test_what_is_said_of_several_records_is_said_once(self):
        review = [
            {"object": "Note", "message": "Empty.", "key": key, "link": f"/{key}"}
            for key in ("n1", "n2")
        ]
        together = self.env["case.migration.summary"]._together(review)
        self.assertEqual(together, [("Note", "Empty.", [("n1", "/n1"), ("n2", "/n2")])])
        for kind in self.summary["kinds"]:
            counts = [row["count"] for row in kind["objects"]]
            self.assertEqual(kind["count"], sum(counts))
        self.assertEqual(
            sum(row["count"] for row in self.summary["kinds"]),
            sum(row["count"] for row in self.summary["errors"]),
        )

    def test_duration_and_rate(self):
        time = self.summary["time"]
        self.assertEqual(time["started"], self.job.started_on)
        self.assertGreater(time["per_second"], 0)

    def test_what_was_made(self):
        made = {row["model"]: row["created"] for row in self.summary["made"]}
        self.assertEqual((made["crm.lead"], made["mail.activity"]), (1, 1))

    def test_who_confirmed_what(self):
        rows = [row for row in self.summary["confirmed"] if "Case" in row["what"]]
        self.assertEqual(rows[0]["user"], self.env.user.name)
        self.assertTrue(rows[0]["last"])
        self.assertTrue(
            [row for row in self.summary["confirmed"] if "Own" in row["what"]]
        )

    def test_what_was_decided_by_hand_is_in_it_too(self):
        record = self.record("activitys", "a2")
        self.job._skip(record, "Not needed")
        [row] = self.env["case.migration.summary"]._decided(self.job)
        self.assertEqual(
            (row["what"], row["user"], row["count"]),
            ("Left out by hand", self.env.user.name, 1),
        )
        self.assertIn("Left out by hand", self.html())

    def test_the_checks_are_in_it(self):
        self.assertEqual(len(self.summary["checks"]), len(self.job.check_ids))
        [fields] = [one for one in self.job.check_ids if one.kind == "fields"]
        self.assertIn(fields.message, self.html())
        passed = {row["name"]: row["checks"] for row in self.summary["passed"]}
        counts = self.job.check_ids.filtered(lambda one: one.kind == "counts")
        self.assertEqual(passed["All accounted for"], len(counts))
        counts[2].state = "failed"
        self.assertIn(counts[2].message, self.html())
        states = [row["state"] for row in self.job._summary()["checks"]]
        self.assertEqual(states[0], "failed")

    def test_it_is_in_the_language_of_the_firm(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.ui.view"].search(
            [("key", "=", "crm_case_migration.report_summary_document")]
        ).update_field_translations(
            "arch_db", {"fr_FR": {"Migration summary": "Bilan de la migration"}}
        )
        self.job.company_id.partner_id.lang = "fr_FR"
        self.assertIn("Bilan de la migration", self.html())

    def test_it_is_in_the_layout_of_the_firm(self):
        self.job.company_id.report_header = "Doe and Partners, at law"
        self.assertIn("Doe and Partners, at law", self.html())

    def test_as_a_workbook(self):
        stream = io.BytesIO()
        write_xlsx(self.job._exported("summary"), stream)
        book = load_workbook(stream)
        self.assertEqual(len(book.sheetnames), 7)
        figures = dict(row for row in book["Figures"].iter_rows(values_only=True))
        self.assertEqual(
            figures["Records of the source"], self.summary["total"]["source"]
        )
        keys = [row[1] for row in book["To review"].iter_rows(values_only=True)]
        self.assertIn("a2", keys)

    def test_it_is_for_managers(self):
        user = new_test_user(
            self.env, "summary_user", groups="crm_case_migration.group_user"
        )
        with self.assertRaises(AccessError):
            self.job.with_user(user)._exported("summary")
        with self.assertRaises(AccessError):
            self.job.with_user(user).action_open_summary()
