from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.support import bulk
from .common import MigrationCase

FIRM = {
    "matter_statuses": [{"id": "s1", "name": "Intake"}],
    "teams": [{"id": "t1", "name": "Litigation"}],
    "companies": [{"id": "co1", "name": "Acme Ltd", "industry": "Whaling"}],
    "contacts": [
        {"id": "c1", "first_name": "Jane", "company_id": "co1"},
        {"id": "c2", "first_name": "Jim", "email": "jim@acme.test"},
        {"id": "c3", "first_name": "Joe"},
    ],
    "matters": [
        {
            "id": "m1",
            "title": "Doe v. Roe",
            "number": "2024-1",
            "client_id": "c1",
            "status": "Intake",
        },
        {"id": "m2", "title": "Estate", "client_id": "c3"},
    ],
}


class RollbackCase(MigrationCase):
    """A small firm that has been migrated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jim = cls.env["res.partner"].create(
            {"name": "James", "email": "jim@acme.test", "phone": "1"}
        )
        cls.before = cls._records()
        cls.migrate(FIRM)
        cls.lead = cls.target("matters", "m1")
        cls.jane = cls.target("contacts", "c1")
        cls.joe = cls.target("contacts", "c3")
        cls.acme = cls.target("companies", "co1")

    @classmethod
    def _records(cls):
        models = ("res.partner", "crm.lead", "crm.stage", "crm.team")
        models += ("res.partner.industry", "ir.model.fields", "ir.ui.view")
        return {
            model: cls.env[model].with_context(active_test=False).search([])
            for model in models
        }

    @classmethod
    def _roll_back(cls):
        cls.step("action_rollback")
        assert not cls.job.problem, cls.job.batch_ids.mapped("error_details")

    def _kept(self):
        """The Odoo records that the rollback says it has kept."""
        findings = self.job.finding_ids.filtered(
            lambda finding: finding.kind == "rollback_kept"
        )
        self.assertTrue(all(findings.mapped("message")))
        return {
            self.env[line.res_model].browse(line.res_id) for line in findings.audit_id
        }


@tagged("post_install", "-at_install")
class TestRolledBack(RollbackCase):
    """All that is still as the migration made it has gone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._roll_back()

    def test_what_nobody_has_touched_is_removed(self):
        self.assertEqual(self._records(), self.before)
        self.assertFalse(self._kept())
        self.assertEqual(self.job.state, "rolled_back")

    def test_what_was_matched_stays_as_it_is(self):
        self.assertTrue(self.jim.exists())
        self.assertEqual(self.jim.phone, "1")
        self.assertFalse(self.target("contacts", "c2"))

    def test_every_line_is_taken_back_once(self):
        lines = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id)]
        )
        done = lines.filtered(lambda line: not line.undoes_id)
        self.assertEqual(len(lines), 2 * len(done))
        self.assertEqual(lines.undoes_id, done)

    def test_the_same_migration_can_be_made_anew(self):
        self.migrate(FIRM)
        self.assertEqual(self.record("matters", "m1").state, "created")
        self.assertEqual(self.target("matters", "m1").name, "Doe v. Roe")
        self.assertNotEqual(self.target("matters", "m1"), self.lead)

    def test_so_can_another_one_of_the_same_source(self):
        self.migrate(FIRM, job=self.job.copy())
        self.assertEqual(self.record("contacts", "c1").state, "created")
        self.assertEqual(self.record("contacts", "c2").state, "matched")


