from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .delta_case import DeltaCase


@tagged("post_install", "-at_install")
class TestDeltaWindow(DeltaCase):
    """The window opens with the run, and its schedule ends with it."""

    def test_the_run_opens_it(self):
        self.assertTrue(self.job.window_opened_on)
        self.assertEqual(self.job.delta_hours, 48)

    def _run_schedule(self, hours):
        self.job.window_opened_on = fields.Datetime.now() - timedelta(hours=hours)
        self.job._cron_delta()
        return self.job.task

    def test_it_is_too_early(self):
        self.assertFalse(self._run_schedule(1))

    def test_it_is_due(self):
        self.assertEqual(self._run_schedule(5), "delta")

    def test_it_is_over(self):
        self.assertFalse(self._run_schedule(49))

    def test_it_is_due_again_after_the_interval(self):
        self.job.delta_on = fields.Datetime.now() - timedelta(hours=3)
        self.assertFalse(self._run_schedule(20))
        self.job.delta_on = fields.Datetime.now() - timedelta(hours=4)
        self.assertEqual(self._run_schedule(20), "delta")

    def test_closing_ends_it(self):
        self.delta("action_close_window")
        self.assertTrue(self.job.window_closed_on)
        self.assertFalse(self._run_schedule(5))
        with self.assertRaisesRegex(UserError, "closed"):
            self.job.action_delta()
        self.job.action_open_window()
        self.delta()

    def test_then_everything_is_validated(self):
        self.delta("action_close_window")
        self.assertEqual(self.job.state, "validated")
        self.assertTrue(self.job.check_ids)
        tasks = self.job.run_ids.sorted("id").mapped("task")
        self.assertEqual(tasks[-2:], ["delta", "validate"])

    def test_after_any_other_delta_it_is_not(self):
        self.delta()
        self.assertEqual(self.job.state, "delta")
        self.assertFalse(self.job.check_ids)

    def test_a_delta_given_up_leaves_the_window_open(self):
        self.job.action_close_window()
        self.job.action_cancel()
        self.assertEqual(self.job.state, "delta")
        self.assertFalse(self.job.task)
        self.delta()
        self.assertFalse(self.job.window_closed_on)

    def test_before_the_run_there_is_none(self):
        job = self.job.copy()
        with self.assertRaisesRegex(UserError, "needs a migration"):
            job.action_delta()
