import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..lib.tables import write_xlsx
from ..lib.transforms import TRANSFORMS
from ..models.mapping.transform_words import transform_words
from .common import MigrationCase

FIRM = {
    "contacts": [{"id": "c1", "first_name": "Jane", "email": "j@x.test"}],
    "matters": [
        {"id": "m1", "title": "One", "status": "Open", "priority": "Urgent"},
        {"id": "m2", "title": "Two", "status": "Open", "priority": "High"},
    ],
    "workflows": [{"id": "w1", "name": "Intake"}],
}


@tagged("post_install", "-at_install")
class TestAssessment(MigrationCase):
    """What is known before the run can be read, printed, taken along and used again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = cls.connection.streams = FIRM
        cls.step("action_discover")
        cls.step("action_propose")
        cls.job.action_confirm()

    def _line(self, name, job=None):
        return (job or self.job).line_ids.filtered(
            lambda line: line.source_field == name and line.target_field == name
        )[:1]

    # ---------------------------------------------------------------- assessment

    def test_it_says_which_objects_map(self):
        found = self.job._assess()
        objects = {one["object"]: one for one in found["objects"]}
        self.assertEqual(found["mapped"], 2)
        self.assertEqual(len(objects), 3)
        self.assertEqual(objects["case"]["records"], 2)
        self.assertFalse(objects["workflow"]["is_mapped"])
        self.assertTrue(objects["workflow"]["is_handed_over"])

    def test_the_grade_has_reasons_that_were_measured(self):
        found = self.job._assess()
        self.assertIn(found["grade"], "ABCD")
        sentences = " ".join(one["sentence"] for one in found["reasons"])
        for text in ("4 records", "new fields", "One value that no list"):
            self.assertIn(text, sentences)
        # What there is none of is no reason.
        self.assertNotRegex(sentences, r"(^| )0 ")
        self.assertNotIn("kinds of", sentences)

    def _measure(self, kind, records, seconds, job=None):
        self.env["case.migration.batch"].create(
            {
                "job_id": (job or self.job).id,
                "company_id": self.env.company.id,
                "kind": kind,
                "state": "done",
                "total": records,
                "seconds": seconds,
            }
        )

    def test_reading_takes_as_long_as_this_source_has_taken(self):
        batches = self.job.batch_ids.filtered(lambda one: one.kind == "extract")
        batches.write({"total": 0, "seconds": 0})
        self._measure("extract", 2, 600, self.job.copy())
        self.assertFalse(self.job._assess()["times"]["reading_is_measured"])
        self._measure("extract", 2, 600)
        times = self.job._assess()["times"]
        self.assertTrue(times["reading_is_measured"])
        # 3 records that are loaded, at 300 seconds each.
        self.assertEqual(times["reading"], "about 15 minutes")

    def test_loading_takes_as_long_as_this_odoo_has_taken_for_any_migration(self):
        self.env["case.migration.batch"].search([("kind", "=", "load")]).unlink()
        times = self.job._assess()["times"]
        self.assertFalse(times["loading_is_measured"])
        self._measure("load", 2, 1200, self.job.copy())
        times = self.job._assess()["times"]
        self.assertTrue(times["loading_is_measured"])
        minutes = 30 // max(times["lanes"], 1)
        self.assertEqual(times["loading"], f"about {minutes} minutes")

    def test_it_can_be_printed(self):
        for report, text in (
            ("report_assessment", "Objects that map"),
            ("report_specification", "priority"),
            ("report_specification", "link to a migrated record"),
            ("report_specification", "→ <span>Lead</span>"),
        ):
            with self.subTest(report):
                html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                    f"crm_case_migration.{report}", self.job.ids
                )
                self.assertIn(text, html.decode())

    def test_every_transformation_has_words(self):
        for name in TRANSFORMS:
            with self.subTest(name):
                words = transform_words(self.env, name)
                self.assertNotIn("_", words)
                self.assertTrue(words != name or name in ("date", "text"))

    def test_it_is_printed_in_a_page_of_its_own(self):
        """Printing takes long for a large firm; the screen is not to wait for it."""
        for name in ("assessment", "specification"):
            action = getattr(self.job, f"action_print_{name}")()
            self.assertEqual(action["target"], "new")
            place = rf"/crm_case_migration\.report_{name}_document/{self.job.id}"
            self.assertRegex(action["url"], f"^/report/(pdf|html){place}$")

    def test_it_is_for_managers(self):
        user = new_test_user(
            self.env, "follower", groups="crm_case_migration.group_user"
        )
        with self.assertRaises(AccessError):
            self.job.with_user(user).read(["assessment"])
        with self.assertRaises(AccessError):
            self.job.with_user(user).action_print_specification()

    def test_no_report_opens_for_others_by_its_address(self):
        user = new_test_user(
            self.env, "follower", groups="crm_case_migration.group_user"
        )
        reports = self.env["ir.actions.report"].search(
            [("model", "=like", "case.migration.%")]
        )
        self.assertGreater(len(reports), 3)
        for report in reports:
            with self.subTest(report.report_name), self.assertRaises(AccessError):
                self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                    report.report_name, self.job.ids
                )
        manager = new_test_user(
            self.env, "boss", groups="crm_case_migration.group_manager"
        )
        report = self.env["ir.actions.report"].with_user(manager)
        for name in set(reports.mapped("report_name")):
            self.assertTrue(report._render_qweb_html(name, self.job.ids))

    # ---------------------------------------------------------------- specification

    def test_the_specification_says_who_agreed_to_what_and_when(self):
        stream = io.BytesIO()
        write_xlsx(self.job._exported("specification"), stream)
        book = load_workbook(stream)
        rows = list(book["Map"].iter_rows(values_only=True))
        heads = rows[0]
        row = next(
            dict(zip(heads, row, strict=True))
            for row in rows
            if row[1] == "priority" and row[3] == "priority"
        )
        self.assertEqual(row["Type"], "By a list of values")
        self.assertEqual(row["Confirmed by"], self.env.user.name)
        self.assertTrue(row["Confirmed on"])
        self.assertTrue(row["Reason"])
        values = [row[3:] for row in book["Values"].iter_rows(values_only=True)]
        self.assertIn(("High", None, "2", 1), values)

    def test_the_checklist_can_be_taken_along(self):
        [sheet] = self.job._exported("checklist")
        self.assertIn("This Odoo", {row[0] for row in sheet.rows})

    # ---------------------------------------------------------------- templates

    def _next_job(self):
        job = self.job.copy()
        self.step("action_discover", job)
        self.step("action_propose", job)
        return job

    def test_a_map_is_used_again_with_its_values(self):
        line = self._line("priority")
        line.value_ids.filtered(
            lambda one: one.source_value == "Urgent"
        ).target_value = "3"
        self._line("description").write({"mapping_type": "not_migrated"})
        template = self.env["case.migration.template"].browse(
            self.job.action_save_template()["res_id"]
        )
        self.assertGreater(template.line_count, 5)
        job = self._next_job()
        job.template_id = template
        job.action_load_template()
        loaded = self._line("priority", job)
        self.assertEqual(
            {one.source_value: one.target_value for one in loaded.value_ids}["Urgent"],
            "3",
        )
        self.assertIn("template", loaded.reason)
        self.assertFalse(loaded.confirmed)
        self.assertEqual(
            [one._to_lib() for one in loaded], [one._to_lib() for one in line]
        )

    def test_a_template_of_another_system_is_refused(self):
        template = self.env["case.migration.template"]._save(self.job)
        other = self.env["case.migration.profile"].search([("code", "=", "backdocket")])
        template.profile_id = other
        self.job.template_id = template
        with self.assertRaisesRegex(UserError, "is for BackDocket"):
            self.job.action_load_template()

    def test_without_a_map_there_is_nothing_to_save(self):
        with self.assertRaisesRegex(UserError, "no map"):
            self.job.copy().action_save_template()
