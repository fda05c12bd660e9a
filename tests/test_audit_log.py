from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.support.snapshot import snapshot
from .common import MigrationCase

FIRM = {
    "matter_statuses": [{"id": "s1", "name": "Open"}],
    "companies": [{"id": "co1", "name": "Acme Ltd", "industry": "Shipping"}],
    "contacts": [
        {"id": "c1", "first_name": "Jane", "email": "jane@acme.test"},
        {"id": "c2", "first_name": "Jim", "email": "jim@acme.test"},
        {"id": "c3", "first_name": "Joe", "address.street": "1 Main Street"},
    ],
    "matters": [{"id": "m1", "title": "Doe v. Roe", "number": "1", "client_id": "c1"}],
}


@tagged("post_install", "-at_install")
class TestAuditLog(MigrationCase):
    """What a migration did can be read for good, in both directions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jim = cls.env["res.partner"].create(
            {"name": "James", "email": "jim@acme.test"}
        )
        cls.migrate(FIRM)
        cls.log = cls.env["case.migration.audit.log"]
        cls.lines = cls.log.search([("job_id", "=", cls.job.id)])
        cls.everybody = [
            cls.env.user,
            cls.env.ref("base.user_admin"),
            new_test_user(
                cls.env, "manager", groups="crm_case_migration.group_manager"
            ),
        ]

    def _line_of(self, stream, key):
        record = self.record(stream, key)
        return self.lines.filtered(
            lambda line: line.record_id == record and line.res_model == record.res_model
        )

    # ---------------------------------------------------------------- append only

    def test_nobody_makes_a_line(self):
        vals = {
            "job_id": self.job.id,
            "company_id": self.job.company_id.id,
            "operation": "create",
            "res_model": "res.partner",
            "res_id": self.jim.id,
        }
        for user in self.everybody:
            with self.subTest(user.login), self.assertRaises(UserError):
                self.log.with_user(user).create(vals)

    def test_nobody_changes_a_line(self):
        for user in self.everybody:
            with self.subTest(user.login), self.assertRaises(UserError):
                self.lines[0].with_user(user).write({"res_id": 1})

    def test_nobody_removes_a_line(self):
        for user in self.everybody:
            with self.subTest(user.login), self.assertRaises(UserError):
                self.lines[0].with_user(user).unlink()

    def test_not_even_with_the_flag_of_an_uninstallation(self):
        with self.assertRaises(UserError):
            self.lines[0].with_context(_force_unlink=True).unlink()

    @mute_logger("odoo.sql_db")
    def test_the_source_record_of_a_line_stays(self):
        with self.assertRaises(ForeignKeyViolation):
            self.record("contacts", "c1").unlink()

    # ---------------------------------------------------------------- what it says

    def test_a_line_holds_the_values_that_odoo_stored(self):
        lead = self.target("matters", "m1")
        after = self._line_of("matters", "m1").after
        self.assertEqual(after["name"], "Doe v. Roe")
        self.assertEqual(after["partner_id"], self.target("contacts", "c1").id)
        self.assertEqual(after, snapshot(lead, list(after))[lead.id])

    def test_a_line_holds_the_mapped_fields_that_stayed_empty(self):
        after = self._line_of("contacts", "c1").after
        self.assertIs(after["street"], False)

    def test_what_was_made_has_no_values_from_before(self):
        made = self.lines.filtered(lambda line: line.operation == "create")
        self.assertFalse(any(line.before for line in made))

    def test_what_was_matched_has_no_values(self):
        line = self._line_of("contacts", "c2")
        self.assertEqual(line.operation, "match")
        self.assertFalse(line.before or line.after)

    def test_a_line_says_who_and_when(self):
        for line in self.lines:
            self.assertEqual(line.create_uid, self.job.user_id)
            self.assertTrue(line.create_date)

    def test_what_was_prepared_in_odoo_is_in_it(self):
        made = self.lines.mapped("res_model")
        self.assertIn("ir.model.fields", made)
        self.assertIn("res.partner.industry", made)

    def test_the_values_are_shown_in_words(self):
        lead = self.target("matters", "m1")
        shown = self._line_of("matters", "m1").values_table
        self.assertIn(lead._fields["partner_id"]._description_string(self.env), shown)
        self.assertNotIn("partner_id", shown)
        self.assertIn(f"{lead.partner_id.display_name} ({lead.partner_id.id})", shown)
        kinds = dict(lead._fields["type"]._description_selection(self.env))
        self.assertIn(kinds["opportunity"], shown)

    def test_names_of_records_that_the_reader_may_not_see_are_left_out(self):
        lead = self.target("matters", "m1")
        lead.user_id = self.env.ref("base.user_admin")
        line = self._line_of("matters", "m1")
        reader = new_test_user(
            self.env, "auditor", groups="crm_case_migration.group_user"
        )
        seen = line.with_user(reader)
        self.assertEqual(seen.res_name, f"Lead {lead.id}")
        self.assertEqual(line.res_name, "Doe v. Roe")

    def test_a_record_that_is_gone_has_a_number(self):
        lead = self.target("matters", "m1")
        lead.unlink()
        line = self._line_of("matters", "m1")
        self.assertEqual(line.res_name, f"Lead {line.res_id}")
        self.assertIn("Doe v. Roe", line.values_table)

    def test_taking_back_turns_the_values_round(self):
        line = self._line_of("contacts", "c1")
        self.step("action_rollback")
        undo = self.log.search([("undoes_id", "=", line.id)])
        self.assertEqual(undo.operation, "unlink")
        self.assertEqual((undo.before, undo.after), (line.after, line.before))

    # ---------------------------------------------------------------- tracing

    def test_every_source_record_leads_to_its_odoo_record(self):
        linked = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id), ("res_id", "!=", False)]
        )
        self.assertEqual(len(linked), 6)
        for record in linked:
            line = self._line_of(record.stream_id.name, record.key)
            self.assertEqual(len(line), 1, record.display_name)
            self.assertEqual(line.res_id, record.res_id)
            self.assertEqual((line.object, line.key), (record.object, record.key))

    def test_every_odoo_record_leads_to_its_source_record(self):
        lead = self.target("matters", "m1")
        line = self.log.search(
            [("res_model", "=", lead._name), ("res_id", "=", lead.id)]
        )
        self.assertEqual(line.record_id, self.record("matters", "m1"))
        self.assertEqual(line.batch_id.job_id, self.job)

    def test_running_again_adds_no_line(self):
        self.step("action_run")
        lines = self.log.search([("job_id", "=", self.job.id)])
        self.assertEqual(lines, self.lines)
