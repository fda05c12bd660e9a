"""Activities (tasks) and calendar events of the cases."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from .cases import owner_of
from .draw import WORDS
from .people import contact_name, mailbox
from .spread import Spread

if TYPE_CHECKING:
    from .firm import Firm

ACTIVITIES = Spread(1, 0, 2, 1, 1, 0, 3, 1, 0, 1)
EVENTS = Spread(0, 1, 0, 0, 0, 0, 1, 0, 0, 0)
CHILDREN = {"activity": ACTIVITIES, "event": EVENTS}

TASKS = {
    "Call": ("Call the client about the offer", "Call the adjuster", "Return call"),
    "Meeting": ("Meet the client", "Prepare the witness", "Settlement conference"),
    "To-Do": ("Order medical records", "Draft the complaint", "Update the file"),
    "Email": ("Send the retainer", "Answer opposing counsel", "Send the invoice"),
    "Deadline": ("Answer due", "Discovery responses due", "Statute runs"),
    "Document Review": ("Review the police report", "Review the lease"),
}
ZONES = ("America/New_York", "America/New_York", "America/Chicago", "Europe/London")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _activity(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    case = ACTIVITIES.parent(index)
    created = firm.created_at("activity", index)
    due = (created + timedelta(days=rng.randrange(3, 90))).date()
    kind = rng.choice(list(TASKS))
    done_at = _done_at(created, due, rng)
    return {
        "case": case,
        "type": kind,
        "summary": rng.choice(TASKS[kind]),
        "note": _text(rng),
        "due_on": due,
        "done": done_at is not None,
        "done_at": done_at,
        "feedback": rng.choice(WORDS["sentences"]) if done_at else "",
        "assignee": owner_of(firm, case),
        "assigned_by": rng.randrange(1, firm.base("user")),
        "priority": rng.choice(("Low", "Normal", "High")),
    }


def _done_at(created: datetime, due: date, rng: Random) -> datetime | None:
    """Return when a task was done; one in eight was forgotten, however old."""
    day = datetime(due.year, due.month, due.day, 15, tzinfo=UTC)
    done = max(created, day - timedelta(minutes=rng.randrange(8000)))
    forgotten = rng.random() < 0.12
    return None if forgotten or done > datetime(2026, 10, 25, tzinfo=UTC) else done


def _text(rng: Random) -> str:
    sentence = rng.choice(WORDS["sentences"])
    if rng.random() < 0.15:
        return f"<p>{sentence}</p><ul><li>by phone</li><li>by letter</li></ul>"
    return f"{sentence}\n{rng.choice(WORDS['sentences'])}"


def _event(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    case = EVENTS.parent(index)
    created = firm.created_at("case", case)
    zone = ZoneInfo(rng.choice(ZONES))
    day = (created + timedelta(days=rng.randrange(-5, 700))).date()
    start = datetime(day.year, day.month, day.day, rng.randrange(8, 18), tzinfo=zone)
    stop = start + timedelta(minutes=rng.choice((30, 45, 60, 120)))
    all_day = rng.random() < 0.2
    days = rng.choice((0, 0, 1)) if all_day else 0
    recurrence = _recurrence(index, day, rng)
    return {
        "case": case,
        "name": f"{rng.choice(('Hearing', 'Deposition', 'Mediation', 'Review'))} "
        f"- {rng.choice(WORDS['courts'])}",
        "type": rng.choice(("Court", "Meeting", "Deadline")),
        "description": _text(rng) if rng.random() < 0.5 else "",
        "location": f"{rng.choice(WORDS['cities'])[0]}, Room {rng.randrange(1, 40)}",
        "all_day": all_day,
        "start": start.astimezone(UTC),
        "stop": stop.astimezone(UTC),
        "start_on": day,
        "stop_on": day + timedelta(days=days),
        "zone": zone.key,
        "recurrence": None if all_day else recurrence,
        "organiser": owner_of(firm, case),
        "attendees": _attendees(firm, case, rng),
        "private": rng.random() < 0.05,
    }


def _recurrence(index: int, first: date, rng: Random) -> dict[str, Any] | None:
    """Return the rule of every tenth event: on the first day's weekday, weekly."""
    if index % 10 != 4:
        return None
    times = rng.randrange(4, 12)
    skipped, moved = (first + timedelta(days=7 * n) for n in (1, 2))
    return {
        "frequency": "weekly",
        "interval": 1,
        "weekday": WEEKDAYS[first.weekday()],
        "count": times,
        "deleted": [skipped],
        "moved": [{"on": moved, "hours": 2}],
    }


def _attendees(firm: "Firm", case: int, rng: Random) -> list[dict[str, str]]:
    users = {owner_of(firm, case), rng.randrange(1, firm.base("user"))}
    staff = [firm.record("user", user) for user in sorted(users)]
    attendees = [{"name": user["name"], "email": user["email"]} for user in staff]
    if rng.random() < 0.4:
        guest = rng.randrange(firm.base("contact"))
        attendees.append({"name": contact_name(guest), "email": mailbox(guest)})
    return attendees


def _finish(record: dict[str, Any], step: int) -> None:
    record["done"] = True
    record["done_at"] = record["changed_at"]
    record["feedback"] = f"Done at last ({step})."


def _postpone(record: dict[str, Any], step: int) -> None:
    record["location"] = f"Room {step} of the annex"


BUILDERS = {"activity": _activity, "event": _event}
REVISERS = {"activity": _finish, "event": _postpone}
