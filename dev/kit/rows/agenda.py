"""The row of calendar events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kit.fidelity.compare import read_lines
from kit.fidelity.held import Row
from kit.rows.docket import KNOWN_USERS
from kit.rows.read import utc
from kit.rows.stages import Journey, Stage, is_as_before, unchanged
from sandbox.firm import Record


class Events:
    """Events are on their hour and day, with their guests, told to nobody."""

    def test_created(self, moved: Journey) -> None:
        for entry, event in moved.pairs("event"):
            lead = moved.became(moved.run, "case", entry["case"])
            assert event["name"] == entry["name"]
            assert event["location"] == entry["location"]
            assert (event["privacy"] == "private") == entry["private"]
            assert event["opportunity_id"] == lead["id"]
            assert (event["res_model"], event["res_id"]) == ("crm.lead", lead["id"])
            texts = read_lines(entry["description"])
            assert read_lines(event["description"])[: len(texts)] == texts

    def test_created_on_the_right_hour_or_day(self, moved: Journey) -> None:
        all_day = timed = 0
        for entry, event in moved.pairs("event"):
            assert event["allday"] == entry["all_day"]
            if entry["all_day"]:
                all_day += 1
                days = (event["start_date"], event["stop_date"])
                assert days == (
                    entry["start_on"].isoformat(),
                    entry["stop_on"].isoformat(),
                )
            else:
                timed += 1
                assert event["start"] == utc(entry["start"])
                assert event["stop"] == utc(entry["stop"])
        assert timed
        assert all_day

    def test_created_with_its_guests(self, moved: Journey) -> None:
        for entry, event in moved.pairs("event"):
            guests = self.guests(moved.run, event)
            for guest in entry["attendees"]:
                known = guest["email"].lower() in guests
                named = guest["name"] in (event["description"] or "")
                assert known or named
            if entry["organiser"] in KNOWN_USERS:
                user = moved.became(moved.run, "user", entry["organiser"])
                assert event["user_id"] == user["id"]
            else:
                name = moved.firm.record("user", entry["organiser"])["name"]
                assert f"Organizer: {name}" in read_lines(event["description"])

    def guests(self, stage: Stage, event: Row) -> set[str]:
        """The addresses of those who attend."""
        rows = stage.where("calendar_attendee", "event_id", event["id"])
        partners = [stage.row("res_partner", row["partner_id"]) for row in rows]
        return {partner["email_normalized"] for partner in partners}

    def test_created_as_a_series(self, moved: Journey) -> None:
        """On its weekday, without the days left out, the moved ones at their hour."""
        [entry, event] = next(
            pair for pair in moved.pairs("event") if pair[0]["recurrence"]
        )
        series = moved.run.row("calendar_recurrence", event["recurrence_id"])
        rule = entry["recurrence"]
        assert (series["rrule_type"], series["count"]) == ("weekly", rule["count"])
        assert series["event_tz"] == entry["zone"]
        rows = moved.run.where("calendar_event", "recurrence_id", series["id"])
        starts = {row["start"] for row in rows if row["active"]}
        assert starts == set(map(utc, self.occurrences(entry)))

    def occurrences(self, entry: Record) -> list[datetime]:
        """When a series takes place, worked out on the clock of its zone."""
        rule, zone = entry["recurrence"], ZoneInfo(entry["zone"])
        first = entry["start"].astimezone(zone).replace(tzinfo=None)
        hours = {change["on"]: change["hours"] for change in rule["moved"]}
        weeks = (first + timedelta(days=7 * number) for number in range(rule["count"]))
        return [
            (week + timedelta(hours=hours.get(week.date(), 0)))
            .replace(tzinfo=zone)
            .astimezone(UTC)
            for week in weeks
            if week.date() not in rule["deleted"]
        ]

    def test_matched(self, moved: Journey) -> None:
        """By design not: an event of the firm's of the same name is left alone."""
        own = {row["id"] for row in moved.before.rows("calendar_event")}
        names = {row["name"] for row in moved.before.rows("calendar_event")}
        assert moved.firm.record("event", 0)["name"] in names
        assert unchanged(moved.before, moved.delta, "calendar_event", own)

    def test_updated(self, moved: Journey) -> None:
        entry = moved.changed("event")
        event = moved.became(moved.delta, "event", entry["index"])
        assert event["location"] == entry["location"]
        assert (event["start"], event["stop"]) == (
            utc(entry["start"]),
            utc(entry["stop"]),
        )

    def test_rolled_back(self, moved: Journey) -> None:
        for table in ("calendar_event", "calendar_attendee", "calendar_recurrence"):
            assert is_as_before(moved, table)
