"""Places of what hangs on a case: done activities, notes and their files."""

from __future__ import annotations

import base64
import re
from typing import Any

from kit.fidelity import compare
from kit.fidelity.compare import Moment
from kit.fidelity.documents import sha256
from kit.fidelity.held import Row
from kit.fidelity.rules import Here, Rule

PICTURE = re.compile(r'src="data:[^;"]+;base64,([^"]+)"')


def on_case(model: str = "res_model", *more: str) -> Rule:
    """The value is the key of the case that the record hangs on.

    :param model: the column with the name of the case's model
    :param more: columns that have to say the same as ``res_id``
    """

    def read(here: Here) -> int | None:
        ids = {here.row[column] for column in ("res_id", *more)}
        return ids.pop() if here.row[model] == "crm.lead" and len(ids) == 1 else None

    return Rule(
        read,
        lambda value, actual: value is not None and value == actual,
        ("res_id", "opportunity_id"),
        lambda here, value: here.linked("case", value),
        "case",
    )


def case_named(column: str) -> Rule:
    """The value is the name, or the number, of the case that the record hangs on.

    :param column: where the case has it
    """

    def read(here: Here) -> str | None:
        return here.held.row("crm_lead", here.row["res_id"]).get(column)

    return Rule(read, compare.part, ("res_id", "opportunity_id"), blank=lambda _: True)


def told(moment: Moment) -> Rule:
    """When an activity was done: its day, and a line in the chatter at that moment."""

    def read(here: Here) -> list[str]:
        return [message["date"] for message in _lines_about(here)]

    def same(value: Any, actual: list[str]) -> bool:
        return any(compare.moment(moment)(value, date) for date in actual)

    return Rule(read, same, ("date_done",))


def feedback() -> Rule:
    """What came of an activity: with it, and in its line in the chatter."""

    def read(here: Here) -> list[str]:
        bodies = [message["body"] for message in _lines_about(here)]
        return [body for body in bodies if here.row["feedback"]]

    def same(value: Any, actual: list[str]) -> bool:
        wanted = compare.read_lines(value)
        return any(set(wanted) <= set(compare.read_lines(one)) for one in actual)

    return Rule(read, same, ("feedback",))


def _lines_about(here: Here) -> list[Row]:
    """The lines of the case's chatter that tell of an activity that was done."""
    if here.row["active"]:
        return []
    kind = here.row["activity_type_id"]
    return [
        message
        for message in here.held.where("mail_message", "res_id", here.row["res_id"])
        if message["model"] == "crm.lead"
        and message["mail_activity_type_id"] == kind
        and compare.part(here.row["summary"], _read_whole(message["body"]))
    ]


def _read_whole(body: str) -> str:
    return "\n".join(compare.read_lines(body))


def author(name: str, column: str = "author_id") -> Rule:
    """The value is the key of a note's author; one without a user is named.

    :param name: path of the author's name
    """

    def want(here: Here, value: Any) -> tuple[int | None, str]:
        user = here.held.row("res_users", here.linked("user", value))
        return user.get("partner_id"), here.raw[name]

    def same(value: tuple[int | None, str], actual: tuple[int | None, str]) -> bool:
        return value[0] == actual[0] if value[0] else compare.part(value[1], actual[1])

    def read(here: Here) -> tuple[int | None, str]:
        return here.row[column], _sender(here)

    return Rule(read, same, (column,), want)


def _sender(here: Here) -> str:
    return re.sub(r'["<>]', " ", here.row["email_from"] or "")


def author_text(*paths: str) -> Rule:
    """The name or address of a note's author: the contact's, or the sender's."""

    def read(here: Here) -> str:
        contact = here.held.row("res_partner", here.row["author_id"])
        users = here.held.where("res_users", "partner_id", here.row["author_id"])
        known = (
            contact.get("name"),
            contact.get("email"),
            *(u["login"] for u in users),
        )
        return " ".join(filter(None, (*known, _sender(here))))

    return Rule(read, compare.part, ("author_id", *paths), blank=lambda _: True)


def enclosed(read_files: Any) -> Rule:
    """Files that came inside a note: attachments of the case that the note shows.

    :param read_files: the source's value → list of their bytes
    """

    def read(here: Here) -> list[str]:
        rows = here.held.where("message_attachment_rel", "message_id", here.row["id"])
        files = [here.held.row("ir_attachment", row["attachment_id"]) for row in rows]
        return [
            sha256(here.held.content(file))
            for file in files
            if (file["res_model"], file["res_id"]) == ("crm.lead", here.row["res_id"])
        ]

    return Rule(
        read,
        lambda value, actual: set(value) <= set(actual),
        ("attachments",),
        lambda here, value: list(map(sha256, read_files(value))),
        blank=lambda _: True,
    )


def pictures(body: str) -> list[bytes]:
    """The pictures that are written into a text."""
    return [base64.b64decode(found) for found in PICTURE.findall(body)]
