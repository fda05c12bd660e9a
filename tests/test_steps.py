from odoo.tests import new_test_user, tagged

from ..models.job.case_migration_steps import STEP_OF_TASK
from .common import MigrationCase
from .test_thread import FIRM


@tagged("post_install", "-at_install")
class TestSteps(MigrationCase):
    """What a job says of its way, and what it asks before it goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = FIRM

    def states(self):
        self.env.invalidate_all()
        return {step["name"]: step["state"] for step in self.job.steps}

    def sentence(self, name):
        self.env.invalidate_all()
        return next(step["sentence"] for step in self.job.steps if step["name"] == name)

    def test_one_step_is_next_and_later_ones_say_what_they_wait_for(self):
        self.assertEqual(self.job.next_step, "read")
        self.assertIn("first comes “Read”", self.sentence("run"))
        self.step("action_discover")
        self.assertEqual(self.states()["read"], "done")
        self.assertEqual(self.job.next_step, "map")
        self.assertIn("13 records", self.sentence("read").replace("\xa0", " "))
        self.step("action_propose")
        self.assertEqual(self.states()["confirm"], "next")
        self.assertIn("not confirmed", self.sentence("confirm"))
        self.job.action_confirm()
        self.assertEqual(self.job.next_step, "owners")
        self.job.action_confirm_owners()
        self.assertEqual(self.states()["prepare"], "next")
        self.assertIn("first comes “Prepare”", self.sentence("run"))
        self.step("action_apply_setup")
        self.assertEqual(self.states()["prepare"], "done")
        self.assertEqual(list(self.states().values()).count("next"), 1)

    def test_there_is_no_next_step_while_something_goes_on(self):
        self.job.action_discover()
        self.assertFalse(self.job.next_step)
        self.assertEqual(self.states()["read"], "running")

    def test_every_task_belongs_to_a_step(self):
        tasks = set(dict(self.job._fields["task"].selection))
        self.assertEqual(tasks - set(STEP_OF_TASK), {"plan_rollback", "rollback"})
        names = {name for name, *_rest in self.env["case.migration.steps"]._steps()}
        self.assertEqual(set(STEP_OF_TASK.values()) - names, set())

    def test_the_step_that_is_under_way_is_the_one_of_the_task(self):
        self.migrate()
        self.assertEqual(self.states()["changes"], "next")
        self.job.action_validate()
        self.assertEqual(self.states()["validate"], "running")
        self.assertIn("Count, compare", self.sentence("validate"))

    def test_a_window_that_is_still_open_is_said(self):
        self.migrate()
        self.step("action_validate")
        self.assertEqual(self.job.next_step, "close")
        self.assertIn("window is still open", self.sentence("changes"))
        self.step("action_close_window")
        self.assertEqual(self.job.next_step, "close")
        self.assertIn("last changes", self.sentence("changes"))
        self.job.action_open_window()
        self.assertIn("window is still open", self.sentence("changes"))

    def test_after_the_run_the_outcome_is_said(self):
        self.migrate()
        self.assertEqual(self.states()["run"], "done")
        self.assertIn("1 failed", self.sentence("run"))

    def test_what_comes_before_the_run_is_over_when_all_is_validated(self):
        self.migrate()
        self.step("action_close_window")
        self.assertEqual(self.job.state, "validated")
        self.job.fallback_user_id = new_test_user(self.env, "other")
        self.job.setup_item_ids[0].state = "to_make"
        self.assertTrue(self.job.owners_open and self.job.missing_count)
        self.assertEqual(self.job.next_step, "close")
        self.job.state = "done"
        self.assertFalse(self.job.next_step)

    def test_steps_that_no_addon_brings_are_left_out(self):
        self.assertNotIn("nothing", self.states())
        for name, method, *_rest in self.env["case.migration.steps"]._steps():
            self.assertEqual(name in self.states(), hasattr(self.job, method))

    def test_the_run_is_asked_for_in_numbers(self):
        self.prepare()
        action = self.job.action_ask_run()
        question = self.env["case.migration.ask"].browse(action["res_id"])
        text = " ".join(str(question.message).split())
        self.assertIn("13 records of", text)
        self.assertIn("Cases: 4", text)
        self.assertIn("2 people have no user", text)
        self.assertEqual(self.job.state, "confirmed", "Nothing happens by asking.")
        question.action_go()
        self.assertEqual(self.job.state, "running")

    def test_confirming_and_cancelling_are_asked_for_too(self):
        self.step("action_discover")
        self.step("action_propose")
        action = self.job.action_ask_confirm()
        question = self.env["case.migration.ask"].browse(action["res_id"])
        self.assertIn(str(self.job.line_count), question.message)
        question.action_go()
        self.assertEqual(self.job.state, "confirmed")
        action = self.job.action_ask_cancel()
        question = self.env["case.migration.ask"].browse(action["res_id"])
        self.assertIn("Nothing has been loaded", question.message)
        question.action_go()
        self.assertEqual(self.job.state, "cancelled")
