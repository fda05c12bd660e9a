from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.loading import case_migration_cutting, case_migration_planning
from .common import MigrationCase
from .test_thread import FIRM

MANY = 5000
MOST_READ = 4000
MORE_THAN_ENOUGH = 300
NOTES = [
    {"id": f"n{number}", "matter_id": f"m{number % 3 + 1}", "note": f"Note {number}"}
    for number in range(7)
]
# The contacts of the firm once more and once more.
MORE = """
    INSERT INTO case_migration_record (
           source_id, stream_id, company_id, object, key, name, payload, digest, state,
           loaded_digest, create_date, write_date)
    SELECT one.source_id, one.stream_id, one.company_id, one.object, 'more' || n, 'N',
           one.payload, one.digest, %s, %s, one.create_date, one.write_date
      FROM (SELECT * FROM case_migration_record WHERE id = %s) one,
           generate_series(1, %s) n
"""
# Within the present transaction, by sequential scans and by indexes.
ROWS_READ = """
    SELECT seq_tup_read + COALESCE(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
     WHERE relname = 'case_migration_record'
"""


class CuttingCase(MigrationCase):
    """A firm of which a few records are staged, or many."""

    @classmethod
    def add(cls, state="staged", loaded_digest=None, count=MANY):
        """Stage contacts, which are in a state already."""
        one = cls.record("contacts", "c1")
        cls.env.flush_all()
        cls.cr.execute(MORE, [state, loaded_digest, one.id, count])
        cls.cr.execute("ANALYZE case_migration_record")
        cls.env.invalidate_all()

    @classmethod
    def object_of(cls, name):
        return cls.job.mapping_ids.filtered(lambda one: one.object == name)

    def batches(self, kind):
        """:return: those of what goes on, or was the last"""
        return self.job._present_run().batch_ids.filtered(
            lambda batch: batch.kind == kind and not batch.relinks
        )

    def rows_read(self):
        self.env.flush_all()
        self.cr.execute(ROWS_READ)
        return self.cr.fetchone()[0]

    def work_until(self, is_over):
        """Work point by point, as if the lane were killed after each.

        :return: how many points there were
        """
        turns = 0
        with self.background() as env:
            batches = env["case.migration.batch"]
            while not is_over() and batches._run_one(self.job.with_env(env), 0):
                batches._commit()
                env.invalidate_all()
                self.env.invalidate_all()
                turns += 1
                self.assertLess(turns, MORE_THAN_ENOUGH)
        return turns


