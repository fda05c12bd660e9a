"""Places of calendar events: their days and times, guests and repetitions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit.fidelity import compare
from kit.fidelity.compare import Moment
from kit.fidelity.held import Row
from kit.fidelity.rules import Here, Rule

DAYS = {"MO": "mon", "TU": "tue", "WE": "wed", "TH": "thu"} | {
    "FR": "fri",
    "SA": "sat",
    "SU": "sun",
}


def when(column: str, read_moment: Any) -> Rule:
    """The moment of an event's start or stop, or its day when it lasts all day.

    :param read_moment: function from Here to the way in which its times are written
    """

    def read(here: Here) -> str:
        if here.row["allday"]:
            return (here.row[f"{column}_date"] or here.row[column])[:10]
        return here.row[column]

    def want(here: Here, value: Any) -> str:
        if here.raw["all_day"]:
            return value[:10]
        return read_moment(here)(value).replace(tzinfo=None).isoformat()

    return Rule(read, targets=(column,), want=want)


def zone_of(path: str, source: str) -> Any:
    """The clock of the zone that the event itself names, or the source's.

    :param path: the field with the zone's name
    """

    def read_moment(here: Here) -> Moment:
        return compare.clock(known_zone(here.raw[path], source))

    return read_moment


def known_zone(name: str, otherwise: str) -> str:
    """The zone, or another if there is none of this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return otherwise
    return name


def guests() -> Rule:
    """Everybody invited is among the event's attendees."""

    def read(here: Here) -> list[str]:
        rows = here.held.where("calendar_attendee", "event_id", here.row["id"])
        partners = [here.held.row("res_partner", row["partner_id"]) for row in rows]
        return [partner["email_normalized"] for partner in partners]

    def same(value: list[Row], actual: list[str]) -> bool:
        return {guest["email"].lower() for guest in value} <= set(actual)

    # The organizer attends, too.
    return Rule(read, same, ("attendees", "attendee_unknown"), blank=lambda _: True)


def zone(source: str) -> Rule:
    """The zone of a series is kept; that of a single event is in its times."""

    def read(here: Here) -> str:
        series = series_of(here)
        if series:
            return series["event_tz"]
        start = datetime.fromisoformat(here.row["start"]).replace(tzinfo=UTC)
        name = known_zone(here.raw["time_zone"], source)
        right = compare.clock(name)(here.raw["start"]) == start
        return name if right or here.row["allday"] else ""

    return Rule(read, targets=("event_tz",))


def series_of(here: Here) -> Row:
    """The series that the event belongs to."""
    return here.held.row("calendar_recurrence", here.row["recurrence_id"])


def of_series(column: str) -> Rule:
    """The value stands in a column of the series."""
    return Rule(
        lambda here: series_of(here).get(column),
        targets=(column, "rrule_type"),
        blank=lambda _: True,
    )


def endless() -> Rule:
    """So many occurrences, those that were left out not counted; or no end."""

    def read(here: Here) -> int | None:
        series = series_of(here)
        return series.get("count") if series.get("end_type") == "count" else None

    return Rule(read, targets=("count", "rrule_type"))


def weekdays() -> Rule:
    """The days of the week on which a series takes place, and no others."""

    def read(here: Here) -> list[str]:
        series = series_of(here)
        return [day for day, column in DAYS.items() if series.get(column)]

    return Rule(read, compare.listed_parts, ("weekdays", "rrule_type"))


def exceptions(source: str) -> Rule:
    """No occurrence on the days left out, one at the new time on the days moved, and
    as many in all as that makes.
    """

    def read(here: Here) -> dict[str, Any]:
        events = here.held.where(
            "calendar_event", "recurrence_id", here.row["recurrence_id"]
        )
        times = {(event["start"], event["stop"]) for event in events if event["active"]}
        return {"times": times, "zone": known_zone(here.raw["time_zone"], source)}

    def want(here: Here, value: list[Row]) -> list[Row]:
        count = here.raw["recurrence.pattern.occurrences"]
        return [{"action": "count", "count": count}, *value]

    def same(value: list[Row], actual: dict[str, Any]) -> bool:
        return _matches(value, actual["times"], actual["zone"])

    return Rule(read, same, ("recurrence_exceptions", "rrule_type"), want)


def _matches(value: list[Row], times: set[tuple[str, str]], zone_name: str) -> bool:
    read_moment = compare.clock(zone_name)
    days = {_local(start, zone_name) for start, _stop in times}
    left_out = {one["date"] for one in value if one["action"] == "deleted"}
    moved = {
        tuple(_utc(read_moment(one[name])) for name in ("start", "end"))
        for one in value
        if one["action"] == "moved"
    }
    count = next(one["count"] for one in value if one["action"] == "count")
    complete = count is None or len(times) == count - len(left_out)
    return complete and moved <= times and not left_out & days


def _utc(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat()


def _local(start: str, zone_name: str) -> str:
    moment = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(zone_name)).date().isoformat()
