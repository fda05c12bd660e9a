import math
import time
from unittest.mock import patch

from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo.tests import tagged

from ..models.engine.case_migration_batch_lanes import MAX_COLLISIONS
from .common import MigrationCase
from .test_engine import FIRM


@tagged("post_install", "-at_install")
class TestLaneTrouble(MigrationCase):
    """Other transactions in the way, and workers whose time is over."""

    def setUp(self):
        super().setUp()
        self.slept = []
        self.startPatcher(patch.object(time, "sleep", self.slept.append))
        self.connection.streams = FIRM
        self.job.action_discover()

    def run_lane(self):
        with self.background() as env:
            env["case.migration.batch"]._run_lane(job=self.job.with_env(env))

    def collide(self, errors):
        """Have the reading of a page meet each of the errors."""

        def before_page(_stream):
            if errors:
                raise errors.pop()

        self.connection.before_page = before_page

    def test_a_collision_is_tried_again_at_once_and_leaves_nothing(self):
        for error in (SerializationFailure, DeadlockDetected):
            with self.subTest(error.__name__):
                self.collide([error()] * 2)
                self.run_lane()
                self.assertEqual(len(self.slept), 1, "The first one costs no time.")
                self.assertEqual(self.job.state, "discovered")
                self.assertFalse(self.job.problem)
                self.assertFalse(any(self.job.batch_ids.mapped("tries")))
                self.slept.clear()
                self.job.action_discover()

    def test_after_many_in_a_row_it_is_left_to_the_next_turn(self):
        self.collide([SerializationFailure()] * (MAX_COLLISIONS + 1))
        with self.assertRaises(SerializationFailure):
            self.run_lane()
        self.assertLess(sum(self.slept), 10, "No worker is held up.")
        self.assertEqual(self.job.task, "discover")
        self.run_lane()
        self.assertEqual(self.job.state, "discovered")

    def test_a_lane_stops_when_its_worker_has_no_time_left(self):
        batches = type(self.env["case.migration.batch"])
        commit, left = batches._commit, [100, 100, 0]
        timed = patch.object(
            batches,
            "_commit",
            lambda self, *args, **kw: commit(self, *args, **kw) and left.pop(0),
        )
        woken = patch.object(batches, "_wake_lanes", autospec=True)
        with timed, woken as wake, self.background() as env:
            env["case.migration.batch"]._run_lane()
        self.assertFalse(left)
        self.assertTrue(wake.called, "The next turn goes on.")
        states = self.job.batch_ids.mapped("state")
        self.assertIn("todo", states)
        self.run_lane()
        self.assertEqual(self.job.state, "discovered")

    def test_a_turn_of_the_queue_ends_as_well(self):
        with self.background() as env:
            job = self.job.with_env(env)
            with patch.object(type(job), "_wake", autospec=True) as wake:
                env["case.migration.batch"]._run_lane(job=job, seconds=0)
            self.assertTrue(wake.called)
        self.assertEqual(set(self.job.batch_ids.mapped("state")), {"todo"})

    def test_a_lane_leaves_a_batch_that_another_one_has_gone_on_with(self):
        """It was kept waiting behind its commit, while others changed models."""

        def pages():
            return [at for name, at in self.connection.asked if name == "companies"]

        self.connection.streams = {"companies": [{"id": str(n)} for n in range(9)]}
        batches = type(self.env["case.migration.batch"])
        commit, others = batches._commit, [True]

        def kept_waiting(batch, *args, **options):
            left = commit(batch, *args, **options)
            batch.env.cr._now = None  # as a cursor has it that is not a test's
            if pages() and others and others.pop():
                batch._run_one(self.job.with_env(batch.env), -math.inf)
            return left

        with patch.object(batches, "_commit", kept_waiting):
            self.run_lane()
        self.assertFalse(others)
        self.assertEqual(pages(), [0, 2, 4, 6, 8])
        self.assertEqual(self.job.state, "discovered")
