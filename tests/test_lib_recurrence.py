from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.occurrences import occurrences
from odoo.addons.crm_case_migration.lib.recurrence import (
    MAX_OCCURRENCES,
    UnknownRule,
    rule_of,
)

MONDAY = date(2024, 1, 1)


class TestRuleOf(BaseCase):
    def rule(self, first=MONDAY, **parts):
        return rule_of(parts, first)

    def test_no_pattern_is_no_rule(self):
        self.assertIsNone(self.rule())
        self.assertIsNone(self.rule(frequency="", count=5))

    def test_weekly_on_its_days(self):
        rule = self.rule(frequency="Weekly", weekdays=["MO", "We"], count="4")
        self.assertEqual((rule.weekdays, rule.count), ((0, 2), 4))
        days = [day.day for day in rule.occurrences(MONDAY)]
        self.assertEqual(days, [1, 3, 8, 10])

    def test_weekly_without_days_is_on_the_day_of_the_first(self):
        self.assertEqual(self.rule(frequency="week").weekdays, (0,))

    def test_monthly_by_date_and_by_weekday(self):
        self.assertEqual(self.rule(frequency="monthly").month_day, 1)
        rule = self.rule(rrule="FREQ=MONTHLY;COUNT=3;BYDAY=1MO")
        self.assertEqual((rule.weekdays, rule.nth), ((0,), 1))
        days = [day.isoformat() for day in rule.occurrences(MONDAY)]
        self.assertEqual(days, ["2024-01-01", "2024-02-05", "2024-03-04"])
        values = rule.odoo_values()
        self.assertEqual((values["weekday"], values["byday"]), ("MON", "1"))

    def test_the_text_of_icalendar(self):
        rule = self.rule(rrule="RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20240110T120000Z")
        self.assertEqual((rule.interval, rule.until), (2, date(2024, 1, 10)))
        self.assertEqual(len(rule.occurrences(MONDAY)), 5)

    def test_it_ends_at_a_moment_on_the_clock_of_its_zone(self):
        chicago = ZoneInfo("America/Chicago")
        first = datetime.fromisoformat("2024-01-01T09:00")
        for until, last in (
            ("20240110T150000Z", date(2024, 1, 10)),  # at nine in Chicago
            ("20240110T145959Z", date(2024, 1, 9)),
            ("20240111T045959Z", date(2024, 1, 10)),
            ("20240110", date(2024, 1, 10)),
            ("2024-01-10", date(2024, 1, 10)),
        ):
            parts = {"rrule": f"FREQ=DAILY;UNTIL={until}"}
            with self.subTest(until):
                rule = rule_of(parts, first, chicago)
                self.assertEqual(rule.until, last)
                starts = occurrences(parts, first, chicago)
                self.assertEqual([*starts][-1].date(), last)

    def test_of_every_other_week_the_days_depend_on_where_a_week_begins(self):
        for start, days in (("MO", [1, 7, 15]), ("SU", [1, 14, 15])):
            text = f"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=3;WKST={start}"
            rule = self.rule(rrule=text)
            found = [day.day for day in rule.occurrences(MONDAY)]
            starts = occurrences(
                {"rrule": text}, datetime.fromisoformat("2024-01-01T09:00"), UTC
            )
            self.assertEqual(found, days)
            self.assertEqual([moment.day for moment in starts], days)

    def test_working_days_are_weekly(self):
        rule = self.rule(frequency="daily", weekdays="MO,TU,WE,TH,FR", count=6)
        self.assertEqual(rule.frequency, "weekly")
        self.assertEqual(rule.occurrences(MONDAY)[-1], date(2024, 1, 8))

    def test_yearly_on_its_own_day(self):
        rule = self.rule(frequency="yearly", month_day=1, count=2)
        self.assertEqual(rule.occurrences(MONDAY)[-1], date(2025, 1, 1))

    def test_yearly_in_the_month_of_the_first(self):
        rule = self.rule(rrule="FREQ=YEARLY;BYMONTH=01;BYMONTHDAY=1;COUNT=2")
        self.assertEqual(rule.occurrences(MONDAY)[-1], date(2025, 1, 1))

    def test_for_ever_ends_after_what_odoo_makes(self):
        rule = self.rule(frequency="daily")
        self.assertEqual(rule.odoo_values()["end_type"], "forever")
        self.assertEqual(len(rule.occurrences(MONDAY)), MAX_OCCURRENCES + 1)

    def test_what_odoo_does_not_have(self):
        for parts in (
            {"frequency": "hourly"},
            {"frequency": "fortnightly at dawn"},
            {"rrule": "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1"},
            {"rrule": "FREQ=MONTHLY;BYDAY=1MO,3MO"},
            {"rrule": "FREQ=MONTHLY;BYDAY=5MO"},
            {"rrule": "FREQ=YEARLY;BYMONTH=1,7"},
            {"rrule": "FREQ=YEARLY;BYMONTH=3"},
            {"rrule": "FREQ=YEARLY;BYMONTHDAY=1"},  # of every month
            {"rrule": "FREQ=DAILY;BYMONTHDAY=1"},
            {"rrule": "FREQ=WEEKLY;BYMONTHDAY=1"},
            {"rrule": "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1"},
            {"rrule": "FREQ=WEEKLY;BYDAY=XX"},
            {"rrule": "FREQ=WEEKLY;UNTIL=never"},
            {"rrule": "every now and then"},
            {"frequency": "yearly", "weekdays": "MO"},
            {"frequency": "weekly", "count": "many"},
            {"frequency": "monthly", "month_day": 40},
        ):
            with self.assertRaises(UnknownRule, msg=parts):
                rule_of(parts, MONDAY)
