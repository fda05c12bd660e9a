import hashlib
from copy import deepcopy

from odoo.tests import tagged

from .loaded_case import LoadedCase, loads
from .loader_case import FIRM, LoaderCase

PICTURE = "data:image/png;base64,iVBORw0KGgo="


class DeltaObjectsCase(LoaderCase):
    """The small firm, whose records change in the source."""

    key = "1"

    def change(self, stream, key=None, contents=None, **values):
        """Change a record in the source and pick the change up.

        :return: the audit lines that the delta has written
        """
        self.connection.streams = deepcopy(self.connection.streams)
        payload = next(
            one
            for one in self.connection.streams[stream]
            if one["id"] == (key or self.key)
        )
        payload.update(values)
        self.connection.documents.update(contents or {})
        return self.delta()

    def delta(self):
        audit = self.env["case.migration.audit.log"]
        last = audit.search([], limit=1).id
        self.step("action_delta")
        self.assertFalse(self.job.problem)
        return audit.search([("id", ">", last)], order="id")

    def assert_settled(self):
        """Another delta finds nothing to do."""
        findings = self.job.finding_ids
        self.assertFalse(self.delta())
        self.assertEqual(self.job.finding_ids, findings)


@tagged("post_install", "-at_install")
class TestDeltaObjects(LoadedCase, DeltaObjectsCase):
    """What hangs on a case changes too, each kind by its own rules."""

    @loads(of="activity", summary="Call", due_on="2030-01-01", user_id="u1")
    def test_an_activity_is_put_off(self, activity):
        lines = self.change("activitys", due_on="2030-02-01")
        self.assertEqual(str(activity.date_deadline), "2030-02-01")
        self.assertEqual(list(lines.after), ["date_deadline"])
        self.assertEqual(activity.user_id, self.ann)
        self.assert_settled()

    @loads(of="activity", summary="Call")
    def test_an_activity_without_a_date_is_not_due_anew(self, activity):
        activity.date_deadline = "2031-01-01"
        lines = self.change("activitys", summary="Call her")
        self.assertEqual(activity.summary, "Call her")
        self.assertEqual(list(lines.after), ["summary"])
        self.assertEqual(str(activity.date_deadline), "2031-01-01")

    @loads(of="note", body="First", date="2020-01-01T10:00:00Z")
    def test_the_text_of_a_note(self, note):
        lines = self.change("notes", body="Second\nline")
        self.assertIn("Second", note.body)
        self.assertIn("<br", note.body)
        self.assertEqual(lines.res_id, note.id)
        self.assert_settled()

    @loads(of="note", body="First")
    def test_a_note_without_a_date_keeps_the_one_it_got(self, note):
        note.date = "2020-01-01"
        self.change("notes", body="Second")
        self.assertEqual(str(note.date), "2020-01-01 00:00:00")
        self.assertFalse(self.kinds("notes").count("conflict"))

    @loads(of="note", body=f'<p>First <img src="{PICTURE}"/></p>')
    def test_a_note_with_a_picture_keeps_it(self, note):
        [file] = note.attachment_ids
        self.change("notes", body=f'<p>Second <img src="{PICTURE}"/></p>')
        self.assertIn("Second", note.body)
        self.assertIn(f"/web/image/{file.id}?", note.body)
        self.assertEqual(note.attachment_ids, file)

    @loads(of="note", body="First")
    def test_other_files_in_a_note_are_left_to_a_person(self, note):
        self.change("notes", body=f'<p>Second <img src="{PICTURE}"/></p>')
        self.assertIn("First", note.body)
        self.assertIn("update_by_hand", self.kinds("notes"))
        self.assert_settled()

    @loads(of="note", body="First")
    def test_a_note_that_is_emptied_stays(self, note):
        self.change("notes", body="")
        self.assertIn("First", note.body)
        self.assertIn("not_updated", self.kinds("notes"))

    @loads(of="document", content=b"abc", name="a.txt")
    def test_the_name_of_a_document(self, file):
        lines = self.change("documents", name="b.txt")
        self.assertEqual(file.name, "b.txt")
        self.assertEqual(list(lines.after), ["name"])
        self.assertEqual(file.raw, b"abc")
        self.assert_settled()

    @loads(of="document", content=b"abc", name="a.txt")
    def test_other_bytes_are_another_document(self, first):
        lines = self.change("documents", contents={self.key: b"xyz"}, version="2")
        second = self.target("documents", self.key)
        self.assertNotEqual(first, second)
        self.assertEqual((first.raw, second.raw), (b"abc", b"xyz"))
        self.assertEqual(second.res_id, self.lead().id)
        self.assertEqual(lines.operation, "create")
        self.assertEqual(lines.after["raw"], hashlib.sha256(b"xyz").hexdigest())
        self.assertIn("new_version", self.kinds("documents"))
        self.assert_settled()
        self.roll_back()
        self.assertFalse(first.exists() or second.exists())

    @loads(
        of="event",
        name="Hearing",
        start="2030-01-01T10:00:00Z",
        stop="2030-01-01T11:00:00Z",
    )
    def test_an_event_is_moved(self, event):
        before = self._messages()
        self.change("events", start="2030-01-02T10:00:00Z", stop="2030-01-02T11:00:00Z")
        self.assertEqual(str(event.start), "2030-01-02 10:00:00")
        self.assertEqual(self._messages(), before)
        self.assert_settled()

    @loads(
        of="event",
        name="Jour fixe",
        start="2030-01-01T10:00:00Z",
        stop="2030-01-01T11:00:00Z",
        rule="FREQ=WEEKLY;COUNT=3",
    )
    def test_what_repeats_is_left_to_a_person(self, event):
        self.change("events", name="Weekly")
        self.assertEqual(event.name, "Jour fixe")
        self.assertIn("update_by_hand", self.kinds("events"))

    def _messages(self):
        """:return: how many there are, apart from the migration's own"""
        elsewhere = [("model", "not like", "case.migration")]
        return self.env["mail.message"].search_count(elsewhere)


