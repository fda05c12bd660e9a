import threading
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..models.support import structure
from .loader_case import FIRM, LoaderCase

PATIENCE = 100  # milliseconds


@tagged("post_install", "-at_install")
class TestBusyTables(LoaderCase):
    """New fields are made in one short transaction: behind a change of a table that has
    to wait, everybody else who wants to read it would wait too.
    """

    @contextmanager
    def busy(self):
        """Somebody else reads cases all the time."""
        with (
            db_connect(self.cr.dbname).cursor() as other,
            patch.object(structure, "LOCK_TIMEOUT", PATIENCE),
        ):
            other.execute("SELECT 1 FROM crm_lead LIMIT 1")
            yield

    def batch(self):
        """What makes the fields; the values that a list needs are made after it."""
        batches = self.job.batch_ids.filtered(lambda batch: batch.kind == "setup")
        return batches.sorted("id")[:1]

    def test_the_preparation_gives_way_and_is_tried_again(self):
        self.connection.streams = FIRM | {"cases": [{**FIRM["cases"][0], "Court": "X"}]}
        self.step("action_discover")
        self.step("action_propose")
        self.job.action_confirm()
        self.job.action_confirm_owners()
        with self.busy():
            self.step("action_apply_setup")
        self.assertIn("Odoo is busy", self.batch().error_message)
        self.assertEqual(self.batch().state, "todo")
        self.assertNotIn("x_court", self.env["crm.lead"]._fields)
        self.batch().wait_until = False
        self.work(self.job)
        self.assertEqual(self.batch().state, "done")
        self.assertIn("x_court", self.env["crm.lead"]._fields)

    def test_fields_that_were_taken_back_are_forgotten(self):
        self.load(cases=[{**FIRM["cases"][0], "Court": "X"}])
        fields = self.env["ir.model.fields"]
        self.assertIn("x_court", fields._get_ids("crm.lead"))
        self.step("action_rollback")
        self.assertNotIn("x_court", fields._get_ids("crm.lead"))

    def request(self, work):
        """A thread like those in which Odoo answers requests without workers."""
        thread = threading.Thread(target=work)
        thread.type = "http"
        thread.start()
        self.addCleanup(thread.join)
        return thread

    def test_requests_that_have_begun_end_before_models_change(self):
        begun = self.request(lambda: time.sleep(0.3))
        with structure.impatient(self.env):
            self.assertFalse(begun.is_alive())

    def test_new_requests_wait_until_the_models_are_whole(self):
        seen = []
        with structure.impatient(self.env):
            new = self.request(lambda: seen.append(Registry(self.cr.dbname)))
            new.join(0.3)
            self.assertFalse(seen)
        new.join(5)
        self.assertEqual(seen, [self.registry])

    def test_a_request_that_does_not_end_is_waited_for_a_moment_only(self):
        end = threading.Event()
        begun = self.request(end.wait)
        self.addCleanup(end.set)  # before it is joined
        with (
            patch.object(structure, "LAST_ONES", 0.2),
            structure.impatient(self.env),
        ):
            self.assertTrue(begun.is_alive())

    # ---------------------------------------------------------------- other lanes

    def lane(self, work=lambda: None):
        """A thread in which a lane of another migration works until it commits.

        :return: the thread, and an event that says that it has begun
        """
        begun = threading.Event()

        def turn():
            with structure.working_lane():
                begun.set()
                work()

        thread = threading.Thread(target=turn)
        thread.start()
        self.addCleanup(thread.join)
        return thread, begun

    def test_another_lane_comes_to_its_commit_before_models_change(self):
        committed, end = threading.Event(), threading.Event()

        def work():
            time.sleep(0.3)
            committed.set()
            structure.let_in()
            end.wait()

        _thread, begun = self.lane(work)
        self.addCleanup(end.set)
        begun.wait()
        with (
            patch.object(structure, "LAST_ONES", 1),
            structure.impatient(self.env),
        ):
            self.assertTrue(committed.is_set())

    def test_a_lane_that_waits_for_others_is_not_waited_for(self):
        end = threading.Event()

        def work():
            with structure.aside():
                end.wait()

        _thread, begun = self.lane(work)
        self.addCleanup(end.set)
        begun.wait()
        started = time.monotonic()
        with structure.impatient(self.env):
            self.assertLess(time.monotonic() - started, structure.LAST_ONES / 2)

    def test_a_lane_waits_until_the_models_are_whole(self):
        with structure.impatient(self.env):
            thread, begun = self.lane()
            self.assertFalse(begun.wait(0.3))
        thread.join(5)
        self.assertTrue(begun.is_set())

    def test_a_lane_keeps_others_away_until_its_work_is_committed(self):
        with structure.working_lane():
            with structure.impatient(self.env):
                pass
            thread, begun = self.lane()
            self.assertFalse(begun.wait(0.3))
            structure.let_in()
            self.assertTrue(begun.wait(5))
            thread.join()
            with structure.impatient(self.env):
                pass
            _thread, begun = self.lane()
            self.assertFalse(begun.wait(0.3))
        # A lane that ends otherwise keeps nobody away.
        self.assertTrue(begun.wait(5))

    def test_the_lock_is_let_go_behind_the_commit(self):
        self.connection.streams = FIRM | {"cases": [{**FIRM["cases"][0], "Court": "X"}]}
        self.step("action_discover")
        self.step("action_propose")
        self.job.action_confirm()
        self.job.action_confirm_owners()
        self.job.action_apply_setup()
        batches = type(self.env["case.migration.batch"])
        commit, found = batches._commit, []

        def committed(batch, *args, **options):
            if "x_court" in batch.env["crm.lead"]._fields and not found:
                _thread, begun = self.lane()
                found.append(begun.wait(0.3))
                result = commit(batch, *args, **options)
                found.append(begun.wait(5))
                return result
            return commit(batch, *args, **options)

        with (
            self.background() as env,
            patch.object(Registry, "_lock", threading.RLock()),
            patch.object(batches, "_commit", committed),
        ):
            self.job.with_env(env).work_now()
        self.assertEqual(found, [False, True])
