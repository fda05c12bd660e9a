from odoo.tests import BaseCase

from ..lib.cells import BadCell, as_cell, corrected
from ..lib.tables import MAX_TEXT, guarded


class TestCells(BaseCase):
    """What comes back from a spreadsheet unchanged is told from what was corrected."""

    def test_unchanged_whatever_a_spreadsheet_does_to_it(self):
        for cell, original in (
            ("a", "a"),
            ("3", 3.0),
            (3.0, 3),
            ("TRUE", True),
            (False, False),
            ("", None),
            (None, ""),
            ("a\r\nb", "a\nb"),
            ('["a", 1]', ["a", 1]),
            (guarded("=1+1"), "=1+1"),
        ):
            self.assertIs(corrected(cell, original), original, cell)

    def test_a_correction_keeps_the_type_where_it_can(self):
        for cell, original, expected in (
            ("b", "a", "b"),
            ("4.5", 3.0, 4.5),
            ("false", True, False),
            ("many", 3, "many"),
            ('["b"]', ["a"], ["b"]),
            ("", "a", None),
            ("007", "7", "007"),
            ("7", "007", "7"),
        ):
            self.assertEqual(corrected(cell, original), expected, cell)

    def test_a_text_that_was_cut_on_the_way_out_is_not_changed(self):
        long = "x" * (MAX_TEXT + 10)
        self.assertEqual(corrected(f"xxx … [{len(long)}]", long), long)

    def test_a_list_stays_a_list(self):
        for cell in ("a", "{}", "[1"):
            with self.assertRaisesRegex(BadCell, "a list"):
                corrected(cell, ["a"])

    def test_cells(self):
        self.assertEqual(as_cell({"a": "ü"}), '{"a": "ü"}')
        self.assertIsNone(as_cell(""))
        self.assertEqual(as_cell(3), 3)
