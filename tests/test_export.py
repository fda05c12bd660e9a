import csv
import io
import json
from datetime import timedelta
from unittest.mock import Mock, patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.job import case_migration_exporting
from .common import MigrationCase

FIRM = {
    "companies": [{"id": "co1", "name": "=HYPERLINK(1)"}],
    "contacts": [{"id": "c1", "first_name": "Jane", "email": "jane@acme.test"}],
}


@tagged("post_install", "-at_install")
class TestExport(HttpCase, MigrationCase):
    """Tables reach those who may have them, in files that are safe to open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.migrate(FIRM)
        for kind in ("user", "manager"):
            groups = f"base.group_user,crm_case_migration.group_{kind}"
            new_test_user(cls.env, f"export_{kind}", groups=groups)

    def fetch(self, ending, model="case.migration.job", res_id=None, user="manager"):
        self.authenticate(f"export_{user}", f"export_{user}")
        path = f"/crm_case_migration/export/{model}/{res_id or self.job.id}/{ending}"
        return self.url_open(path)

    def test_the_records_as_csv(self):
        response = self.fetch("records.csv")
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        text = response.content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(
            {(row["Source ID"], row["State"]) for row in rows},
            {("co1", "Created"), ("c1", "Created")},
        )

    def test_the_audit_log_as_json(self):
        lines = json.loads(self.fetch("audit.json").content)
        log = self.env["case.migration.audit.log"]
        self.assertEqual(len(lines), log.search_count([("job_id", "=", self.job.id)]))
        self.assertIn("=HYPERLINK(1)", str([line["After"] for line in lines]))

    def test_the_button_leads_there(self):
        action = self.job.action_export("records", "xlsx")
        self.authenticate("export_manager", "export_manager")
        response = self.url_open(action["url"])
        self.assertTrue(response.content.startswith(b"PK"))

    def test_more_rows_are_no_more_questions(self):
        record = self.record("contacts", "c1")
        self.env["case.migration.record"].create(
            [{**record.copy_data()[0], "key": f"k{number}"} for number in range(50)]
        )
        for kind in ("records", "audit"):
            with self.subTest(kind):
                [sheet] = self.job._exported(kind)
                self.env.flush_all()
                self.env.invalidate_all()
                with self.assertQueryCount(25):
                    list(sheet.rows)

    def test_rights_are_looked_at_for_a_page_and_not_for_each_value(self):
        record = self.record("contacts", "c1")
        self.env["case.migration.record"].create(
            [{**record.copy_data()[0], "key": f"r{number}"} for number in range(50)]
        )
        manager = self.env["res.users"].search([("login", "=", "export_manager")])
        [sheet] = self.job.with_user(manager)._exported("records")
        looked = Mock(side_effect=manager.has_groups)
        with patch.object(type(manager), "has_groups", looked):
            self.assertGreater(len(list(sheet.rows)), 50)
        self.assertLess(looked.call_count, 50)

    def test_who_may_not_read_a_field_gets_none_of_its_values(self):
        follower = self.env["res.users"].search([("login", "=", "export_user")])
        pages = self.job.with_user(follower)._export_pages(
            self.env["case.migration.audit.log"].with_user(follower),
            [("job_id", "=", self.job.id)],
            ["operation", "after"],
        )
        with self.assertRaises(AccessError):
            next(pages)

    def test_what_another_company_has_is_not_among_the_rows(self):
        manager = self.env["res.users"].search([("login", "=", "export_manager")])
        job = self.job.with_user(manager)
        of_job = [("job_id", "=", job.id)]
        log = job.env["case.migration.audit.log"]
        sheet = job._export_sheet("", log, of_job, ["key"])
        company = self.env["res.company"].create({"name": "Another"})
        self.cr.execute(
            "UPDATE case_migration_audit_log SET company_id = %s WHERE key = 'co1'",
            [company.id],
        )
        self.env.invalidate_all()
        keys = {key for [key] in sheet.rows}
        self.assertIn("c1", keys)
        self.assertNotIn("co1", keys)

    def test_cells_are_what_people_see(self):
        manager = self.env["res.users"].search([("login", "=", "export_manager")])
        manager.tz = "Asia/Tokyo"
        job = self.job.with_user(manager).with_context(tz="Asia/Tokyo")
        one = self.record("contacts", "c1")
        names = ["object", "state", "reason", "res_id", "job_id", "payload"]
        [row] = job._export_sheet(
            "", one.with_env(job.env).browse(), [("id", "=", one.id)], names
        ).rows
        payload = json.dumps(one.payload, ensure_ascii=False)
        state = dict(one._fields["state"]._description_selection(self.env))[one.state]
        self.assertEqual(row[1:], (state, None, one.res_id, job.display_name, payload))
        log = job.env["case.migration.audit.log"].search([("job_id", "=", job.id)])[0]
        sheet = job._export_sheet(
            "", log.browse(), [("id", "=", log.id)], ["create_date"]
        )
        self.assertEqual(list(sheet.rows), [(log.create_date + timedelta(hours=9),)])

    def test_rows_are_read_as_they_are_written_and_not_kept(self):
        [sheet] = self.job._exported("records")
        with patch.object(case_migration_exporting, "PAGE", 1):
            read = self.env["case.migration.record"].search_count(
                [("source_id", "=", self.source.id)]
            )
            self.assertGreater(read, 1)
            rows = iter(sheet.rows)
            queries = self.cr.sql_log_count
            next(rows)
            of_first = self.cr.sql_log_count - queries
            self.assertEqual(len(list(rows)), read - 1)
            self.assertGreater(self.cr.sql_log_count - queries, of_first)

    @mute_logger("odoo.http")
    def test_who_may_not_and_what_is_not_there(self):
        for status, arguments in (
            (403, {"ending": "records.csv", "user": "user"}),
            (404, {"ending": "records.pdf"}),
            (404, {"ending": "records.csv", "model": "res.partner"}),
            (404, {"ending": "records.csv", "model": "no.such.model"}),
            (404, {"ending": "records.csv", "res_id": 2**31 - 1}),
        ):
            with self.subTest(arguments):
                self.assertEqual(self.fetch(**arguments).status_code, status)
