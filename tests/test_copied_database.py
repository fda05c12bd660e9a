from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestCopiedDatabase(MigrationCase):
    """In a copy of the database no migration goes on by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams["contacts"] = [{"id": "c1", "first_name": "Jane"}]

    def _copy_database(self):
        """What Odoo does to a duplicate: it gets an identity of its own."""
        self.env["ir.config_parameter"].init(force=True)

    def _run_lanes(self):
        with self.background() as env:
            env["case.migration.batch"]._run_lane()
        self.job.invalidate_recordset()

    def test_what_was_going_on_waits_and_says_so(self):
        self.job.action_discover()
        self._copy_database()
        self._run_lanes()
        self.assertTrue(self.job.paused)
        self.assertIn("This is a copy", self.job.problem)
        self.assertFalse(self.env["case.migration.record"].search([]))

    def test_a_person_can_resume_it(self):
        self.job.action_discover()
        self._copy_database()
        self._run_lanes()
        group = "crm_case_migration.group_manager"
        manager = new_test_user(self.env, "migration_manager", groups=group)
        self.job.with_user(manager).action_resume()
        self._run_lanes()
        self.assertFalse(self.job.problem)
        self.assertEqual(self.record("contacts", "c1").state, "staged")

    def test_in_the_database_itself_it_goes_on(self):
        self.job.action_discover()
        self._run_lanes()
        self.assertEqual(self.record("contacts", "c1").state, "staged")

    def test_a_window_for_changes_is_not_served(self):
        self.migrate()
        self.job.window_opened_on = fields.Datetime.now() - timedelta(hours=10)
        self.job.delta_on = self.job.window_opened_on
        self._copy_database()
        self.env["case.migration.job"]._cron_delta()
        self.assertFalse(self.job.task)
        self.job._stop_in_copy()
        self.assertFalse(self.job.paused)
