from odoo.tests import BaseCase

from ..lib import capacity
from ..lib.assessment import estimate, grade

EASY = {
    "custom_fields": 5,
    "open_values": 0,
    "faults": 0.001,
    "records": 20_000,
    "limits": 0,
    "unmapped_objects": 0,
}


class TestLibAssessment(BaseCase):
    """The grade is the sum of what was measured, and says so."""

    def test_a_small_clean_source_is_easy(self):
        self.assertEqual(grade(EASY)[0], "A")

    def test_each_measure_can_make_it_harder(self):
        for measure, value in {
            "custom_fields": 60,
            "open_values": 25,
            "faults": 0.05,
            "records": 1_000_000,
            "limits": 3,
            "unmapped_objects": 4,
        }.items():
            with self.subTest(measure):
                found, reasons = grade({**EASY, measure: value})
                self.assertEqual(found, "B")
                points = {reason.measure: reason.points for reason in reasons}
                self.assertEqual(points[measure], 2)
                self.assertEqual(sum(points.values()), 2)

    def test_much_of_everything_is_a_d(self):
        self.assertEqual(grade(dict.fromkeys(EASY, 10**7))[0], "D")

    def test_times_come_from_the_measured_speeds(self):
        firm, place = capacity.Firm({"crm.lead": 6000}), capacity.Place(lanes=2)
        found = estimate(firm, place, reading_rate=100, loading_rate=50)
        self.assertEqual((found.reading, found.loading), (60, 60))
        self.assertTrue(found.reading_is_measured and found.loading_is_measured)

    def test_what_was_not_measured_is_assumed_and_said_so(self):
        firm = capacity.Firm({"crm.lead": 1000})
        place = capacity.Place(lanes=0, requests_per_minute=1)
        found = estimate(firm, place, None, None)
        self.assertEqual(found.reading, 600)
        self.assertEqual(found.loading, 1000 * capacity.LOADING["crm.lead"])
        self.assertFalse(found.reading_is_measured or found.loading_is_measured)
