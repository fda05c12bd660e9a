from datetime import date

from odoo.addons.crm_case_migration.lib.errors import ConfigError
from odoo.addons.crm_case_migration.lib.mapping import Context

from .transform_case import TransformCase, at


class TestSpellings(TransformCase):
    def test_iso(self):
        self.assert_gives("date", "2024-03-05", date(2024, 3, 5))
        for clock in ("T10:00Z", "T10:00:00.123456Z", " 06:00:00-04:00", "T15:30+0530"):
            self.assert_gives("datetime", f"2024-07-05{clock}", at("2024-07-05 10:00"))

    def test_compact_iso(self):
        for value in ("20240305", 20240305):
            self.assert_gives("date", value, date(2024, 3, 5))
        self.assert_gives("datetime", "20240305T101112Z", at("2024-03-05 10:11:12"))

    def test_epoch_in_seconds_milliseconds_microseconds_and_ticks(self):
        for value in (
            1709632800,
            "1709632800",
            1709632800000,
            1709632800000000,
            638452296000000000,
        ):
            self.assert_gives("datetime", value, at("2024-03-05 10:00"))

    def test_dotnet(self):
        for value in ("/Date(1709632800000)/", "/Date(1709632800000-0500)/"):
            self.assert_gives("datetime", value, at("2024-03-05 10:00"))

    def test_named_months(self):
        for value in (
            "Mar 5, 2024",
            "March 5th 2024",
            "5 March 2024",
            "5th of March, 2024",
            "05-Mar-24",
            "5/Mar/2024",
            "Tuesday, March 5, 2024",
            "5. März 2024",
            "5 mars 2024",
            "5 de marzo de 2024",
        ):
            self.assert_gives("date", value, date(2024, 3, 5))

    def test_mail_header_dates(self):
        expected = at("2024-03-05 10:00")
        for value in ("Tue, 5 Mar 2024 10:00:00 GMT", "5 Mar 2024 05:00:00 EST"):
            self.assert_gives("datetime", value, expected)

    def test_clocks_of_twelve_hours(self):
        for clock, hour in (
            ("12:30 AM", 5),
            ("11:30am", 16),
            ("12:30 p.m.", 17),
            ("1:30 PM", 18),
        ):
            self.assert_gives(
                "datetime", f"1/5/2024 {clock}", at(f"2024-01-05 {hour:02}:30")
            )
        self.assert_gives("datetime", "1/5/2024 13:30 PM", None, "impossible_date")

    def test_two_digit_years_turn_at_68(self):
        self.assert_gives("date", "1/2/68", date(2068, 1, 2))
        self.assert_gives("date", "1/2/69", date(1969, 1, 2))

    def test_the_pivot_can_be_set(self):
        self.assert_gives("date", "1/2/45", date(1945, 1, 2), pivot=25)

    def test_an_explicit_format_accepts_nothing_else(self):
        self.assert_gives("date", "05.03.24", date(2024, 3, 5), format="%d.%m.%y")
        self.assert_gives("date", "2024-03-05", None, "bad_date", format="%d.%m.%y")
        formats = ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
        self.assert_gives(
            "datetime", "05.03.2024 05:00", at("2024-03-05 10:00"), format=formats
        )
        self.assert_gives("date", "05.03.2024", date(2024, 3, 5), format=formats)

    def test_number_formats(self):
        for form, value in (
            ("epoch", "1709632800"),
            ("epoch_ms", 1709632800000),
            ("ticks", 638452296000000000),
        ):
            self.assert_gives("datetime", value, at("2024-03-05 10:00"), format=form)
        self.assert_gives("date", 45356, date(2024, 3, 5), format="excel")
        self.assert_gives("datetime", "45356.5", at("2024-03-05 17:00"), format="excel")

    def test_days_of_a_spreadsheet_that_lost_their_format(self):
        self.assert_gives("date", 45356, date(2024, 3, 5))
        self.assert_gives("date", 45356.0, date(2024, 3, 5))
        self.assert_gives("datetime", 45356.5, at("2024-03-05 17:00"))

    def test_what_is_no_date_is_refused(self):
        for value in (
            "soon",
            "12:30",
            "5/2024",
            "555/1/2",
            "1/2/5",
            True,
            1e300,
            float("nan"),
            ["x"],
        ):
            self.assert_gives("datetime", value, None, "bad_date")

    def test_impossible_dates_are_refused(self):
        for value in (
            "2024-02-30",
            "2/30/2024",
            "13/13/2024",
            "Feb 30, 2024",
            "0000-00-00",
        ):
            self.assert_gives("date", value, None, "impossible_date")


