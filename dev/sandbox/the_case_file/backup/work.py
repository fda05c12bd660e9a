"""Notes, tasks, events and the list of documents in the backup."""

from ...dirt import MISSING
from ...documents import file_name
from ...firm import Firm
from ..format import id_of
from ..work import document_id
from .sheet import (
    Cell,
    Record,
    Sheet,
    blank,
    day,
    day_of,
    flag,
    moment,
    moment_of,
    name_in,
    name_of,
    plain,
)


def _id(firm: Firm, record: Record) -> int | None:
    return id_of(record["index"])


def _author(firm: Firm, record: Record) -> str:
    author = record["author"]
    return "Former Employee" if author >= MISSING else name_of(firm, "user", author)


def _time(timed: str, dated: str) -> Cell:
    """Return the column of a time, or of a date for an event of whole days."""
    return lambda firm, record: (
        day(record[dated]) if record["all_day"] else moment(record[timed])
    )


def _guests(firm: Firm, record: Record) -> str:
    return "\n".join(guest["name"] for guest in record["attendees"])


NOTES = Sheet(
    "notes.csv",
    "note",
    {
        "Case Name": name_in("case", "case"),
        "Created By": _author,
        "Date": day_of("created_at"),
        "Created at": moment_of("created_at"),
        "Updated at": moment_of("changed_at"),
        "Subject": plain("subject"),
        "Note": plain("body"),
    },
)
TASKS = Sheet(
    "tasks.csv",
    "activity",
    {
        "Name": plain("summary"),
        "Notes": plain("note"),
        "Due date": day_of("due_on"),
        "Complete": flag("done", "Yes", "No"),
        "Priority": plain("priority"),
        "Case Name": name_in("case", "case"),
        "Assigned By": name_in("assigned_by", "user"),
        "Completed By": lambda firm, record: (
            name_of(firm, "user", record["assignee"]) if record["done"] else ""
        ),
        "Completed at": moment_of("done_at"),
        "Archived": lambda firm, record: "No",
        "TCF ID": _id,
        "Assigned To": name_in("assignee", "user"),
        "Task Type": plain("type"),
        "Outcome": plain("feedback"),
        "Created Date": moment_of("created_at"),
        "Updated Date": moment_of("changed_at"),
    },
    "utf-8-sig",
)
EVENTS = Sheet(
    "events.csv",
    "event",
    {
        "Name": plain("name"),
        "Description": plain("description"),
        "Start Time": _time("start", "start_on"),
        "End Time": _time("stop", "stop_on"),
        "All day": flag("all_day", "1", "0"),
        "Case Name": name_in("case", "case"),
        "Location": plain("location"),
        "Private?": flag("private", "TRUE", "FALSE"),
        "Archived": lambda firm, record: "FALSE",
        "TCF ID": _id,
        "Comments": blank,
        "Shared With": _guests,
        "Event Type": plain("type"),
        "Organizer": name_in("organiser", "user"),
        "Created Date": moment_of("created_at"),
        "Updated Date": moment_of("changed_at"),
    },
)
DOCUMENTS = Sheet(
    "documents.csv",
    "document",
    {
        "Name": lambda firm, record: file_name(record),
        "Description": plain("description"),
        "Case Name": name_in("case", "case"),
        "Archived": lambda firm, record: "FALSE",
        "Template": lambda firm, record: "FALSE",
        "TCF ID": lambda firm, record: document_id(record),
        "Tags": blank,
        "Versions": plain("version"),
        "Comments": blank,
        "Shared With": name_in("author", "user"),
    },
)
SHEETS = (NOTES, TASKS, EVENTS, DOCUMENTS)
