from base64 import b64encode

from odoo.tests import tagged

from .loaded_case import LoadedCase, loads
from .loader_case import LoaderCase

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
IMAGE = f'<img src="data:image/png;base64,{b64encode(PNG).decode()}" alt="a"/>'
ENCLOSED = {
    "name": "Enclosure é.pdf",
    "type": "application/pdf",
    "base64": b64encode(b"%PDF-1.4 x").decode(),
}
NOTE = {"body": "text", "date": "2020-01-02T10:00:00"}


@tagged("post_install", "-at_install")
class TestLoaderMailMessage(LoadedCase):
    """Notes in the chatter of their case, as they were."""

    loaded = "note"
    defaults = NOTE

    @loads(subject="Call")
    def test_a_note_is_a_comment_with_its_date(self, note):
        self.assertEqual((note.model, note.res_id), ("crm.lead", self.lead().id))
        self.assertEqual(note.message_type, "comment")
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertTrue(note.is_internal or note.subtype_id.internal)
        self.assertEqual(str(note.date), "2020-01-02 15:00:00")  # New York
        self.assertEqual(note.subject, "Call")
        self.assertFalse(self.kinds("notes"))

    @loads(body="one\ntwo\n\nthree <four>")
    def test_plain_text_keeps_its_lines(self, note):
        self.assertEqual(note.body, "<p>one<br>two</p><p>three &lt;four&gt;</p>")

    @loads(body='<p onclick="x()">a</p><script>alert(1)</script>')
    def test_html_is_cleaned_and_the_loss_reported(self, note):
        self.assertEqual(note.body, "<p>a</p>")
        self.assertEqual(self.kinds("notes"), ["html_cleaned"])

    @loads(body="<h2>x</h2><p>a <b>b</b></p><ul><li>c</li></ul>")
    def test_html_that_loses_nothing_is_no_finding(self, note):
        self.assertIn("<b>b</b>", note.body)
        self.assertFalse(self.kinds("notes"))

    # ------------------------------------------------- authors

    @loads(author_id="u1")
    def test_the_author_is_a_user_of_the_source(self, note):
        self.assertEqual(note.author_id, self.ann.partner_id)

    @loads(author_email="ANN@firm.test", author="Ann")
    def test_or_found_by_address(self, note):
        self.assertEqual(note.author_id, self.ann.partner_id)
        self.assertIn("ann@firm.test", note.email_from)

    @loads(author_email="old@firm.test", author="Old Staff")
    def test_one_whom_odoo_does_not_know_keeps_name_and_address(self, note):
        self.assertFalse(note.author_id)
        self.assertEqual(note.email_from, '"Old Staff" <old@firm.test>')

    @loads(author="Former Employee")
    def test_or_the_name_alone(self, note):
        self.assertFalse(note.author_id)
        self.assertEqual(note.email_from, "Former Employee")

    # ------------------------------------------------- files

    @loads(body=f"<p>see {IMAGE}</p>")
    def test_a_picture_in_the_text_is_an_attachment_of_the_case(self, note):
        picture = note.attachment_ids
        self.assertEqual(picture.raw, PNG)
        self.assertEqual(
            (picture.res_model, picture.res_id), ("crm.lead", self.lead().id)
        )
        self.assertIn(f"/web/image/{picture.id}?access_token=", note.body)
        self.assertNotIn("data:", note.body)

    @loads(body="", files=[ENCLOSED])
    def test_an_enclosed_file_is_an_attachment_of_the_case(self, note):
        file = note.attachment_ids
        self.assertEqual((file.name, file.raw), ("Enclosure é.pdf", b"%PDF-1.4 x"))
        self.assertEqual(file.mimetype, "application/pdf")
        self.assertEqual(file.res_id, self.lead().id)

    @loads(body='a<img src="data:image/png;base64,###">', files=[{"base64": "?"}])
    def test_what_cannot_be_read_is_a_finding(self, note):
        self.assertFalse(note.attachment_ids)
        self.assertEqual(self.kinds("notes"), ["bad_enclosure", "bad_enclosure"])

    @loads(body=f"<p>{IMAGE}</p>")
    def test_files_are_in_the_audit_log_and_go_with_a_rollback(self, note):
        picture = note.attachment_ids
        line = self.env["case.migration.audit.log"].search(
            [("res_model", "=", "ir.attachment"), ("res_id", "=", picture.id)]
        )
        self.assertEqual(line.operation, "create")
        self.assertEqual(len(line.after["raw"]), 64)
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(picture.exists() or note.exists())

    # ------------------------------------------------- bad input

    @loads(body="  ")
    def test_a_note_of_nothing_is_left_out(self, note):
        self.assertFalse(note)
        self.assertEqual(self.record("notes", self.key).reason_kind, "empty_note")

    @loads(date="whenever")
    def test_a_note_without_a_date_is_dated_now(self, note):
        self.assertTrue(note.date)
        self.assertEqual(self.kinds("notes")[-1], "no_date")


@tagged("post_install", "-at_install")
class TestNotesOfAFirm(LoaderCase):
    """Several notes together, and a whole migration with one."""

    def test_the_oldest_comes_first_across_pages_and_batches(self):
        self.job.batch_size = 2
        days = ["2021-03-01", "2019-01-01", "2020-06-01", "2018-01-01", "2022-01-01"]
        notes = [
            {"id": day, "case_id": case, "body": day, "date": day}
            for day in days
            for case in ("m1",)
        ]
        notes.insert(1, {"id": "x", "case_id": "m2", "body": "x", "date": "2000-01-01"})
        cases = [
            {"id": "m1", "title": "One", "status": "Open"},
            {"id": "m2", "title": "Two", "status": "Open"},
        ]
        self.load(notes=notes, cases=cases)
        messages = self.env["mail.message"].search(
            [("model", "=", "crm.lead"), ("res_id", "=", self.lead().id)], order="id"
        )
        self.assertEqual([str(one.date.date()) for one in messages], sorted(days))

    def test_an_enclosed_program_is_left_out_and_named(self):
        names = ("setup.exe", "letter.txt")
        files = [
            {"name": name, "type": "text/plain", "base64": b64encode(name.encode())}
            for name in names
        ]
        files = [{**file, "base64": file["base64"].decode()} for file in files]
        note = self.load_one("note", **{**NOTE, "body": "Two files", "files": files})
        self.assertEqual(note.attachment_ids.mapped("name"), ["letter.txt"])
        self.assertEqual(self.kinds("notes"), ["forbidden_type"])
        self.step("action_validate")
        failed = self.job.check_ids.filtered(lambda check: check.state == "failed")
        self.assertFalse(failed, failed.mapped("message"))

    def test_on_a_case_that_failed_it_fails(self):
        self.load(
            cases=[{"id": "m1", "title": ""}],
            notes=[{"id": "1", "case_id": "m1", "body": "x", "date": "2020-01-01"}],
        )
        record = self.record("notes", "1")
        self.assertEqual(
            (record.state, record.reason_kind), ("failed", "record_missing")
        )