class TestDayAndMonth(TransformCase):
    def order(self, value, day_first, /, **options):
        context = Context("UTC", day_first)
        mapped = self.mapped("date", value, context, **options)
        return mapped.values.get("t"), [issue.kind for issue in mapped.issues]

    def test_the_context_decides(self):
        self.assertEqual(self.order("03/04/2024", False), (date(2024, 3, 4), []))
        self.assertEqual(self.order("03/04/2024", True), (date(2024, 4, 3), []))

    def test_an_option_overrides_the_context(self):
        found = self.order("03/04/2024", False, day_first=True)
        self.assertEqual(found, (date(2024, 4, 3), []))

    def test_nothing_is_guessed(self):
        self.assertEqual(self.order("03/04/2024", None), (None, ["ambiguous_date"]))

    def test_what_reads_one_way_only_needs_no_order(self):
        for value in ("12/31/2024", "31.12.2024", "31-12-24", "2024/12/31"):
            self.assertEqual(self.order(value, None), (date(2024, 12, 31), []))
        self.assertEqual(self.order("5/5/2024", None), (date(2024, 5, 5), []))
        for value in ("2024/1/5", "2024-1-5", "2024.01.5"):
            self.assertEqual(self.order(value, None), (date(2024, 1, 5), []))

    def test_a_value_against_the_order_is_read_with_a_remark(self):
        self.assertEqual(
            self.order("12/31/2024", True), (date(2024, 12, 31), ["date_order"])
        )
        self.assertEqual(
            self.order("31/12/2024", False), (date(2024, 12, 31), ["date_order"])
        )


class TestSentinels(TransformCase):
    def test_days_that_stand_for_none_leave_the_field_empty(self):
        for value in (
            "9999-12-30",
            "12/31/9999",
            "1970-01-01T00:00:00Z",
            "0001-01-01T00:00:00",
            "1900-01-01",
            "9999-12-31T23:59:59-11:00",
            0,
            "/Date(-62135596800000)/",
        ):
            self.assert_gives("date", value, None, "sentinel_date")
            self.assert_gives("datetime", value, None, "sentinel_date")

    def test_they_can_be_meant(self):
        self.assert_gives("date", "1970-01-01", date(1970, 1, 1), sentinels=False)

    def test_a_moment_outside_the_calendar_is_refused(self):
        value = "9999-12-31T23:59:59-11:00"
        self.assert_gives("datetime", value, None, "bad_date", sentinels=False)


