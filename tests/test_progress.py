from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..models.job import case_migration_progress
from .common import MigrationCase

FIRM = {
    "companies": [{"id": "co1", "name": "Acme Ltd", "industry": "Shipping"}],
    "contacts": [{"id": f"c{n}", "first_name": f"Jane {n}"} for n in range(6)],
    "matters": [
        {"id": f"m{n}", "title": "Doe v. Roe", "number": str(n), "client_id": f"c{n}"}
        for n in range(6)
    ],
}


@tagged("post_install", "-at_install")
class TestProgress(MigrationCase):
    """Each task tells how far it has come itself, not what an earlier one has done."""

    def _progress(self):
        told = self.job.get_progress()
        bars = told["objects"]
        return (
            told["title"],
            sum(one["done"] for one in bars),
            sum(one["total"] for one in bars),
        )

    def test_preparing_counts_what_odoo_gets(self):
        self.prepare(FIRM)
        items = self.job.setup_item_ids
        self.assertTrue(items.filtered(lambda item: item.state == "made"))
        items.sudo().filtered(lambda item: item.state == "made")[0].state = "to_make"
        self.job.action_apply_setup()
        made = items.filtered(lambda item: item.state == "made")
        self.assertEqual(self._progress(), ("Prepared", len(made), len(made) + 1))

    def test_proposing_counts_kinds_of_records_and_not_what_was_read(self):
        self.connection.streams = FIRM
        self.step("action_discover")
        self.job.action_propose()
        self.assertIn("Proposing", self.job.get_progress()["preparing"])
        _title, done, total = self._progress()
        self.assertEqual(done, 0)
        self.job.batch_ids.sudo().filtered(
            lambda batch: batch.kind == "propose"
        ).position = {"done": 2}
        self.assertEqual(self._progress()[1:], (2, total))

    def test_validating_counts_the_checks(self):
        self.migrate(FIRM)
        self.job.action_validate()
        checks = self.job.check_ids
        self.assertEqual(self._progress(), ("Checked", 0, len(checks)))
        checks[:2].sudo().state = "passed"
        self.assertEqual(self._progress(), ("Checked", 2, len(checks)))
        self.assertEqual(self.job.get_progress()["rate"], 0)

    def test_picking_up_changes_counts_its_parts(self):
        self.migrate(FIRM)
        self.job.action_delta()
        title, done, total = self._progress()
        self.assertEqual((title, done), ("Steps done", 0))
        self.assertGreater(total, 0)

    def test_a_run_after_a_sample_is_asked_for_in_what_is_left(self):
        many = [{"id": f"m{n}", "title": "Doe", "number": str(n)} for n in range(120)]
        self.prepare({"matters": many})
        self.job.sample_size = 100
        self.step("action_sample")
        tried = sum(self.job._outcome().values())
        self.assertTrue(0 < tried < self.job.record_count)
        action = self.job.action_ask_run()
        question = self.env["case.migration.ask"].browse(action["res_id"])
        text = " ".join(str(question.message).split())
        left = sum(self.job.mapping_ids.mapped("source_count")) - tried
        self.assertIn(f"{left} records of", text)
        self.assertIn(f"{tried} records, is left as it is", text)
        question.action_go()
        self.work(self.job)
        self.assertEqual(
            sum(self.job._outcome().values()),
            sum(self.job.mapping_ids.mapped("source_count")),
        )

    def test_an_open_form_is_told_what_may_be_done_with_the_migration(self):
        self.prepare(FIRM)
        told = self.job.get_progress()["job"]
        expected = {"task": False, "paused": False, "problem": False}
        self.assertEqual(told, {"state": self.job.state, **expected})
        self.job.action_run()
        self.job.action_pause()
        self.job.problem = "The source does not answer."
        told = self.job.get_progress()["job"]
        self.assertEqual((told["task"], told["paused"]), ("run", True))
        self.assertEqual(told["problem"], "The source does not answer.")

    def test_what_somebody_does_is_told_at_once(self):
        self.prepare(FIRM)
        for action in ("action_run", "action_pause", "action_resume", "action_cancel"):
            with self.subTest(action), self._told() as jobs:
                getattr(self.job, action)()
                self.assertIn(self.job.id, jobs)
        with self._told() as jobs:
            self.job.name = "Another move"
            self.assertFalse(jobs)

    @contextmanager
    def _told(self):
        """:return: ids of the jobs of which the open forms are told within the block"""
        self.env.cr.postcommit.clear()  # as in the next request
        told = []
        with patch.object(
            case_migration_progress,
            "send",
            lambda _receiver, _kind, content: told.append(content["job_id"]),
        ):
            yield told
