"""Tasks, notes, appointments and documents as The Case File shows them."""

from typing import Any

from ..dirt import MISSING
from ..documents import file_name, size_of
from ..firm import Firm
from .format import day, id_of, link, local, stamps

Record = dict[str, Any]


def _task(firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "matter": link(firm, "case", record["case"]),
        "task_type": record["type"],
        "name": record["summary"],
        "description": record["note"],
        "due_date": day(record["due_on"]),
        "completed": record["done"],
        "completed_at": local(record["done_at"]),
        "outcome": record["feedback"],
        "assigned_to": link(firm, "user", record["assignee"]),
        "assigned_by": link(firm, "user", record["assigned_by"]),
        "priority": record["priority"],
        **stamps(record),
    }


def _note(firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "matter": link(firm, "case", record["case"]),
        "subject": record["subject"],
        "content": record["body"],
        "author": _author(firm, record["author"]),
        "noted_at": local(record["created_at"]),
        **stamps(record),
    }


def _author(firm: Firm, index: int) -> Record:
    if index >= MISSING:
        return {"id": id_of(index), "name": "Former Employee", "email": None}
    user = firm.record("user", index)
    return {"id": id_of(index), "name": user["name"], "email": user["email"]}


def _event(firm: Firm, record: Record) -> Record:
    """Return the first occurrence: the system does not export recurrences."""
    all_day = record["all_day"]
    return {
        "id": id_of(record["index"]),
        "matter": link(firm, "case", record["case"]),
        "title": record["name"],
        "event_type": record["type"],
        "description": record["description"],
        "location": record["location"],
        "all_day": all_day,
        "start_time": day(record["start_on"]) if all_day else local(record["start"]),
        "end_time": day(record["stop_on"]) if all_day else local(record["stop"]),
        "private": record["private"],
        "organizer": link(firm, "user", record["organiser"]),
        "shared_with": record["attendees"],
        **stamps(record),
    }


def document_id(record: Record) -> str:
    """Return the id of a version of a document: 1042-2."""
    return f"{id_of(record['file'])}-{record['version']}"


def _document(firm: Firm, record: Record) -> Record:
    return {
        "id": document_id(record),
        "document_id": id_of(record["file"]),
        "version": record["version"],
        "is_current": record["current"],
        "matter": link(firm, "case", record["case"]),
        "file_name": file_name(record),
        "content_type": record["mimetype"],
        "size": size_of(record),
        "folder_path": record["folder"],
        "description": record["description"],
        "uploaded_by": link(firm, "user", record["author"]),
        **stamps(record),
    }


VIEWS = {"activity": _task, "note": _note, "event": _event, "document": _document}