class TestZones(TransformCase):
    def test_wall_clock_time_is_of_the_sources_zone(self):
        self.assert_gives("datetime", "2024-01-05 10:00", at("2024-01-05 15:00"))
        self.assert_gives("datetime", "2024-07-05 10:00", at("2024-07-05 14:00"))

    def test_a_day_is_its_midnight(self):
        self.assert_gives("datetime", "2024-07-05", at("2024-07-05 04:00"))

    def test_a_time_that_the_clock_skipped_is_moved_on(self):
        expected = at("2024-03-10 07:30")
        self.assert_gives("datetime", "2024-03-10 02:30", expected, "dst_gap")

    def test_a_time_that_came_twice_is_the_first(self):
        expected = at("2024-11-03 05:30")
        self.assert_gives("datetime", "2024-11-03 01:30", expected, "dst_overlap")

    def test_an_instant_has_no_such_trouble(self):
        self.assert_gives("datetime", "2024-11-03T06:30:00Z", at("2024-11-03 06:30"))

    def test_a_day_stays_that_day(self):
        for value in ("2024-03-05", "2024-03-05T23:59:00", "2024-03-05 00:00"):
            self.assert_gives("date", value, date(2024, 3, 5))

    def test_an_instant_falls_on_the_day_in_the_sources_zone(self):
        self.assert_gives("date", "2024-03-05T02:00:00Z", date(2024, 3, 4))

    def test_midnight_sharp_is_a_plain_day(self):
        for value in ("2024-03-05T00:00:00Z", "2024-03-05T00:00:00+01:00", 1709596800):
            self.assert_gives("date", value, date(2024, 3, 5))

    def test_date_time_and_zone_in_fields_of_their_own(self):
        parts = ["date", "time", "zone"]
        value = ("2024-07-05", "10:00 AM", "America/Los_Angeles")
        self.assert_gives("datetime", value, at("2024-07-05 17:00"), parts=parts)
        value = ("7/5/2024", None, None)
        self.assert_gives("datetime", value, at("2024-07-05 04:00"), parts=parts)
        value = (None, "10:00", "America/Los_Angeles")
        self.assert_gives("datetime", value, None, "bad_date", parts=parts)

    def test_the_time_replaces_a_midnight_in_the_date(self):
        value = ("2024-07-05T00:00:00", "10:00")
        expected = at("2024-07-05 14:00")
        self.assert_gives("datetime", value, expected, parts=["date", "time"])

    def test_the_day_and_its_time_are_read_each_by_itself(self):
        parts = ["date", "time"]
        for day, clock in (
            ("June 5, 2026", "09:00"),
            ("5. Juni 2026", "09:00:00"),
            ("6/5/2026 12:00:00 AM", "9:00 AM"),
            ("2026-06-05", "2026-06-05T09:00:00"),
            ("2026-06-05", "1899-12-30T09:00:00"),
            ("2026-06-05T04:00:00Z", "09:00"),
            (20260605, "9:00 am"),
            ("2026-06-05", "2026-06-05T13:00:00Z"),
            ("2026-06-05", "15:00+02:00"),
        ):
            value = (day, clock)
            expected = at("2026-06-05 13:00")
            self.assert_gives("datetime", value, expected, parts=parts)
            self.assert_gives("date", value, date(2026, 6, 5), parts=parts)

    def test_what_is_odd_about_a_day_is_told_with_its_time(self):
        parts = ["date", "time"]
        value = ("13/6/2026", "09:00")
        expected = at("2026-06-13 13:00")
        self.assert_gives("datetime", value, expected, "date_order", parts=parts)
        for value, kind in (
            (("1/1/1900", "09:00"), "sentinel_date"),
            (("2026-06-05", "25:00"), "impossible_date"),
            (("2026-06-05", "0.375"), "bad_date"),
            (("soon", "09:00"), "bad_date"),
        ):
            self.assert_gives("datetime", value, None, kind, parts=parts)

    def test_a_format_is_that_of_day_and_time_together(self):
        parts, expected = ["date", "time"], at("2026-06-05 13:00")
        for day, form in (
            ("June 5, 2026", "%B %d, %Y %H:%M"),
            ("05.06.2026 00:00:00", "%d.%m.%Y %H:%M"),
        ):
            value = (day, "09:00")
            self.assert_gives("datetime", value, expected, parts=parts, format=form)

    def test_an_unknown_zone_of_a_record_is_an_issue(self):
        value = ("2024-07-05 10:00", "Mars/Base")
        parts = ["value", "zone"]
        self.assert_gives("datetime", value, None, "unknown_zone", parts=parts)

    def test_an_unknown_zone_of_the_source_is_refused_at_once(self):
        with self.assertRaises(ConfigError):
            Context("Mars/Base")