@tagged("post_install", "-at_install")
class TestDeltaOfACase(DeltaObjectsCase):
    """Cases, and what comes to hang on them, change too."""

    # ---------------------------------------------------------------- activities

    def test_an_activity_is_done(self):
        other = {"id": "2", "case_id": "m1", "done": True, "done_at": "2020-01-01"}
        one = {"id": "1", "case_id": "m1", "summary": "Call", "due_on": "2030-01-01"}
        self.load(activitys=[one, other])
        activity = self.target("activitys", "1")
        self.assertTrue(activity.active)
        self.change("activitys", done=True, done_at="2020-01-05T15:00:00Z")
        self.assertFalse(activity.active)
        self.assertEqual(str(activity.date_done), "2020-01-05")
        told = self.lead().message_ids.filtered(lambda one: "Call" in one.body)
        self.assertEqual(str(told.date), "2020-01-05 15:00:00")
        self.assert_settled()
        self.roll_back()
        self.assertFalse(activity.exists() or told.exists())

    # ---------------------------------------------------------------- notes

    def test_a_new_note_on_an_old_case(self):
        self.load_one("note", body="First")
        self.connection.streams = deepcopy(self.connection.streams)
        self.connection.streams["notes"].append(
            {"id": "2", "case_id": "m1", "body": "Second"}
        )
        self.assertEqual(len(self.delta()), 1)
        self.assertIn("Second", self.target("notes", "2").body)
        summary = {row["object"]: row for row in self.job.get_summary()}
        self.assertEqual(summary["note"]["created"], 2)
        self.assertEqual(summary["note"]["skipped"], 0)

    def test_a_note_of_a_case_that_was_merged_into_another(self):
        note = self.load_one("note", body="First")
        other = self.env["crm.lead"].create({"name": "Merged"})
        note.res_id = other.id
        self.lead().unlink()
        self.change("notes", body="Second")
        self.assertIn("Second", note.body)
        self.assertEqual(note.res_id, other.id)

    # ---------------------------------------------------------------- others

    def test_a_case_stays_in_its_team_when_its_owner_changes(self):
        """Odoo itself would move it to the team of the new one."""
        paul = self.env["res.users"].with_context(no_reset_password=True)
        paul = paul.create({"name": "Paul", "login": "paul@firm.test"})
        self.env["crm.team"].create({"name": "Paul's", "member_ids": paul.ids})
        case = {"id": "m1", "title": "Doe", "owner_id": "u1", "team_id": "1"}
        self.load(
            users=[*FIRM["users"], {"id": "u3", "email": "paul@firm.test"}],
            teams=[{"id": "1", "name": "Litigation", "member_ids": ["u1"]}],
            cases=[case],
        )
        team = self.target("teams", "1")
        self.assertEqual((self.lead().team_id, self.lead().user_id), (team, self.ann))
        self.change("cases", "m1", owner_id="u3")
        self.assertEqual((self.lead().team_id, self.lead().user_id), (team, paul))

    def test_the_clients_address_stays_the_clients(self):
        self.load()
        client = self.target("contacts", "c1")
        self.change("cases", "m1", email="adjuster@x.test", title="Doe v. Doe")
        self.assertEqual(self.lead().name, "Doe v. Doe")
        self.assertEqual(client.email, "jane@x.test")

    def test_the_original_date_of_the_change(self):
        self.job.backdate = True
        case = {"id": "m1", "title": "Doe", "updated_at": "2020-01-01T10:00:00Z"}
        self.load(cases=[case])
        lead = self.lead()
        self.assertEqual(str(lead.write_date), "2020-01-01 10:00:00")
        self.change("cases", "m1", title="Roe", updated_at="2021-01-01T10:00:00Z")
        self.assertEqual(lead.name, "Roe")
        self.assertEqual(str(lead.write_date), "2021-01-01 10:00:00")
        self.roll_back()
        self.assertFalse(lead.exists())
