"""Rows of what hangs on a case: activities, notes, documents."""

from __future__ import annotations

from datetime import date, timedelta

from kit.fidelity.compare import read_lines
from kit.fidelity.documents import sha256
from kit.fidelity.held import Row
from kit.rows.docket import KNOWN_USERS
from kit.rows.read import day_in, is_own, utc
from kit.rows.stages import Journey, Stage, is_as_before, unchanged
from sandbox.documents import OVERSIZE, content, file_name, size_of
from sandbox.firm import Record

TYPES = {"Call": "Call", "Meeting": "Meeting", "Email": "Email"}
"""Kinds of tasks that Odoo has; all others are to-do."""


def lines_of(moved: Journey, stage: Stage, case: int) -> list[Row]:
    """What is in the chatter of a case."""
    lead = moved.became(stage, "case", case)
    rows = stage.where("mail_message", "res_id", lead["id"])
    return [row for row in rows if row["model"] == "crm.lead"]


class Activities:
    """Tasks: open ones are to be done, done ones are in the past."""

    def test_created(self, moved: Journey) -> None:
        kinds = {row["id"]: row["name"]["en_US"] for row in self.types(moved)}
        for task, activity in moved.pairs("activity"):
            lead = moved.became(moved.run, "case", task["case"])
            assert (activity["res_model"], activity["res_id"]) == (
                "crm.lead",
                lead["id"],
            )
            assert activity["summary"] == task["summary"]
            wanted = TYPES.get(task["type"], "To-Do")
            assert kinds[activity["activity_type_id"]] == wanted
            assert read_lines(activity["note"])[: len(read_lines(task["note"]))] == (
                read_lines(task["note"])
            )
            assert activity["x_source_created_on"] == utc(task["created_at"])
            self.assert_owner(moved, task, activity)

    def types(self, moved: Journey) -> list[Row]:
        """The types of activities; the migration has made none."""
        assert moved.before.rows("mail_activity_type") == moved.run.rows(
            "mail_activity_type"
        )
        return moved.run.rows("mail_activity_type")

    def assert_owner(self, moved: Journey, task: Record, activity: Row) -> None:
        """The assignee's, or the fallback user's with the name in the text."""
        if task["assignee"] in KNOWN_USERS:
            user = moved.became(moved.run, "user", task["assignee"])
            assert activity["user_id"] == user["id"]
        else:
            name = moved.firm.record("user", task["assignee"])["name"]
            assert f"Assigned to: {name}" in read_lines(activity["note"])

    def test_created_open(self, moved: Journey) -> None:
        some = 0
        for task, activity in moved.pairs("activity"):
            if task["done"]:
                continue
            some += 1
            assert activity["active"]
            assert activity["date_done"] is None
            due = task["due_on"]
            if due < date.today() - timedelta(days=3 * 366):  # noqa: DTZ011 - as Odoo
                # Odoo's clean-up would remove it: by the job's rule due today.
                assert f"Originally due: {due}" in read_lines(activity["note"])
                assert activity["date_deadline"] > due.isoformat()
            else:
                assert activity["date_deadline"] == due.isoformat()
        assert some

    def test_created_done(self, moved: Journey) -> None:
        """With the day, the result, and a line in the chatter at the moment."""
        some = 0
        for task, activity in moved.pairs("activity"):
            if not task["done"]:
                continue
            some += 1
            assert not activity["active"]
            assert activity["date_deadline"] == task["due_on"].isoformat()
            assert activity["feedback"] == task["feedback"]
            assert activity["date_done"] == day_in(task["done_at"], moved.zone)
            assert self.told(moved, moved.run, task)
        assert some

    def told(self, moved: Journey, stage: Stage, task: Record) -> list[Row]:
        """The lines in the chatter on a task that was done."""
        return [
            line
            for line in lines_of(moved, stage, task["case"])
            if line["date"] == utc(task["done_at"]).split(".")[0]
            and task["summary"] in line["body"]
            and task["feedback"] in line["body"]
        ]

    def test_matched(self, moved: Journey) -> None:
        """By design not: a task of the firm's own of the same name is left alone."""
        own = {row["id"] for row in moved.before.rows("mail_activity")}
        summary = moved.firm.record("activity", 0)["summary"]
        assert summary in {row["summary"] for row in moved.before.rows("mail_activity")}
        assert unchanged(moved.before, moved.delta, "mail_activity", own)
        made = {row["res_id"] for row in self.staged(moved)}
        assert not made & own

    def staged(self, moved: Journey) -> list[Row]:
        """The source's tasks."""
        rows = moved.run.where("case_migration_record", "object", "activity")
        return [row for row in rows if row["res_model"] == "mail.activity"]

    def test_updated(self, moved: Journey) -> None:
        """Done in the source, so done in Odoo, on that day, and told."""
        task = moved.changed("activity")
        activity = moved.became(moved.delta, "activity", task["index"])
        assert moved.became(moved.run, "activity", task["index"])["active"]
        assert not activity["active"]
        assert activity["date_done"] == day_in(task["done_at"], moved.zone)
        assert activity["feedback"] == task["feedback"]
        assert not self.told(moved, moved.run, task)
        assert self.told(moved, moved.delta, task)

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "mail_activity")


