from odoo.tests import BaseCase

from ..lib.confidence import upper_bound


class TestConfidence(BaseCase):
    """The share of deviations that is not exceeded, by Clopper and Pearson."""

    def test_none_found_is_the_rule_of_three(self):
        self.assertAlmostEqual(upper_bound(0, 300), 1 - 0.05 ** (1 / 300))
        self.assertAlmostEqual(upper_bound(0, 300), 3 / 300, places=3)

    def test_some_found(self):
        # Tables: 5 of 100, one-sided 95 %.
        self.assertAlmostEqual(upper_bound(5, 100), 0.1023, places=3)
        self.assertAlmostEqual(upper_bound(1, 20), 0.2161, places=3)

    def test_the_ends(self):
        self.assertEqual(upper_bound(10, 10), 1)
        self.assertEqual(upper_bound(0, 0), 1)
        self.assertLess(upper_bound(0, 10_000), 0.0004)