@tagged("post_install", "-at_install")
class TestRolledBackButForACase(RollbackCase):
    """Somebody has edited a case, which stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead.name = "Doe v. Doe"
        cls._roll_back()

    def test_what_was_edited_is_kept_and_listed(self):
        self.assertEqual(self.lead.name, "Doe v. Doe")
        self.assertIn(self.lead, self._kept())

    def test_what_a_kept_record_refers_to_is_kept(self):
        kept = self._kept()
        self.assertLessEqual({self.lead, self.jane, self.lead.stage_id}, kept)
        self.assertEqual(self.lead.partner_id, self.jane)

    def test_the_others_go_nevertheless(self):
        self.assertFalse(self.joe.exists())
        self.assertFalse(self.target("matters", "m2"))

    def test_a_field_with_a_value_in_a_kept_record_is_kept(self):
        self.assertEqual(self.lead.x_matter_number, "2024-1")

    def test_a_second_rollback_does_nothing(self):
        with self.assertRaisesRegex(UserError, "changed nothing"):
            self.job.action_rollback()


@tagged("post_install", "-at_install")
class TestRollback(RollbackCase):
    """What people use stays, and what was changed is put back."""

    def test_the_new_fields_are_removed(self):
        self.assertIn("x_matter_number", self.env["crm.lead"]._fields)
        self._roll_back()
        self.assertNotIn("x_matter_number", self.env["crm.lead"]._fields)

    # ---------------------------------------------------------------- what stays

    def test_an_edit_of_a_field_that_is_not_mapped_is_noticed(self):
        self.joe.comment = "Prefers to be called."
        self._roll_back()
        self.assertIn(self.joe, self._kept())

    def test_a_contact_in_a_lead_of_a_person_is_kept(self):
        self.env["crm.lead"].create({"name": "New", "partner_id": self.joe.id})
        self._roll_back()
        self.assertIn(self.joe, self._kept())

    def test_a_company_that_a_person_has_added_to_is_kept(self):
        self.env["res.partner"].create({"name": "Boss", "parent_id": self.acme.id})
        self._roll_back()
        self.assertIn(self.acme, self._kept())

    def test_a_case_with_a_message_is_kept(self):
        self.lead.message_post(body="Call her back.")
        self._roll_back()
        self.assertIn(self.lead, self._kept())

    def test_a_case_with_an_attachment_is_kept(self):
        self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": "crm.lead", "res_id": self.lead.id}
        )
        self._roll_back()
        self.assertIn(self.lead, self._kept())

    def test_a_case_with_an_activity_is_kept(self):
        self.lead.activity_schedule("mail.mail_activity_data_todo")
        self._roll_back()
        self.assertIn(self.lead, self._kept())

    def test_a_field_that_people_have_used_is_kept(self):
        mine = self.env["crm.lead"].create({"name": "New", "x_matter_number": "7"})
        self._roll_back()
        self.assertEqual(mine.x_matter_number, "7")
        self.assertFalse(self.lead.exists())

    def test_so_is_its_view_but_for_the_fields_that_go(self):
        self.env["crm.lead"].create({"name": "New", "x_matter_number": "7"})
        self._roll_back()
        views = self.env["ir.ui.view"].search(
            [("name", "=like", f"%.migrated.{self.job.id}")]
        )
        shown = "".join(views.mapped("arch_db"))
        self.assertIn("x_matter_number", shown)
        self.assertNotIn("x_source_created_on", shown)
        self.env["crm.lead"].get_views([(False, "form"), (False, "list")])

    def test_what_a_person_has_removed_is_no_obstacle(self):
        self.lead.unlink()
        self._roll_back()
        self.assertEqual(self._records(), self.before)

    # ---------------------------------------------------------------- restoring

    def _write(self, partner, **after):
        """Change a partner as a migration does."""
        before = {name: partner[name] for name in after}
        partner.write(after)
        bulk.insert(
            self.env["case.migration.audit.log"],
            [
                {
                    "job_id": self.job.id,
                    "company_id": self.job.company_id.id,
                    "operation": "write",
                    "res_model": partner._name,
                    "res_id": partner.id,
                    "before": before,
                    "after": after,
                }
            ],
        )

    def test_what_was_changed_is_put_back(self):
        self._write(self.jim, phone="2")
        self._roll_back()
        self.assertEqual(self.jim.phone, "1")

    def test_what_a_person_has_changed_since_is_not_put_back(self):
        self._write(self.jim, phone="2")
        self.jim.phone = "3"
        self._roll_back()
        self.assertEqual(self.jim.phone, "3")
