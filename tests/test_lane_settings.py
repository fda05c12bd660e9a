from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .test_lanes import LaneCase


@tagged("post_install", "-at_install")
class TestLaneSettings(LaneCase):
    """The settings say how many batches are worked on at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lanes = cls.env["case.migration.lanes"]

    def set_number(self, number):
        settings = self.env["res.config.settings"].create(
            {"case_migration_lanes": number}
        )
        settings.execute()

    def active(self):
        """:return: numbers of the lanes that are switched on"""
        lanes = self.lanes._by_number()
        return [number for number, lane in lanes.items() if lane.active]

    def call(self, number):
        """Have the scheduled action of a lane called, as Odoo calls it."""
        lane = self.lanes._by_number()[number]
        self.env.flush_all()
        with self.enter_registry_test_mode():
            lane.method_direct_trigger()
        self.env.invalidate_all()

    def test_there_are_two_at_first(self):
        self.assertEqual(self.lanes._wanted(), 2)
        self.assertEqual(self.active(), [1, 2])

    def test_more_are_made_and_woken(self):
        self.set_number(4)
        self.assertEqual(self.active(), [1, 2, 3, 4])
        made = self.lanes._by_number()[4]
        self.assertEqual(made.name, "Case migration: lane 4")
        self.assertEqual(made.code, "model._run_lane()")
        job = self._make_job(self.env)
        triggers = [("cron_id", "=", made.id)]
        self.env["ir.cron.trigger"].search(triggers).unlink()
        job._wake()
        self.assertTrue(self.env["ir.cron.trigger"].search(triggers))

    def test_fewer_are_switched_off_and_on_again(self):
        self.set_number(3)
        third = self.lanes._by_number()[3]
        self.set_number(1)
        self.assertEqual(self.active(), [1])
        self.assertEqual(len(self.lanes._present()), 1)
        self.set_number(3)
        self.assertEqual(self.active(), [1, 2, 3])
        self.assertEqual(self.lanes._by_number()[3], third)

    def test_one_that_is_at_work_switches_itself_off(self):
        second = self.lanes._by_number()[2]
        at_work = patch.object(
            type(second), "try_lock_for_update", lambda self, **_k: self - second
        )
        with at_work:
            self.set_number(1)
        self.assertTrue(second.active)
        batch = self._make_batch(self._make_job(self.env))
        self.call(2)
        self.assertEqual(batch.state, "todo", "It takes no further batch.")
        self.assertFalse(second.active)

    def test_one_that_somebody_has_switched_off_stays_off(self):
        self.lanes._by_number()[2].active = False
        self.set_number(2)
        self.assertEqual(self.active(), [1])

    def test_none_or_a_hundred_are_refused(self):
        for number in (0, -1, 17):
            with self.subTest(number), self.assertRaisesRegex(ValidationError, "16"):
                self.set_number(number)

    def test_nonsense_in_the_parameter_is_the_usual_number(self):
        parameters = self.env["ir.config_parameter"]
        for value, number in (("x", 2), ("0", 1), ("99", 16), ("-3", 2)):
            parameters.set_param("crm_case_migration.lanes", value)
            self.assertEqual(self.lanes._wanted(), number, value)
