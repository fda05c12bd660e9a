"""How BackDocket writes ids, dates and references."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..dirt import MISSING
from ..firm import Firm

Record = dict[str, Any]
ZONE = ZoneInfo("America/Chicago")
YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)

# object -> what its ids begin with
PREFIXES = {
    "user": "stf",
    "team": "dep",
    "company": "org",
    "contact": "per",
    "case": "clm",
    "claim_type": "typ",
    "lead_source": "src",
    "activity": "tsk",
    "note": "nte",
    "event": "evt",
    "document": "doc",
    "billing": "inv",
    "time_entry": "tim",
    "expense": "exp",
    "trust_ledger": "tru",
    "check_approval": "chk",
    "workflow": "wfl",
    "automation_rule": "aut",
    "billing_rule": "bil",
    "template": "tpl",
}


def id_of(name: str, index: int | None) -> str | None:
    """Return the id of the record at ``index``: clm-00002a."""
    return None if index is None else f"{PREFIXES[name]}-{index:06x}"


def index_of(name: str, key: str) -> int:
    """Return the index of the record with an id; -1 for what is no id."""
    prefix, _, number = key.partition("-")
    if prefix != PREFIXES[name]:
        return -1
    try:
        return int(number, 16)
    except ValueError:
        return -1


def day(value: date | str | None) -> str | None:
    """Return a date with a midnight behind it; dirty text, too."""
    if value is None:
        return None
    text = value.isoformat() if isinstance(value, date) else value
    return f"{text}T00:00:00" if text else text


def local(value: datetime | None, zone: ZoneInfo = ZONE) -> str | None:
    """Return a time on the clock of a zone, without naming the zone."""
    return value and value.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")


def epoch(value: datetime) -> int:
    """Return a moment in seconds since 1970."""
    return int(value.timestamp())


def ticks(value: datetime) -> int:
    """Return a moment in units of 100 ns since the year 1."""
    since = value - YEAR_ONE
    return (since.days * 86_400 + since.seconds) * 10_000_000


def from_ticks(number: int) -> datetime:
    """Return the moment of a number of ticks."""
    return datetime.fromtimestamp(number / 10**7 - 62_135_596_800, UTC)


def stamps(record: Record) -> Record:
    """Return when a record was made and last changed, in seconds."""
    return {
        "created": epoch(record["created_at"]),
        "modified": epoch(record["changed_at"]),
    }


def tick_stamps(record: Record) -> Record:
    """Return the same where the system counts changes in ticks."""
    return {
        "created": epoch(record["created_at"]),
        "modified": ticks(record["changed_at"]),
    }


def user_link(firm: Firm, index: int | None) -> Record:
    """Return a reference to a user as id, name and e-mail."""
    if index is None:
        return {"id": None, "name": None, "email": None}
    if index >= MISSING:
        return {"id": id_of("user", index), "name": "Former Employee", "email": None}
    user = firm.record("user", index)
    return {"id": id_of("user", index), "name": user["name"], "email": user["email"]}


def contact_id(index: int) -> str | None:
    """Return the id of a contact in the one list of contacts."""
    return id_of("contact", index)


def dollars(cents: int) -> float:
    """Return an amount as a number."""
    return cents / 100
