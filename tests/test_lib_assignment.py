from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.proposing.assignment import best_assignment

TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width),
        min_size=1,
        max_size=5,
    )
)


def best_sum(scores):
    """The greatest sum, by trying everything."""
    rows, columns = len(scores), len(scores[0])
    if rows > columns:
        return best_sum(list(zip(*scores, strict=True)))
    return max(
        sum(scores[row][column] for row, column in enumerate(order))
        for order in permutations(range(columns), rows)
    )


class TestAssignment(BaseCase):
    def test_the_total_counts_not_the_line(self):
        self.assertEqual(best_assignment([[9, 8], [8, 1]]), {0: 1, 1: 0})

    def test_pairs_that_nothing_speaks_for_are_left_out(self):
        self.assertEqual(best_assignment([[0, 5], [0, 0]]), {0: 1})

    def test_nothing_to_assign(self):
        self.assertEqual(best_assignment([]), {})
        self.assertEqual(best_assignment([[], []]), {})

    @given(TABLES)
    def test_no_other_assignment_has_a_greater_sum(self, scores):
        pairs = best_assignment(scores)
        self.assertEqual(len(set(pairs.values())), len(pairs))
        total = sum(scores[row][column] for row, column in pairs.items())
        self.assertEqual(total, best_sum(scores))
