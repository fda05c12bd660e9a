from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.capacity import Firm, Place, loading, reading

FIRM = Firm(
    {
        "res.partner": 12_000,
        "crm.lead": 10_000,
        "mail.activity": 10_000,
        "mail.message": 10_000,
        "ir.attachment": 2_000,
        "calendar.event": 1_000,
    },
    megabytes=100,
)


class TestCapacity(BaseCase):
    def test_half_the_time_with_two_lanes(self):
        one = loading(FIRM, Place(lanes=1))
        two = loading(FIRM, Place(lanes=2))
        self.assertEqual(one.bound, "lanes")
        self.assertAlmostEqual(one.seconds, 2 * two.seconds)

    def test_more_lanes_than_cores_help_nothing(self):
        two, eight = (loading(FIRM, Place(lanes=lanes)) for lanes in (2, 8))
        self.assertAlmostEqual(two.seconds, eight.seconds)
        self.assertEqual(eight.bound, "cores")

    def test_hosts_help_until_the_database_is_full(self):
        few = loading(FIRM, Place(lanes=8, hosts=1, database_cores=2))
        many = loading(FIRM, Place(lanes=64, hosts=32, database_cores=2))
        self.assertEqual(few.bound, "cores")
        self.assertEqual(many.bound, "database")
        self.assertLess(many.seconds, few.seconds)

    def test_a_source_that_gives_a_request_a_second_binds(self):
        place = Place(requests_per_minute=60)
        self.assertEqual(reading(FIRM, place).bound, "source")
        self.assertAlmostEqual(reading(FIRM, place).seconds, FIRM.total / 100)
        self.assertEqual(loading(FIRM, place).bound, "source")
        self.assertAlmostEqual(loading(FIRM, place).seconds, 2_000)

    def test_a_thin_line_binds_the_documents(self):
        found = loading(FIRM, Place(megabytes_per_second=0.1))
        self.assertEqual((found.bound, round(found.seconds)), ("source", 1_000))

    def test_what_was_measured(self):
        """CPU seconds of one lane over a twentieth of the mix: 3.7 to 4.3."""
        firm = Firm({name: n // 20 for name, n in FIRM.records.items()})
        self.assertAlmostEqual(loading(firm, Place(lanes=1)).seconds, 4.0, delta=0.6)

    def test_a_machine_twice_as_fast(self):
        slow, fast = (loading(FIRM, Place(speed=speed)) for speed in (1, 2))
        self.assertAlmostEqual(slow.seconds, 2 * fast.seconds)

    def test_an_empty_firm_takes_no_time(self):
        self.assertEqual(loading(Firm({}), Place()).seconds, 0)
        self.assertEqual(reading(Firm({}), Place()).seconds, 0)
