from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.mapping import case_migration_map_work
from .test_checklist import FIRM
from .test_cutting import CuttingCase

SHOWN = ("source_field", "target_field", "mapping_type", "confirmed", "need", "problem")


@tagged("post_install", "-at_install")
class TestLongMap(CuttingCase):
    """What is done with all lines of a map is done at once, and of a long one by a
    lane, object by object, with the same outcome.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = cls.connection.streams = FIRM
        cls.step("action_discover")
        cls.step("action_propose")

    def setUp(self):
        super().setUp()
        self.line = self.job.line_ids.filtered(
            lambda line: line.target_field == "email"
        )[0]
        self.template = self.env["case.migration.template"]._save(self.job)

    def long(self):
        """Every map is a long one."""
        return patch.object(case_migration_map_work, "FEW", 0)

    def shown(self):
        return [tuple(line[name] for name in SHOWN) for line in self.job.line_ids]

    def listed(self):
        return sorted(self.job.setup_item_ids.mapped("display_name"))

    def by_a_lane(self, button):
        """Press it, and kill the lane at each point.

        :return: how many points there were
        """
        with self.long():
            button()
            self.assertEqual(self.job.task, "map")
            self.assertIn("the map", self.job.get_progress()["preparing"])
            return self.work_until(lambda: not self.job.task or self.job.paused)

    def disturb(self):
        """Have the line say something that is out of date."""
        self.line.write({"need": 2, "problem": "It was so."})

    def test_a_usual_map_is_worked_on_at_once(self):
        self.disturb()
        self.job.action_check_map()
        self.assertEqual((self.line.need, self.job.task), (0, False))

    def test_it_is_tried_by_a_lane(self):
        self.job.action_check_map()
        expected = self.shown()
        self.disturb()
        self.assertGreater(self.by_a_lane(self.job.action_check_map), 5)
        self.assertEqual(self.shown(), expected)
        self.assertEqual((self.job.state, self.job.task), ("proposed", False))

    def test_it_is_agreed_to_by_whoever_asks_for_it(self):
        self.by_a_lane(self.job.action_confirm)
        self.assertEqual((self.job.state, self.job.task), ("confirmed", False))
        self.assertEqual(self.job.line_ids.confirmed_by_id, self.env.user)
        of_lane = self.shown(), self.listed()
        self.assertTrue(all(self.job.line_ids.mapped("confirmed")))
        self.job.action_confirm()
        self.assertEqual((self.shown(), self.listed()), of_lane)

    def test_one_that_does_not_work_stands_still_until_it_is_mended(self):
        self.line.target_field = "x_gone"
        self.by_a_lane(self.job.action_confirm)
        self.assertTrue(self.job.paused)
        self.assertIn("no field x_gone", self.job.problem)
        self.assertEqual(self.job.state, "proposed")
        self.line.target_field = "email"
        self.job.action_resume()
        self.work(self.job)
        self.assertEqual((self.job.state, self.job.task), ("confirmed", False))
        # What was changed since is to be agreed to as well.
        with self.assertRaisesRegex(UserError, "Confirm the map again"):
            self.job.action_run()

    def test_one_that_is_given_up_leaves_the_migration_as_it_was(self):
        with self.long():
            self.job.action_confirm()
            self.job.action_cancel()
        self.assertEqual((self.job.state, self.job.task), ("proposed", False))
        self.job.action_confirm()
        self.assertEqual(self.job.state, "confirmed")

    def test_it_is_taken_from_a_template_by_a_lane(self):
        self.job.template_id = self.template
        self.job.action_load_template()
        expected, said = self.shown(), self.job.message_ids[0].body
        self.assertIn(self.template.name, said)
        self.line = self.job.line_ids[0]
        self.line.mapping_type = "not_migrated"
        self.assertNotEqual(self.shown(), expected)
        self.assertGreater(self.by_a_lane(self.job.action_load_template), 5)
        self.assertEqual(self.shown(), expected)
        bodies = self.job.message_ids.mapped("body")
        self.assertEqual(bodies.count(said), 2)
