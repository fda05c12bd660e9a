from datetime import date

from odoo.tests import tagged

from .loaded_case import LoadedCase, loads
from .loader_case import LoaderCase
from .transform_case import at

CHICAGO = "America/Chicago"
EVENT = {
    "name": "Hearing",
    "start": "2030-01-07T10:00:00",
    "stop": "2030-01-07T11:00:00",
}


@tagged("post_install", "-at_install")
class TestLoaderCalendarEvent(LoadedCase):
    """Events on the right day and hour, and nobody invited."""

    loaded = "event"
    defaults = EVENT

    @loads(location="Room 1", description="Bring\nfiles")
    def test_an_event_of_a_case(self, event):
        lead = self.lead()
        self.assertEqual(event.opportunity_id, lead)
        self.assertEqual((event.res_model, event.res_id), ("crm.lead", lead.id))
        self.assertEqual(event.res_model_id.model, "crm.lead")
        self.assertEqual(lead.calendar_event_ids, event)
        self.assertEqual(event.location, "Room 1")
        self.assertEqual(event.description, "<p>Bring<br>files</p>")
        self.assertFalse(self.kinds("events"))

    @loads(
        attendees=[{"email": "ann@firm.test"}, {"email": "jane@x.test"}], user_id="u1"
    )
    def test_it_leaves_no_trace_on_the_case(self, event):
        lead = self.lead()
        self.assertFalse(lead.activity_ids)
        self.assertFalse(lead.message_ids)
        self.assertFalse(event.message_ids)
        self.assertFalse(event.message_follower_ids | lead.message_follower_ids)

    @loads()
    def test_times_are_those_of_the_sources_zone(self, event):
        self.assertEqual(event.start, at("2030-01-07 15:00"))  # New York
        self.assertEqual(event.stop, at("2030-01-07 16:00"))

    @loads(zone=CHICAGO)
    def test_or_of_the_events_own(self, event):
        self.assertEqual(event.start, at("2030-01-07 16:00"))

    @loads(start="2030-07-01T10:00:00", stop="2030-07-01T11:00:00")
    def test_summer_time(self, event):
        self.assertEqual(event.start, at("2030-07-01 14:00"))

    @loads(
        {"start": "2030-01-07", "stop": "2030-01-08"},
        {"start": "2030-01-07T00:00:00", "stop": "2030-01-08T00:00:00"},
        all_day=True,
        zone=CHICAGO,
    )
    def test_an_all_day_event_is_on_its_day(self, *events):
        for event in events:
            self.assertTrue(event.allday)
            self.assertEqual(event.start_date, date(2030, 1, 7))
            self.assertEqual(event.stop_date, date(2030, 1, 8))

    # ------------------------------------------------- people

    @loads(attendees=[{"email": "ANN@firm.test"}, {"email": "jane@x.test"}])
    def test_attendees_by_address(self, event):
        jane = self.target("contacts", "c1")
        self.assertEqual(event.partner_ids, self.ann.partner_id | jane)
        self.assertEqual(event.attendee_ids.partner_id, event.partner_ids)
        self.assertNotIn("accepted", event.attendee_ids.mapped("state"))

    @loads(attendees=[{"name": "The clerk"}, {"email": "who@y.test"}])
    def test_an_attendee_without_a_contact_is_named_in_the_description(self, event):
        self.assertFalse(event.partner_ids)
        self.assertIn("The clerk, who@y.test", event.description)
        self.assertEqual(self.kinds("events"), ["attendee_unknown"])

    @loads(user_id="u1")
    def test_the_organizer_attends(self, event):
        self.assertEqual(event.user_id, self.ann)
        self.assertEqual(event.partner_ids, self.ann.partner_id)

    @loads(user_id="u2")
    def test_an_organizer_without_a_user_is_named(self, event):
        self.assertEqual(event.user_id, self.job.fallback_user_id)
        self.assertFalse(event.partner_ids)
        self.assertIn("Gil Gone", event.description)

    # ------------------------------------------------- bad input

    @loads(stop="2030-01-07T09:00:00")
    def test_an_end_before_the_start(self, event):
        self.assertEqual(event.stop, at("2030-01-07 16:00"))
        self.assertEqual(self.kinds("events"), ["end_before_start"])

    @loads(stop="")
    def test_no_end(self, event):
        self.assertEqual(event.stop, at("2030-01-07 16:00"))
        self.assertEqual(self.kinds("events"), ["no_end"])

    @loads(start="")
    def test_no_start(self, event):
        self.assertFalse(event)
        record = self.record("events", self.key)
        self.assertEqual((record.state, record.reason_kind), ("failed", "no_start"))

    @loads(zone="Mars/Olympus_Mons")
    def test_an_unknown_zone_is_not_guessed(self, event):
        self.assertFalse(event)
        self.assertEqual(self.record("events", self.key).reason_kind, "no_start")
        self.assertIn("unknown_zone", self.kinds("events"))

    @loads(case_id="nobody")
    def test_on_a_case_that_is_not_there_it_stands_alone(self, event):
        self.assertFalse(event.opportunity_id or event.res_id)
        self.assertEqual(self.kinds("events"), ["reference_missing"])

    @loads(rule="FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1")
    def test_a_rule_that_odoo_does_not_have_leaves_the_first_event(self, event):
        self.assertFalse(event.recurrence_id)
        self.assertIn("BYSETPOS=1", event.description)
        self.assertEqual(self.kinds("events"), ["recurrence_unknown"])


def series(event):
    """The events of the series that one begins."""
    return event.recurrence_id.calendar_event_ids.sorted("start")


