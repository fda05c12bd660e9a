from odoo.tests import tagged

from .common import MigrationCase
from .test_thread import FIRM

MORE_THAN_ENOUGH = 300
WORKFLOWS = [{"id": "w1", "name": "New client", "steps": [{"name": "Letter"}]}]


@tagged("post_install", "-at_install")
class TestShortTurns(MigrationCase):
    """However short a lane's turn is, it gets on: nothing begins again for ever."""

    def where(self):
        """:return: the batch that is next"""
        todo = [("job_id", "=", self.job.id), ("state", "=", "todo")]
        batch = self.env["case.migration.batch"].search(todo, limit=1)
        return f"It stays at {batch.kind}, {batch.position}."

    def work_in_turns(self, step):
        """Take a step, and work on it one consistent point at a time."""
        with self.subTest(step):
            getattr(self.job, step)()
            with self.background() as env:
                lane = env["case.migration.batch"]
                turns = 0
                while lane._run_one(self.job.with_env(env), 0):
                    lane._commit()
                    turns += 1
                    self.assertLess(turns, MORE_THAN_ENOUGH, self.where())
            self.assertFalse(self.job.task)
            self.assertFalse(self.job.problem)

    def test_every_step_ends(self):
        self.connection.streams = {**FIRM, "workflows": WORKFLOWS}
        self.work_in_turns("action_discover")
        self.work_in_turns("action_propose")
        self.job.action_confirm()
        self.job.action_confirm_owners()
        for step in (
            "action_apply_setup",
            "action_sample",
            "action_run",
            "action_delta",
            "action_validate",
            "action_rollback",
        ):
            self.work_in_turns(step)
        self.assertEqual(self.job.state, "rolled_back")
