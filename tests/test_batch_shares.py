from odoo.tests import tagged

from ..models.engine.case_migration_lanes import PARAMETER
from .common import MigrationCase

SIZE = 30
CASES = [{"id": f"m{number}", "title": f"Case {number}"} for number in range(4)]


@tagged("post_install", "-at_install")
class TestBatchShares(MigrationCase):
    """How many records come into a batch, so that no lane stands still."""

    def stage(self, contacts, notes=()):
        """Have so many contacts staged, and notes of the given cases."""
        self.job.batch_size = SIZE
        self.connection.page = 1000
        self.connection.streams = {
            "contacts": [
                {"id": f"c{number}", "name": f"Client {number}"}
                for number in range(contacts)
            ],
            "cases": CASES,
            "notes": [
                {"id": f"n{number}", "case_id": f"m{case}", "content": "Called."}
                for number, case in enumerate(notes)
            ],
        }
        self.step("action_discover")
        self.step("action_propose")

    def shares(self, wanted, lanes, **choice):
        """:return: how many records the batches of an object have"""
        self.env["ir.config_parameter"].set_param(PARAMETER, str(lanes))
        mapping = self.job.mapping_ids.filtered(lambda one: one.object == wanted)
        plans = self.env["case.migration.loading"]._plan(mapping, **choice)
        return [plan["total"] for plan in plans]

    def test_two_lanes_share_what_would_be_a_batch_and_a_rest(self):
        self.stage(50)
        self.assertEqual(self.shares("contact", lanes=2), [25, 25])

    def test_what_would_be_one_batch_is_shared_if_it_is_worth_it(self):
        self.stage(44)
        self.job.batch_size = 250
        self.assertEqual(self.shares("contact", lanes=1), [44])
        self.assertEqual(self.shares("contact", lanes=2), [22, 22])
        self.assertEqual(self.shares("contact", lanes=4), [22, 22])
        self.stage(39)
        self.job.batch_size = 250
        self.assertEqual(self.shares("contact", lanes=2), [39])

    def test_no_batch_has_more_than_it_may_have(self):
        self.stage(100)
        self.assertEqual(self.shares("contact", lanes=2), [25] * 4)
        self.assertEqual(self.shares("contact", lanes=3), [20] * 5)
        self.job.batch_size = 4
        self.assertEqual(self.shares("contact", lanes=2), [4] * 25)

    def test_one_lane_has_nobody_to_share_with(self):
        self.stage(50)
        self.assertEqual(self.shares("contact", lanes=1), [SIZE, 20])

    def test_what_belongs_together_is_not_shared_out(self):
        self.stage(0, notes=[0] * 22 + [1] * 3 + [2] * 17 + [3] * 8)
        self.assertEqual(self.shares("note", lanes=2), [25, 25])
        self.stage(0, notes=[0] * 40 + [1] * 3 + [2] * 7)
        self.assertEqual(self.shares("note", lanes=2), [40, 10])

    def test_a_few_of_many_that_belong_together_come_into_one_batch(self):
        self.stage(0, notes=[number % 4 for number in range(80)])
        notes = self.env["case.migration.record"].search([("object", "=", "note")])
        failed = notes[:3] + notes[-3:]
        failed.state = "failed"
        self.env.flush_all()
        self.assertEqual(self.shares("note", lanes=2, only_failed=True), [6])

    def test_what_is_left_comes_last(self):
        self.stage(1)
        plans = self.env["case.migration.planning"]._plan_relinks(self.job)
        links = [plan["sequence"] for plan in plans if plan.get("relinks")]
        lines = [plan["sequence"] for plan in plans if plan["kind"] == "tell"]
        self.assertEqual(len(links), 1)
        self.assertEqual(len(set(lines)), len(lines))
        last = max(self.job.mapping_ids.mapped("sequence"))
        self.assertGreater(min(links + lines), last)