@tagged("post_install", "-at_install")
class TestLoaderCalendarSeries(LoadedCase):
    """Events that come again, on each of their days."""

    loaded = "event"
    defaults = {**EVENT, "frequency": "weekly", "days": ["MO"], "count": 4}

    @loads(attendees=[{"email": "jane@x.test"}], user_id="u1")
    def test_a_series_is_a_series(self, event):
        events = series(event)
        self.assertEqual(
            [one.start.date() for one in events],
            [date(2030, 1, day) for day in (7, 14, 21, 28)],
        )
        self.assertEqual(events.opportunity_id, self.lead())
        self.assertEqual(set(events.mapped("res_id")), {self.lead().id})
        self.assertEqual(len(events[3].partner_ids), 2)
        self.assertFalse(self.lead().activity_ids or self.lead().message_ids)

    @loads(start="2030-03-04T10:00:00", stop="2030-03-04T11:00:00", zone=CHICAGO)
    def test_it_keeps_its_hour_across_the_change_of_clocks(self, event):
        events = series(event)
        self.assertEqual([one.start.hour for one in events], [16, 15, 15, 15])

    @loads(rule="FREQ=MONTHLY;COUNT=3;BYDAY=1MO", frequency="", days=[], count="")
    def test_the_rule_of_icalendar(self, event):
        events = series(event)
        days = [str(one.start.date()) for one in events]
        self.assertEqual(days, ["2030-01-07", "2030-02-04", "2030-03-04"])

    @loads(
        exceptions=[
            {"date": "2030-01-14", "action": "deleted"},
            {
                "date": "2030-01-21",
                "action": "moved",
                "start": "2030-01-22T12:00:00",
                "stop": "2030-01-22T12:30:00",
            },
        ]
    )
    def test_exceptions(self, event):
        events = series(event)
        self.assertEqual(
            events.mapped("start"),
            [
                at("2030-01-07 15:00"),
                at("2030-01-22 17:00"),
                at("2030-01-28 15:00"),
            ],
        )
        self.assertEqual(events[1].stop, at("2030-01-22 17:30"))
        self.assertFalse(self.kinds("events"))

    @loads(exceptions=[{"date": "2030-01-07", "action": "deleted"}])
    def test_the_first_one_may_be_left_out(self, event):
        events = series(event)
        self.assertEqual(events[0].start.date(), date(2030, 1, 14))
        self.assertEqual(event, events[0])

    @loads(
        exceptions=[
            {"date": "2030-01-08", "action": "deleted"},
            {"date": "whenever", "action": "deleted"},
        ]
    )
    def test_an_exception_that_does_not_fit_is_a_finding(self, event):
        events = series(event)
        self.assertEqual(len(events), 4)
        self.assertEqual(self.kinds("events"), ["recurrence_exception"] * 2)

    @loads(days=["TU"], count=2)
    def test_a_first_event_outside_its_own_rule_stands_alone(self, event):
        events = series(event)
        days = [one.start.date() for one in events]
        self.assertEqual(days, [date(2030, 1, 8), date(2030, 1, 15)])
        alone = self.env["calendar.event"].search(
            [("opportunity_id", "=", self.lead().id), ("recurrence_id", "=", False)]
        )
        self.assertEqual(alone.start, at("2030-01-07 15:00"))
        self.assertEqual(self.kinds("events"), ["recurrence_first"])
        self.roll_back()
        self.assertFalse((events | alone).exists())

    @loads(
        start="2015-01-05T10:00:00",
        stop="2015-01-05T11:00:00",
        frequency="daily",
        days=[],
        count="",
    )
    def test_what_odoo_does_not_reach_is_a_finding(self, event):
        events = series(event)
        self.assertEqual(len(events), 720)
        self.assertEqual(self.kinds("events"), ["recurrence_cut"])

    # ------------------------------------------------- undone

    @loads(
        exceptions=[{"date": "2030-01-14", "action": "deleted"}],
        attendees=[{"email": "jane@x.test"}],
        user_id="u1",
    )
    def test_a_rollback_takes_the_whole_series(self, event):
        events = series(event)
        rule = events.recurrence_id
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(events.exists())
        self.assertFalse(rule.exists())

    @loads()
    def test_an_event_of_the_series_that_was_changed_is_kept(self, event):
        events = series(event)
        events[2].with_context(no_mail_to_attendees=True).name = "Mine"
        self.roll_back()
        # The series is kept for it, and the first event for the series.
        self.assertEqual(events.exists(), events[0] + events[2])
        # It stays linked, and a new run makes none of it twice.
        self.assertEqual(self.target("events", self.key), events[0])
        self.migrate(self.streams)
        self.assertEqual(series(event), events[0] + events[2])


@tagged("post_install", "-at_install")
class TestEventsOfAFirm(LoaderCase):
    """Single events and series in a batch, and values that the map lists."""

    def test_single_and_repeating_events_of_a_batch_are_not_mixed_up(self):
        common = {
            "case_id": "m1",
            "start": "2030-01-07T10:00",
            "stop": "2030-01-07T11:00",
        }
        rule = {"frequency": "weekly", "days": ["MO"], "count": 2}
        self.load(
            events=[
                {"id": "1", "name": "One", **common, **rule},
                {"id": "2", "name": "Two", **common},
                {"id": "3", "name": "Three", **common, **rule},
            ]
        )
        names = [self.target("events", key).name for key in "123"]
        self.assertEqual(names, ["One", "Two", "Three"])

    def test_a_private_event_is_private(self):
        private = {**EVENT, "private": "true", "user_id": "u1"}
        event = self.load_one("event", **private)
        self.assertEqual(event.privacy, "private")
        self.assertEqual(event.opportunity_id, self.lead())