class Notes:
    """Notes are in the chatter, at their time, told to nobody."""

    def the_note(self, moved: Journey, stage: Stage, note: Record) -> Row:
        """The one line in the chatter that has the time and the words of a note."""
        lines = [
            line
            for line in lines_of(moved, stage, note["case"])
            if line["date"] == utc(note["created_at"])
            and read_lines(line["body"]) == read_lines(note["body"])
        ]
        assert len(lines) == 1, note
        return lines[0]

    def test_created(self, moved: Journey) -> None:
        pictures = files = 0
        for note in self.all_clean(moved):
            line = self.the_note(moved, moved.run, note)
            assert line["message_type"] == "comment"
            assert (line["subject"] or "") == note["subject"]
            if note["author"] in KNOWN_USERS:
                user = moved.became(moved.run, "user", note["author"])
                assert line["author_id"] == user["partner_id"]
            else:
                author = moved.firm.record("user", note["author"])
                assert author["name"] in line["email_from"]
            enclosed = self.enclosed(moved, line)
            for file in note["files"]:
                files += 1
                assert sha256(file["content"]) in enclosed or self.lacks_files(moved)
            pictures += "<img" in note["body"]
            assert ("<img" in note["body"]) == ("<img" in line["body"])
        assert pictures
        assert files

    def lacks_files(self, moved: Journey) -> bool:
        """The Case File has no files in notes."""
        return moved.system == "the_case_file"

    def all_clean(self, moved: Journey) -> list[Record]:
        """All notes but the dirty ones."""
        return [
            note
            for note in moved.firm.records("note")
            if not moved.firm.dirt("note", note["index"])
        ]

    def enclosed(self, moved: Journey, line: Row) -> set[str]:
        """The checksums of the files of a line, all attachments of its case."""
        rows = moved.run.where("message_attachment_rel", "message_id", line["id"])
        files = [moved.run.row("ir_attachment", row["attachment_id"]) for row in rows]
        assert {file["res_id"] for file in files} <= {line["res_id"]}
        return {sha256(moved.run.content(file)) for file in files}

    def test_created_in_their_order(self, moved: Journey) -> None:
        """Odoo shows them by their ids."""
        for case in moved.firm.records("case"):
            if moved.state(moved.run, "case", case["index"]) == "created":
                dates = [
                    line["date"] for line in lines_of(moved, moved.run, case["index"])
                ]
                assert dates == sorted(dates)

    def test_created_for_nobodys_attention(self, moved: Journey) -> None:
        for table in ("mail_mail", "mail_notification", "mail_followers"):
            old = {row["id"] for row in moved.before.rows(table)}
            new = [row for row in moved.run.rows(table) if row["id"] not in old]
            assert not [row for row in new if not is_own(row)], table

    def test_matched(self, moved: Journey) -> None:
        """By design not: what the firm has written itself is left alone."""
        own = {
            row["id"]
            for row in moved.before.rows("mail_message")
            if row["model"] == "crm.lead"
        }
        assert unchanged(moved.before, moved.delta, "mail_message", own)

    def test_updated(self, moved: Journey) -> None:
        note = moved.changed("note")
        line = self.the_note(moved, moved.delta, note)
        old = moved.firm.record("note", note["index"])
        if (moved.system, moved.channel) == ("the_case_file", "bundle"):
            # The export has no ids: it is another note, and the first one is told as
            # deleted in the source.
            assert self.the_note(moved, moved.delta, old)["id"] != line["id"]
            kinds = {row["kind"] for row in moved.delta.rows("case_migration_finding")}
            assert "deleted_in_source" in kinds
        else:
            assert self.the_note(moved, moved.run, old)["id"] == line["id"]

    def test_rolled_back(self, moved: Journey) -> None:
        left = [row["id"] for row in moved.back.rows("mail_message") if not is_own(row)]
        assert left == [row["id"] for row in moved.before.rows("mail_message")]


class Documents:
    """Documents hang on their case, byte for byte."""

    def test_created(self, moved: Journey) -> None:
        for document, file in moved.pairs("document"):
            lead = moved.became(moved.run, "case", document["case"])
            assert (file["res_model"], file["res_id"]) == ("crm.lead", lead["id"])
            assert file["name"] == file_name(document)
            wanted = content(document)
            assert sha256(moved.run.content(file)) == sha256(wanted)
            assert (file["file_size"] or 0) == len(wanted)
            lines = read_lines(file["description"])
            assert f"Version: {document['version']}" in lines
            if document["folder"]:
                assert f"Folder: {document['folder']}" in lines
            assert set(read_lines(document["description"])) <= set(lines)

    def test_created_but_for_what_is_too_large(self, moved: Journey) -> None:
        [index] = (
            document["index"]
            for document in moved.firm.records("document")
            if size_of(document) == OVERSIZE
        )
        staged = moved.staged(moved.run, "document", index)
        exported = (moved.system, moved.channel) == ("the_case_file", "bundle")
        if exported:  # its export has no sizes, and no bytes of this one
            assert (staged["state"], staged["reason_kind"]) == ("failed", "no_bytes")
        else:
            assert (staged["state"], staged["reason_kind"]) == ("skipped", "too_large")

    def test_matched(self, moved: Journey) -> None:
        """By design not: a file of the same name is another file."""
        own = {row["id"] for row in moved.before.rows("ir_attachment")}
        assert unchanged(moved.before, moved.delta, "ir_attachment", own)

    def test_updated(self, moved: Journey) -> None:
        """Other bytes are another document; the first one stays."""
        document = moved.changed("document")
        old = moved.became(moved.run, "document", document["index"])
        new = moved.became(moved.delta, "document", document["index"])
        assert new["id"] != old["id"]
        assert sha256(moved.delta.content(new)) == sha256(content(document))
        kept = moved.delta.row("ir_attachment", old["id"])
        first = moved.firm.record("document", document["index"])
        assert sha256(moved.delta.content(kept)) == sha256(content(first))

    def test_rolled_back(self, moved: Journey) -> None:
        assert is_as_before(moved, "ir_attachment")
