import base64
import csv
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..lib.tables import write_csv, write_xlsx
from .common import MigrationCase

FIRM = {
    "contacts": [{"id": "c1", "first_name": "Jane", "last_name": "Doe"}],
    "matters": [
        {"id": "m1", "title": "", "client_id": "c1", "open_date": "2024-01-01"},
        {"id": "m2", "title": "", "client_id": "c1", "open_date": "2024-01-02"},
        {"id": "m3", "title": "Whole", "client_id": "c1", "description": "old"},
    ],
}


@tagged("post_install", "-at_install")
class TestFindingWork(MigrationCase):
    """Findings are worked on: put right, loaded again, left out, sent as a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = {name: [dict(one) for one in rows] for name, rows in FIRM.items()}
        cls.migrate(cls.streams)

    def setUp(self):
        super().setUp()
        self.connection.streams = self.streams

    def finding(self, key):
        return self.env["case.migration.finding"].search(
            [
                ("record_id", "=", self.record("matters", key).id),
                ("severity", "=", "3_error"),
            ]
        )

    def summary(self):
        return {row["object"]: row for row in self.job.get_summary()}["case"]

    def correct(self, finding, retry=True, **values):
        action = finding.action_correct()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        for name, value in values.items():
            wizard.line_ids.filtered(lambda one, n=name: one.field == n).value = value
        (wizard.action_retry if retry else wizard.action_keep)()
        if retry:
            self.work(self.job)
        return wizard

    def audited(self, operation):
        return self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("operation", "=", operation)]
        )

    # ---------------------------------------------------------------- the list

    def test_a_finding_is_assigned_to_a_person(self):
        user = new_test_user(self.env, "finder", groups="crm_case_migration.group_user")
        finding = self.finding("m1").with_user(user)
        finding.user_id = user
        finding.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)
        self.assertEqual(finding.activity_ids.user_id, user)
        with self.assertRaises(AccessError):
            finding.action_retry()
        with self.assertRaises(AccessError):
            finding.mapped("source_table")

    def test_many_are_decided_on_and_assigned_at_once(self):
        user = new_test_user(
            self.env, "decider", groups="crm_case_migration.group_user"
        )
        findings = (self.finding("m1") | self.finding("m2")).with_user(user)
        self.assertEqual(len(findings), 2)
        findings.write({"user_id": user.id})
        findings.action_accept()
        self.assertEqual(set(findings.mapped("decision")), {"accepted"})
        findings.action_solve()
        self.assertEqual(set(findings.mapped("decision")), {"solved"})
        self.assertEqual(findings.user_id, user)

    def test_many_are_tried_again_at_once(self):
        for payload in self.streams["matters"][:2]:
            self.record("matters", payload["id"]).payload = {**payload, "title": "Now"}
        findings = self.finding("m1") | self.finding("m2")
        findings.action_retry()
        self.work(self.job)
        for key in ("m1", "m2"):
            self.assertEqual(self.target("matters", key).name, "Now")

    def test_kinds_are_told_in_words_also_above_the_groups(self):
        finding = self.finding("m1")
        finding.sudo().kind = "record_missing"
        self.assertEqual(finding.kind_label, "What it belongs to is missing")
        self.assertEqual(finding.display_name, f"{finding.kind_label}: Case m1")
        domain = [("id", "=", finding.id)]
        opened = [
            {
                "value": finding.kind_label,
                "folded": False,
                "limit": 80,
                "offset": 0,
                "progressbar_domain": None,
                "groups": [],
            }
        ]
        for arguments in ({}, {"opening_info": opened}):
            [group] = finding.web_read_group(domain, ["kind"], **arguments)["groups"]
            self.assertEqual(group["kind"], finding.kind_label)
        [chart] = finding.formatted_read_group(domain, ["kind"], ["__count"])
        [[table]] = finding.formatted_read_grouping_sets(domain, [["kind"]])
        self.assertEqual({chart["kind"], table["kind"]}, {finding.kind_label})
        finding.sudo().kind = "of_another_addon"
        self.assertEqual(finding.kind_label, "Of another addon")

    def test_a_manager_sees_the_source_data(self):
        self.assertIn("2024-01-01", self.finding("m1").source_table)
        self.assertTrue(self.finding("m1").can_retry)

    # ---------------------------------------------------------------- correcting

    def test_a_corrected_value_is_loaded_and_logged(self):
        wizard = self.correct(self.finding("m1"), title="Doe v. Roe")
        self.assertTrue(wizard.line_ids[:1].named)
        self.assertEqual(wizard.line_ids[:1].field, "title")
        self.assertEqual(self.target("matters", "m1").name, "Doe v. Roe")
        self.assertEqual(self.record("matters", "m2").state, "failed")
        record = self.record("matters", "m1")
        self.assertEqual(
            record.corrections, {"title": {"from": "", "to": "Doe v. Roe"}}
        )
        line = self.audited("correct")
        self.assertEqual(
            (line.before, line.after), ({"title": ""}, {"title": "Doe v. Roe"})
        )
        self.assertFalse(self.job.check_audit())
        self.assertEqual((self.summary()["created"], self.summary()["failed"]), (2, 1))

    def test_it_holds_until_the_source_says_something_else(self):
        self.correct(self.finding("m1"), title="Doe v. Roe")
        lead = self.target("matters", "m1")
        self.step("action_delta")
        self.assertEqual(lead.name, "Doe v. Roe")
        matter = self.streams["matters"][0]
        self.addCleanup(matter.update, dict(matter))
        matter["title"] = "Doe v. Roe and Poe"
        self.step("action_delta")
        self.assertEqual(lead.name, "Doe v. Roe and Poe")

    def test_keeping_it_twice_changes_and_logs_nothing_more(self):
        self.correct(self.finding("m1"), retry=False, title="X")
        self.correct(self.finding("m1"), retry=False, title="X")
        self.assertEqual(len(self.audited("correct")), 1)
        self.step("action_retry_failed")
        self.assertEqual(self.target("matters", "m1").name, "X")

    def test_a_record_that_is_loaded_is_updated(self):
        lead = self.target("matters", "m3")
        finding = self.env["case.migration.finding"].create(
            {
                "job_id": self.job.id,
                "company_id": self.env.company.id,
                "record_id": self.record("matters", "m3").id,
                "kind": "odd",
                "message": "Odd",
            }
        )
        self.correct(finding, description="new")
        self.assertIn("new", lead.description)
        with self.assertRaisesRegex(UserError, "to be loaded again"):
            finding.action_retry()
        self.step("action_rollback")
        self.assertFalse(lead.exists())

    # ---------------------------------------------------------------- decisions

    def test_many_are_left_out_with_a_reason(self):
        findings = self.finding("m1") | self.finding("m2")
        wizard = self.env["case.migration.skip"].browse(
            findings.action_skip()["res_id"]
        )
        wizard.reason = "Test records"
        wizard.action_skip()
        for key in ("m1", "m2"):
            record = self.record("matters", key)
            self.assertEqual(
                (record.state, record.reason_kind, record.reason),
                ("skipped", "left_out_by_hand", "Test records"),
            )
        self.assertEqual(set(findings.mapped("decision")), {"accepted"})
        row = self.summary()
        self.assertEqual(
            (row["source"], row["created"], row["skipped"], row["failed"]), (3, 1, 2, 0)
        )
        self.assertEqual(len(self.audited("skip")), 2)
        self.assertFalse(self.job.check_audit())
        with self.assertRaisesRegex(UserError, "that failed"):
            wizard.action_skip()

    def test_what_is_about_no_record_cannot_be_loaded_again(self):
        finding = self.env["case.migration.finding"].create(
            {
                "job_id": self.job.id,
                "company_id": self.env.company.id,
                "kind": "row",
                "message": "m",
            }
        )
        with self.assertRaisesRegex(UserError, "about no record"):
            finding.action_retry()

    # ---------------------------------------------------------------- the error file

    def error_file(self, write=write_csv, **titles):
        """The error file of the cases, with other titles by key."""
        [sheet] = self.job._exported("failed-case")
        self.assertEqual(list(sheet.columns[:3]), ["Error", "Source ID", "List"])
        place = sheet.columns.index("title")
        rows = [list(row) for row in sheet.rows]
        for row in rows:
            row[place] = titles.get(row[1], row[place])
        file = io.BytesIO()
        sheets = [type(sheet)(sheet.name, sheet.columns, rows)]
        write(sheets, file)
        return file.getvalue()

    def upload(self, content, name="failed.csv"):
        wizard = self.env["case.migration.error.upload"].create(
            {
                "job_id": self.job.id,
                "file": base64.b64encode(content),
                "file_name": name,
            }
        )
        wizard.action_upload()
        self.work(self.job)

    def test_the_error_file_has_the_rows_as_they_came(self):
        text = self.error_file().decode("utf-8-sig")
        first, second = csv.DictReader(io.StringIO(text))
        self.assertEqual(first["Source ID"], "m1")
        self.assertIn("name", first["Error"])
        self.assertEqual(
            (first["open_date"], second["open_date"]), ("2024-01-01", "2024-01-02")
        )
        self.assertEqual(len(self.job._exported("failed")), 1)

    def test_it_is_corrected_and_uploaded_again(self):
        for write, name in ((write_csv, "a.csv"), (write_xlsx, "a.xlsx")):
            with self.subTest(name), self.env.cr.savepoint() as point:
                self.upload(self.error_file(write, m1="=One", m2="Two"), name)
                self.assertEqual(self.target("matters", "m1").name, "=One")
                self.assertEqual(self.target("matters", "m2").name, "Two")
                self.assertEqual(self.summary()["failed"], 0)
                corrections = self.record("matters", "m1").corrections
                self.assertEqual(corrections.keys(), {"title"})
                self.env.flush_all()
                point.rollback()
                self.env.invalidate_all()

    def test_what_stays_wrong_fails_again(self):
        self.upload(self.error_file(m1="One"))
        self.assertEqual(self.record("matters", "m1").state, "created")
        self.assertEqual(self.record("matters", "m2").state, "failed")

    def test_a_bad_upload_says_where_and_changes_nothing(self):
        head = "Error,Source ID,List,title\r\n"
        for content, sentence in (
            (
                head + ",m9,matters,X\r\n,m1,matters,One\r\n",
                "Row 2, column “Source ID”.*“m9”",
            ),
            (head + ",m1,matters,X\r\n,m1,matters,Y\r\n", "Row 3.*already"),
            ("a,b\r\n1,2\r\n", "no column “Source ID”"),
            (head, "no rows"),
        ):
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                self.upload(content.encode())
        with self.assertRaisesRegex(UserError, "of no kind that can be read"):
            self.upload(b"x", "a.exe")
        self.assertEqual(self.record("matters", "m1").state, "failed")
        self.assertFalse(self.record("matters", "m1").corrections)
