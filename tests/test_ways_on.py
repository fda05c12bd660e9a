from itertools import product

from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..models.job.case_migration_job import STATES, TASKS
from .common import MigrationCase

FIRM = {"contacts": [{"id": "c1", "first_name": "Jane"}]}
# It is over, and stays so: its records are the firm's.
FINAL = {"done"}
# Refusals that mean that the button does not belong there.
WAYS_OUT = {"action_cancel", "action_ask_cancel"}
# Where it loads what has failed once more, the run is over already.
RETRIES = {("run", state) for state, _label in STATES if state != "running"}
NEVER_HERE = ("This step needs a migration that is", "Nothing is going on that could")


@tagged("post_install", "-at_install")
class TestWaysOn(MigrationCase):
    """Whatever a migration is in the middle of, a button of its form leads on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.migrate(FIRM)
        form = cls.env.ref("crm_case_migration.case_migration_job_view_form")
        cls.buttons = etree.fromstring(form.get_combined_arch()).xpath(
            "//header/button"
        )

    def _buttons(self):
        """:return: the actions whose buttons are shown for the job as it is"""
        self.job.invalidate_recordset()
        names = {
            field
            for field in self.job._fields
            if any(field in (button.get("invisible") or "") for button in self.buttons)
        }
        values = {name: self.job[name] for name in names}
        return [
            button.get("name")
            for button in self.buttons
            if not safe_eval(button.get("invisible") or "False", dict(values))
        ]

    def _is_refused(self, action):
        try:
            with self.env.cr.savepoint() as trial:
                getattr(self.job, action)()
                trial.rollback()
        except UserError as error:
            return str(error).startswith(NEVER_HERE)
        return False

    def _set(self, **vals):
        self.job.write({"task": False, "paused": False, "problem": False, **vals})

    def test_without_a_task_each_state_has_a_button_that_is_not_refused(self):
        for state in dict(STATES).keys() - FINAL - {"running"}:
            with self.subTest(state):
                self._set(state=state)
                buttons = self._buttons()
                self.assertTrue(buttons)
                for action in buttons:
                    self.assertFalse(self._is_refused(action), action)

    def test_what_can_be_done_with_the_window_can_be_seen(self):
        now = fields.Datetime.now()
        names = {"action_delta", "action_close_window", "action_open_window"}
        for state, closed_on in product(("delta", "validated"), (False, now)):
            with self.subTest(state, closed_on=closed_on):
                self._set(state=state, window_closed_on=closed_on)
                shown = [name for name in self._buttons() if name in names]
                wanted = {"action_open_window"}
                self.assertCountEqual(shown, wanted if closed_on else names - wanted)

    def test_each_task_can_be_paused_or_gone_on_with(self):
        problems = (False, "The source refuses the key.")
        tasks = dict(TASKS)
        for task, paused, problem in product(tasks, (True, False), problems):
            with self.subTest(task, paused=paused, problem=problem):
                self._set(state="delta", task=task, paused=paused, problem=problem)
                wanted = "action_resume" if paused else "action_pause"
                self.assertIn(wanted, self._buttons())
                self.assertFalse(self._is_refused(wanted))

    def _way_out(self):
        """Take the one way out that is offered.

        :return: state and task afterwards
        """
        [button] = WAYS_OUT.intersection(self._buttons())
        with self.env.cr.savepoint() as trial:
            if button == "action_ask_cancel":
                question = self.job.action_ask_cancel()["res_id"]
                self.env["case.migration.ask"].browse(question).action_go()
            else:
                self.job.action_cancel()
            after = self.job.state, self.job.task
            trial.rollback()
        return button, after

    def test_whatever_goes_on_has_one_way_out_that_does_what_it_says(self):
        for state, task in product(dict(STATES), dict(TASKS)):
            if task == "forget":
                continue
            with self.subTest(state, task=task):
                self._set(state=state, task=task)
                button, after = self._way_out()
                cancelled = button == "action_ask_cancel"
                self.assertEqual(after, ("cancelled" if cancelled else state, False))
                alone = task not in ("discover", "run") or (task, state) in RETRIES
                self.assertEqual(not cancelled, alone)

    def test_a_part_that_is_taken_back_is_given_up_alone(self):
        for scope in ("job", "run", "object", "sample"):
            with self.subTest(scope):
                self._set()
                self.job.action_rollback(scope=scope)
                plan = self.job._present_rollback()
                button, _after = self._way_out()
                whole = button == "action_ask_cancel"
                self.assertEqual(whole, scope == "job")
                self.job.action_cancel()
                self.assertEqual(plan.state, "cancelled")
                self.job.state = "delta"

    def test_what_is_being_removed_is_not_given_up(self):
        for state in dict(STATES):
            with self.subTest(state):
                self._set(state=state, task="forget")
                self.assertFalse(WAYS_OUT.intersection(self._buttons()))
                with self.assertRaisesRegex(UserError, "not given up"):
                    self.job.action_validate()

    def test_a_task_that_failed_is_over_when_it_is_resumed_and_nothing_is_left(self):
        for task in dict(TASKS):
            with self.subTest(task):
                self._set(state="delta", task=task, paused=True, problem="Oops.")
                self.step("action_resume")
                self.assertFalse(self.job.task)
                self.assertFalse(self.job.problem)
                self.assertTrue(self._buttons())
