"""Tasks, notes, documents and calendar as BackDocket shows them."""

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..documents import content, size_of
from ..firm import CHILDREN, Firm
from .claims import claim_link
from .format import ZONE, day, epoch, id_of, local, stamps, tick_stamps, user_link

Record = dict[str, Any]


def _task(firm: Firm, record: Record) -> Record:
    return {
        "task_id": id_of("activity", record["index"]),
        "claim": claim_link(firm, record["case"]),
        "task_name": record["summary"],
        "category": record["type"],
        "details": record["note"],
        "due": day(record["due_on"]),
        "state": "Completed" if record["done"] else "Open",
        "completed_on": local(record["done_at"]),
        "result": record["feedback"],
        "assigned_to": user_link(firm, record["assignee"]),
        **tick_stamps(record),
    }


def note(firm: Firm, record: Record) -> Record:
    """Return a staff note with the files that are embedded in it."""
    return {
        "note_id": id_of("note", record["index"]),
        "topic": record["subject"],
        "format": "html" if record["html"] else "text",
        "text": record["body"],
        "written_by": user_link(firm, record["author"]),
        "written_on": local(record["created_at"]),
        "files": [
            {
                "file_name": file["name"],
                "mime_type": file["mimetype"],
                "content_base64": b64encode(file["content"]).decode(),
            }
            for file in record["files"]
        ],
        **stamps(record),
    }


def changed_note(firm: Firm, index: int) -> Record:
    """Return a note with the claim it belongs to, or what is left of a deleted one."""
    if firm.deleted_at("note", index):
        modified = epoch(firm.changed_at("note", index))
        return {
            "note_id": id_of("note", index),
            "is_deleted": True,
            "modified": modified,
        }
    claim = id_of("case", CHILDREN["note"].parent(index))
    return {"claim_id": claim, **note(firm, firm.record("note", index))}


def _document(firm: Firm, record: Record) -> Record:
    """Return what is known of a document; the name comes without its extension."""
    return {
        "document_id": id_of("document", record["index"]),
        "claim": claim_link(firm, record["case"]),
        "file_no": record["file"],
        "revision": record["version"],
        "latest": record["current"],
        "name": record["stem"],
        "extension": record["extension"],
        "mime_type": record["mimetype"],
        "bytes": size_of(record),
        "folders": [part for part in record["folder"].split("/") if part],
        "caption": record["description"],
        "added_by": user_link(firm, record["author"]),
        **tick_stamps(record),
    }


def document_content(record: Record) -> Record:
    """Return the bytes of a document, in JSON."""
    return {
        "name": record["stem"],
        "mime_type": record["mimetype"],
        "content_base64": b64encode(content(record)).decode(),
    }


def _event(firm: Firm, record: Record) -> Record:
    """Return an event in local time and zone, a recurrence as pattern + exceptions."""
    all_day = record["all_day"]
    zone = _zone(record["zone"])
    return {
        "event_id": id_of("event", record["index"]),
        "claim": claim_link(firm, record["case"]),
        "subject": record["name"],
        "category": record["type"],
        "body": record["description"],
        "place": record["location"],
        "all_day": all_day,
        "start": day(record["start_on"]) if all_day else local(record["start"], zone),
        "end": day(record["stop_on"]) if all_day else local(record["stop"], zone),
        "time_zone": record["zone"],
        "is_private": record["private"],
        "organizer": user_link(firm, record["organiser"]),
        "attendees": record["attendees"],
        "recurrence": _recurrence(record, zone),
        **stamps(record),
    }


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return ZONE


def _recurrence(record: Record, zone: ZoneInfo) -> Record | None:
    rule = record["recurrence"]
    if rule is None:
        return None
    deleted = [
        {"date": skipped.isoformat(), "action": "deleted"}
        for skipped in rule["deleted"]
    ]
    moved = [_moved(record, change, zone) for change in rule["moved"]]
    return {
        "pattern": {
            "frequency": rule["frequency"],
            "interval": rule["interval"],
            "days": [rule["weekday"]],
            "occurrences": rule["count"],
        },
        "exceptions": deleted + moved,
    }


def _moved(record: Record, change: Record, zone: ZoneInfo) -> Record:
    """Return an occurrence that takes place some hours later on its day."""
    first = record["start"].astimezone(zone)
    start = datetime.combine(change["on"], first.time()) + timedelta(
        hours=change["hours"]
    )
    stop = start + (record["stop"] - record["start"])
    return {
        "date": change["on"].isoformat(),
        "action": "moved",
        "start": start.isoformat(),
        "end": stop.isoformat(),
    }


VIEWS = {"activity": _task, "document": _document, "event": _event, "note": note}