@tagged("post_install", "-at_install")
class TestButtonsOnMany(CuttingCase):
    """A button that loads reads as little of many records as of a few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare(FIRM)
        cls.add()

    def assert_quick(self, button):
        before = self.rows_read()
        button()
        self.assertLess(self.rows_read() - before, MOST_READ)
        self.assertNotIn("contact", self.batches("load").mapped("mapping_id.object"))
        self.assertEqual(self.batches("plan").mapped("mapping_id.object"), ["contact"])

    def test_what_is_short_is_cut_by_the_button(self):
        self.job.action_run()
        cut = self.batches("load")
        self.assertEqual(set(cut.mapped("mapping_id.object")), {"case", "company"})
        self.assertEqual(sum(cut.mapped("total")), self.staged("case", "company"))
        lowest = min(cut.mapped("sequence"))
        self.assertGreater(lowest, max(self.batches("plan").mapped("sequence")))

    def staged(self, *objects):
        return self.env["case.migration.record"].search_count(
            [("object", "in", objects)]
        )

    def all_failed(self):
        self.cr.execute("UPDATE case_migration_record SET state = 'failed'")
        self.cr.execute("ANALYZE case_migration_record")

    def test_a_run(self):
        self.assert_quick(self.job.action_run)
        self.assertEqual((self.job.state, self.job.run), ("running", 1))

    def test_one_object(self):
        self.assert_quick(self.object_of("contact").action_run)
        self.assertEqual((self.job.state, self.job.run), ("confirmed", 0))
        self.assertEqual(set(self.batches("plan").mapped("run")), {1})

    def test_what_failed(self):
        self.job.state = "delta"
        self.all_failed()
        self.assert_quick(self.job.action_retry_failed)

    def test_what_failed_of_one_object(self):
        self.all_failed()
        self.assert_quick(self.object_of("contact").action_retry_failed)


@tagged("post_install", "-at_install")
class TestCutting(CuttingCase):
    """Records are cut into batches by a lane, each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare({**FIRM, "notes": NOTES})
        every_list = patch.object(case_migration_cutting, "LOOKED_AT", 1)
        cls.startClassPatcher(every_list)

    def is_cut(self):
        return not self.batches("plan").filtered(lambda batch: batch.state == "todo")

    def test_each_record_is_in_one_batch_however_often_the_lane_is_killed(self):
        planning = self.env["case.migration.planning"]
        self.job.batch_size = 2
        expected = {
            mapping: sorted(
                (plan["first_id"], plan["last_id"], plan["total"])
                for plan in planning._plan(
                    mapping, only_new=mapping in self.job._loaded_by_setup()
                )
            )
            for mapping in self.job.mapping_ids
        }
        self.assertGreater(len(expected[self.object_of("note")]), 1)
        self.cr.execute("UPDATE case_migration_record SET load_order = NULL")
        self.job.action_run()
        objects = len(self.batches("plan"))
        with patch.object(case_migration_planning, "ORDERED", 2):
            turns = self.work_until(self.is_cut)
        self.assertGreater(turns, objects)
        self.assertEqual(
            {
                mapping: sorted(
                    (batch.first_id, batch.last_id, batch.total)
                    for batch in self.batches("load")
                    if batch.mapping_id == mapping
                )
                for mapping in expected
            },
            expected,
        )

    def test_nothing_is_loaded_before_all_is_cut(self):
        self.object_of("contact").sequence = 0
        self.job.action_run()
        self.work_until(lambda: bool(self.batches("load")))
        self.assertFalse(self.is_cut())
        self.assertEqual(self.job.task, "run")
        self.assertEqual(set(self.batches("load").mapped("state")), {"todo"})
        lowest = min(self.batches("load").mapped("sequence"))
        self.assertGreater(lowest, max(self.batches("plan").mapped("sequence")))

    def test_what_is_cut_belongs_to_the_run(self):
        self.job.action_run()
        self.work_until(self.is_cut)
        self.assertEqual(self.batches("load").run_id, self.job._present_run())
        self.assertEqual(set(self.batches("load").mapped("run")), {self.job.run})

    def test_it_is_told_that_it_goes_on(self):
        self.job.action_run()
        told = self.job.get_progress()
        self.assertIn("batches", told["preparing"])
        self.assertEqual(self.job.progress, 0)
        self.work_until(self.is_cut)
        self.assertFalse(self.job.get_progress()["preparing"])
        self.work(self.job)
        self.assertFalse(self.job.get_progress()["preparing"])

    def test_it_can_be_paused_and_goes_on(self):
        self.job.action_run()
        self.job.action_pause()
        self.work(self.job)
        self.assertFalse(self.batches("load"))
        self.step("action_resume")
        self.assertEqual(self.job.state, "delta")
        self.assertEqual(self.record("contacts", "c1").state, "created")

    def test_it_can_be_given_up(self):
        self.job.action_run()
        self.work_until(lambda: bool(self.batches("load")))
        self.job.action_cancel()
        self.work(self.job)
        self.assertFalse(self.target("contacts", "c1"))
        self.assertNotIn("todo", self.job.batch_ids.mapped("state"))

    def test_where_nothing_was_left_that_is_said(self):
        self.step("action_run")
        digest = self.record("contacts", "c1").digest
        self.add("skipped", digest, 2000)
        self.object_of("contact").action_run()
        self.work(self.job)
        self.assertEqual((self.job.state, self.job.task), ("delta", False))
        self.assertIn("nothing left to load", self.job.message_ids[0].body)

    def test_of_a_few_it_is_said_at_once(self):
        self.step("action_run")
        digest = self.record("contacts", "c1").digest
        self.add("skipped", digest, 20)
        with (
            patch.object(case_migration_cutting, "LOOKED_AT", 100),
            self.assertRaisesRegex(UserError, "is in Odoo, or was tried"),
        ):
            self.object_of("contact").action_run()
