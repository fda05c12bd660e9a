from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.preparation import case_migration_checklist
from .test_checklist import FIRM
from .test_cutting import CuttingCase

MANY = 6000
MOST_READ = 7000
MAP = ("sequence", "source_field", "target_field", "mapping_type", "transform")
# The cases of the firm once more and once more.
CASES = """
    INSERT INTO case_migration_record (
           source_id, stream_id, company_id, object, key, payload, digest, state)
    SELECT source_id, stream_id, company_id, object, 'more' || n, payload, digest,
           state
      FROM case_migration_record, generate_series(1, %(many)s) n
     WHERE source_id = %(source)s AND object = 'case'
"""


class LargeCase(CuttingCase):
    """Buttons that leave to a lane what grows with the records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.streams = cls.streams = FIRM
        cls.step("action_discover")

    def add_cases(self):
        self.env.flush_all()
        self.cr.execute(CASES, {"source": self.source.id, "many": MANY})
        self.cr.execute("ANALYZE case_migration_record")
        self.env.invalidate_all()

    def read_by(self, button):
        """:return: how many staged records a button reads"""
        before = self.rows_read()
        button()
        return self.rows_read() - before


@tagged("post_install", "-at_install")
class TestProposing(LargeCase):
    """A map is proposed by a lane, object by object."""

    def proposed(self):
        return [
            (mapping.object, mapping.sequence, *(str(line[name]) for name in MAP))
            for mapping in self.job.mapping_ids.sorted("object")
            for line in mapping.line_ids
        ]

    def test_the_button_reads_no_records(self):
        self.add_cases()
        self.assertLess(self.read_by(self.job.action_propose), 10)
        self.assertFalse(self.job.line_ids)
        self.assertEqual((self.job.state, self.job.task), ("discovered", "propose"))
        self.assertIn("Proposing", self.job.get_progress()["preparing"])
        self.work(self.job)
        self.assertEqual((self.job.state, self.job.task), ("proposed", False))

    def test_the_map_is_the_same_however_often_the_lane_is_killed(self):
        self.step("action_propose")
        expected, owners = self.proposed(), self.job.owner_ids.mapped("key")
        self.job.mapping_ids.unlink()
        self.job.owner_ids.unlink()
        self.job.action_propose()
        turns = self.work_until(lambda: not self.job.task)
        self.assertGreater(turns, len(self.job.mapping_ids))
        self.assertEqual(self.proposed(), expected)
        self.assertEqual(self.job.owner_ids.mapped("key"), owners)

    def test_one_that_is_given_up_leaves_the_migration_as_it_was(self):
        self.job.action_propose()
        self.work_until(lambda: bool(self.job.line_ids))
        self.job.action_cancel()
        self.assertEqual((self.job.state, self.job.task), ("discovered", False))
        self.step("action_propose")
        self.assertEqual(self.job.state, "proposed")

    def test_what_other_companies_have_agreed_to_is_not_learned(self):
        self.step("action_propose")
        line = self.job.line_ids.filtered("target_field")[0]
        proposer = self.env["case.migration.proposer"]
        line.action_confirm()
        fields = proposer._occurring(line.mapping_id)
        again = self.job.copy()
        mapping = line.mapping_id.copy({"job_id": again.id})
        self.assertTrue(proposer._learned(mapping, fields))
        company = self.env["res.company"].create({"name": "Other firm"})
        self.cr.execute("UPDATE case_migration_job SET company_id = %s", [company.id])
        self.env.invalidate_all()
        again.user_id.company_ids -= company
        self.assertFalse(proposer._learned(mapping.sudo(), fields))


@tagged("post_install", "-at_install")
class TestListing(LargeCase):
    """What Odoo must have is listed at once of a small firm, else by a lane."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.step("action_propose")

    def listed(self):
        return sorted(
            (item.kind, item.name, item.state, item.message or "")
            for item in self.job.setup_item_ids
        )

    def test_of_a_small_firm_at_once(self):
        self.job.action_confirm()
        self.assertFalse(self.job.task)
        self.assertTrue(self.listed())

    def test_of_a_large_one_by_a_lane(self):
        self.job.action_confirm()
        expected = self.listed()
        self.job.setup_item_ids.unlink()
        with patch.object(case_migration_checklist, "FEW", 3):
            self.job.action_confirm()
            self.assertFalse(self.listed())
            self.assertEqual((self.job.state, self.job.task), ("confirmed", "list"))
            with self.assertRaisesRegex(UserError, "Looking at what Odoo has"):
                self.job.action_confirm_owners()
            self.assertIn("Odoo has", self.job.get_progress()["preparing"])
            self.work(self.job)
            self.assertEqual(self.listed(), expected)
            for action in ("action_confirm_owners", "action_check_setup"):
                getattr(self.job, action)()
                self.assertEqual(self.job.task, "list")
                self.work(self.job)
        self.assertEqual(self.listed(), expected)
        self.assertFalse(self.job.task)

    def test_the_buttons_do_not_read_all_records(self):
        self.add_cases()
        self.assertLess(self.read_by(self.job.action_confirm), MOST_READ)
        self.assertEqual(self.job.task, "list")
        self.step("action_cancel")
        self.assertEqual((self.job.state, self.job.task), ("confirmed", False))
        self.assertLess(self.read_by(self.job.action_check_setup), MOST_READ)

    def test_what_is_taken_up_again_does_not_disturb_what_goes_on(self):
        self.job.action_confirm()
        item = self.job.setup_item_ids.filtered(lambda one: one.state == "to_make")[0]
        item.state = "skipped"
        self.job.action_confirm_owners()
        self.job.action_apply_setup()
        with patch.object(case_migration_checklist, "FEW", 0):
            item.action_unskip()
        self.assertEqual((item.state, self.job.task), ("to_make", "setup"))
