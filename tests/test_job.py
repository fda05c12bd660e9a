from psycopg2.errors import CheckViolation, ForeignKeyViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MigrationCase

# In which states a step may be taken. Pausing and resuming ask for a task instead.
STEPS = {
    "action_discover": {"draft", "discovered", "proposed", "rolled_back", "cancelled"},
    "action_propose": {"discovered", "proposed"},
    "action_confirm": {"proposed", "confirmed", "sampled", "delta"},
    "action_apply_setup": {"confirmed", "sampled", "delta"},
    "action_run": {"confirmed", "sampled", "delta"},
    "action_retry_failed": {"delta", "validated"},
    "action_cancel": {
        "draft",
        "discovered",
        "proposed",
        "confirmed",
        "sampled",
        "running",
    },
}
CONTACTS = {"contacts": [{"id": "c1", "first_name": "Jane"}]}


@tagged("post_install", "-at_install")
class TestJob(MigrationCase):
    """Every step says in a sentence what is missing for it."""

    def _refusal(self, action):
        """The sentence with which a step is refused."""
        with self.assertRaises(UserError) as refused:
            getattr(self.job, action)()
        return str(refused.exception)

    def _label(self, state):
        return dict(self.job._fields["state"]._description_selection(self.env))[state]

    # ---------------------------------------------------------------- preconditions

    def test_a_step_is_refused_in_every_other_state(self):
        states = dict(self.job._fields["state"].selection)
        for action, allowed in STEPS.items():
            for state in states.keys() - allowed:
                with self.subTest(action, state=state):
                    self.job.write({"state": state, "task": False})
                    sentence = self._refusal(action)
                    self.assertIn(f"This one is: {self._label(state)}.", sentence)

    def test_the_sentence_says_in_which_states_it_is_possible(self):
        sentence = self._refusal("action_propose")
        for state in STEPS["action_propose"]:
            self.assertIn(self._label(state), sentence)

    def test_nothing_is_begun_while_something_is_going_on(self):
        self.job.action_discover()
        for action in (*STEPS.keys() - {"action_cancel"}, "action_rollback"):
            with self.subTest(action):
                self.assertIn("Reading the source", self._refusal(action))

    def test_without_a_list_there_is_nothing_to_read(self):
        self.source.stream_ids.enabled = False
        self.assertIn("no lists", self._refusal("action_discover"))

    def test_the_run_waits_for_what_odoo_must_have(self):
        self.connection.streams = CONTACTS
        self.step("action_discover")
        self.step("action_propose")
        self.job.mapping_ids.line_ids[0].write(
            {
                "mapping_type": "custom_field_required",
                "target_field": "x_new",
                "custom_label": "My new field",
            }
        )
        self.job.action_confirm()
        self.assertIn("My new field", self._refusal("action_run"))

    def test_without_records_there_is_nothing_to_load(self):
        self.prepare({})
        self.assertIn("nothing to load", self._refusal("action_run"))

    def test_without_failures_there_is_nothing_to_retry(self):
        self.migrate(CONTACTS)
        self.assertIn("has failed", self._refusal("action_retry_failed"))

    def test_without_changes_there_is_nothing_to_take_back(self):
        self.assertIn("changed nothing", self._refusal("action_rollback"))

    def test_without_a_task_there_is_nothing_to_pause_or_resume(self):
        self.assertIn("could be paused", self._refusal("action_pause"))
        self.assertIn("nothing to go on", self._refusal("action_resume"))

    # ---------------------------------------------------------------- on the way

    def test_what_a_cancelled_job_has_done_can_be_taken_back(self):
        self.migrate({"companies": [{"id": "co1", "name": "Acme"}]})
        company = self.target("companies", "co1")
        self.job.state = "running"
        self.job.action_cancel()
        self.step("action_rollback")
        self.assertFalse(company.exists())

    # ---------------------------------------------------------------- the job itself

    def test_a_migration_that_changed_something_cannot_be_deleted(self):
        self.migrate(CONTACTS)
        with self.assertRaisesRegex(UserError, "audit log"):
            self.job.unlink()

    def test_a_migration_that_changed_nothing_can_be_deleted(self):
        self.step("action_discover")
        self.job.unlink()
        self.assertFalse(self.job.exists())

    @mute_logger("odoo.sql_db")
    def test_the_source_of_a_migration_cannot_be_deleted(self):
        with self.assertRaises(ForeignKeyViolation):
            self.source.unlink()

    def test_a_copy_begins_anew(self):
        self.migrate(CONTACTS)
        copy = self.job.copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.source_id, self.source)
        begun = ("task", "problem", "run", "started_on", "finished_on", "mapping_ids")
        for name in (*begun, "batch_ids", "setup_item_ids", "finding_ids", "owner_ids"):
            self.assertFalse(copy[name], name)

    def test_a_source_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Other firm"})
        with self.assertRaises(UserError):
            self.job.company_id = company

    @mute_logger("odoo.sql_db")
    def test_a_batch_has_a_sensible_size(self):
        for size in (0, 1001):
            with self.subTest(size), self.assertRaises(CheckViolation):
                self.job.batch_size = size
                self.job.flush_recordset()


@tagged("post_install", "-at_install")
class TestPreparedJob(MigrationCase):
    """Between the preparation and the end of the run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare(CONTACTS)

    def test_a_paused_job_is_not_worked_on(self):
        self.job.action_run()
        self.job.action_pause()
        self.work(self.job)
        self.assertEqual(self.record("contacts", "c1").state, "staged")
        self.assertEqual(self.job.task, "run")

    def test_a_resumed_job_goes_on(self):
        self.job.action_run()
        self.job.action_pause()
        self.step("action_resume")
        self.assertEqual(self.record("contacts", "c1").state, "created")
        self.assertEqual(self.job.state, "delta")
        self.assertFalse(self.job.task)

    def test_a_cancelled_job_loads_nothing_more(self):
        self.job.action_run()
        self.step("action_cancel")
        self.assertEqual(self.job.state, "cancelled")
        self.assertFalse(self.job.task)
        self.assertEqual(self.record("contacts", "c1").state, "staged")
        self.assertNotIn("todo", self.job.batch_ids.mapped("state"))

    def test_the_map_is_not_changed_while_it_is_used(self):
        self.job.action_run()
        line = self.job.line_ids[0]
        with self.assertRaisesRegex(UserError, "Pause"):
            line.target_field = "ref"
        self.job.action_pause()
        line.target_field = "ref"

    def test_a_changed_line_must_be_confirmed_again(self):
        line = self.job.line_ids[0]
        self.assertTrue(line.confirmed)
        line.target_field = "ref"
        self.assertFalse(line.confirmed)
