from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.auth import _token
from odoo.addons.crm_case_migration.lib.blueprints import _position
from odoo.addons.crm_case_migration.lib.errors import TransformError
from odoo.addons.crm_case_migration.lib.transforms.common import Context
from odoo.addons.crm_case_migration.lib.transforms.dates import DateOptions, to_date
from odoo.addons.crm_case_migration.lib.whole import whole

HUGE = 10**400


class TestWhole(BaseCase):
    """Numbers as sources write them, also those that no computer counts with."""

    def test_what_is_a_number(self):
        for value, found in (
            (7, 7),
            ("7", 7),
            (7.9, 7),
            ("٣", 3),
            (-1, 0),
            (HUGE, HUGE),
        ):
            with self.subTest(value):
                self.assertEqual(whole(value), found)

    def test_what_is_none(self):
        nothing = (
            None,
            "",
            "²",
            "a",
            "1.5",
            "9" * 5000,
            [],
            float("inf"),
            float("nan"),
        )
        for value in nothing:
            with self.subTest(str(value)[:9]):
                self.assertIsNone(whole(value))

    def test_one_beyond_all_bounds_is_no_date_no_lifetime_and_no_place(self):
        with self.assertRaises(TransformError):
            to_date(HUGE, DateOptions(), Context("America/New_York", None))
        self.assertIsNone(_token("token", HUGE).lifetime)
        self.assertEqual(_position(HUGE), float("inf"))
