import hashlib
import io
import tracemalloc
from unittest.mock import patch

from PIL import Image

from odoo.tests import new_test_user, tagged

from ..lib.errors import FatalError, RetriableError, SkipError
from .loaded_case import LoadedCase, loads
from .loader_case import Document, LoaderCase

MEGABYTE = 1024 * 1024
LONG_NAME = f"Exhibit {'A' * 230}.pdf"


class LongDocument(Document):
    """One that is made while it is read, and is nowhere as a whole."""

    def __init__(self, size):
        super().__init__(b"")
        self.size = self.left = size

    def read(self, size=-1):  # pylint: disable=method-required-super
        size = min(size, self.left) if size >= 0 else self.left
        self.left -= size
        return b"\xff" * size


def photo():
    """A JPEG that Odoo would make smaller."""
    body = io.BytesIO()
    Image.new("RGB", (2600, 2000), (80, 120, 160)).save(body, "JPEG", quality=95)
    return body.getvalue()


def assert_bytes(test, attachment, content):
    attachment.invalidate_recordset()
    test.assertEqual(attachment.raw, content)


@tagged("post_install", "-at_install")
class TestLoaderIrAttachment(LoadedCase):
    """Documents, byte for byte."""

    loaded = "document"
    defaults = {"name": "a.bin"}

    @loads(content=b"\x00\xffabc", name="Klage (é) 证人.bin")
    def test_bytes_name_and_place(self, file):
        assert_bytes(self, file, b"\x00\xffabc")
        self.assertEqual(file.name, "Klage (é) 证人.bin")
        self.assertEqual((file.res_model, file.res_id), ("crm.lead", self.lead().id))
        self.assertFalse(self.kinds("documents"))

    @loads(content=b"abc")
    def test_the_audit_log_has_the_sha256(self, file):
        line = self.env["case.migration.audit.log"].search(
            [("res_model", "=", "ir.attachment"), ("res_id", "=", file.id)]
        )
        self.assertEqual(line.after["raw"], hashlib.sha256(b"abc").hexdigest())

    @loads(content=b"", name="empty.txt")
    def test_an_empty_file_is_a_file(self, file):
        self.assertEqual((file.raw or b"", file.file_size), (b"", 0))
        self.assertEqual(file.mimetype, "text/plain")

    @loads(
        content=Document(b"<svg/>", mimetype="image/svg+xml"),
        name="drawing",
        mimetype="",
    )
    def test_the_type_may_come_with_the_bytes(self, file):
        self.assertEqual(file.mimetype, "image/svg+xml")

    @loads(folder="Pleadings/Drafts", version=2, author="Ann", description="Signed.")
    def test_folder_version_and_author_are_in_the_description(self, file):
        expected = "Folder: Pleadings/Drafts\nVersion: 2\nAuthor: Ann\nSigned."
        self.assertEqual(file.description, expected)

    @loads(created_at="2019-05-06T07:08:09Z", updated_at="2020-01-02T03:04:05Z")
    def test_the_dates_of_the_source_are_in_the_description(self, file):
        expected = "Created: 2019-05-06 07:08:09 UTC\nChanged: 2020-01-02 03:04:05 UTC"
        self.assertEqual(file.description, expected)

    @loads(name="../../outside.pdf")
    def test_a_path_in_the_name_is_no_part_of_it(self, file):
        self.assertEqual(file.name, "outside.pdf")
        self.assertIn("../../outside.pdf", file.description)
        self.assertEqual(self.kinds("documents"), ["path_in_name"])

    @loads(name=LONG_NAME)
    def test_a_long_name_is_kept(self, file):
        self.assertEqual(file.name, LONG_NAME)

    # ------------------------------------------------- what is not loaded

    @loads(content=SkipError("never asked"), size=MEGABYTE + 1)
    def test_over_the_limit_by_its_stated_size(self, file):
        self.assertFalse(file)
        record = self.record("documents", self.key)
        self.assertEqual((record.state, record.reason_kind), ("skipped", "too_large"))
        self.assertEqual(self.kinds("documents"), ["too_large"])

    @loads(content=bytes(MEGABYTE + 1))
    def test_over_the_limit_by_its_bytes(self, file):
        self.assertFalse(file)
        self.assertEqual(self.record("documents", self.key).reason_kind, "too_large")

    @loads(content=SkipError("It has no bytes."))
    def test_no_bytes_at_the_source(self, file):
        self.assertFalse(file)
        record = self.record("documents", self.key)
        self.assertEqual((record.state, record.reason_kind), ("failed", "no_bytes"))
        self.assertEqual(record.reason, "It has no bytes.")

    @loads(content=b"abc", sha256="0" * 64)
    def test_another_checksum_than_stated(self, file):
        self.assertFalse(file)
        record = self.record("documents", self.key)
        self.assertEqual((record.state, record.reason_kind), ("failed", "no_bytes"))

    @loads(content=b"abc", size=5)
    def test_another_size_than_stated_is_a_finding(self, file):
        self.assertTrue(file)
        self.assertEqual(self.kinds("documents"), ["size_differs"])

    # ------------------------------------------------- many, and undone

    @loads(content=b"abc")
    def test_a_rollback_removes_it_unless_its_bytes_were_changed(self, file):
        file.raw = b"edited"
        self.roll_back()
        self.assertTrue(file.exists())
        self.assertIn("rollback_kept", self.kinds("documents"))

    @loads(content=b"abc")
    def test_a_rollback_removes_it(self, file):
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(file.exists())


@tagged("post_install", "-at_install")
class TestDocumentsOfASource(LoaderCase):
    """What depends on how the source is set, and on what it answers."""

    def load_document(self, content=b"bytes", **payload):
        payload = {"name": "a.bin", **payload}
        return self.load_one("document", contents={"1": content}, **payload)

    def test_the_migration_counts_its_files_and_lists_them(self):
        self.load_document()
        self.job.invalidate_recordset()
        self.assertEqual(self.job.file_count, 1)
        action = self.job.action_open_files()
        listed = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(listed.mapped("object"), ["document"])

    def test_a_long_document_is_in_memory_twice_at_most(self):
        size = 32 * MEGABYTE
        self.job.source_id.document_limit = 40
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        file = self.load_document(LongDocument(size), name="a.bin", size=size)
        peak = tracemalloc.get_traced_memory()[1]
        self.assertEqual(file.file_size, size)
        self.assertLess(peak, 2 * size + 20 * MEGABYTE)

    def test_pictures_are_not_made_smaller(self):
        content = photo()
        file = self.load_document(content, name="a.jpg", mimetype="image/jpeg")
        assert_bytes(self, file, content)

    def test_html_and_svg_stay_what_they_are(self):
        self.job.user_id = new_test_user(
            self.env, login="seller", groups="sales_team.group_sale_manager"
        )
        html = b"<html><script>alert(1)</script></html>"
        file = self.load_document(html, name="a.html", mimetype="text/html")
        assert_bytes(self, file, html)
        self.assertEqual(file.mimetype, "text/html")
        self.assertEqual(file.create_uid, self.job.user_id)

    def test_versions_and_same_names_are_files_of_their_own(self):
        payloads = [
            {"id": f"d-{n}", "case_id": "m1", "name": "Same.txt", "version": n}
            for n in (1, 2, 3)
        ]
        contents = {f"d-{n}": f"content {n % 2}".encode() for n in (1, 2, 3)}
        self.load(contents, documents=payloads)
        files = [self.target("documents", key) for key in contents]
        self.assertEqual(len({file.id for file in files}), 3)
        self.assertEqual([file.raw for file in files], list(contents.values()))

    def test_the_limit_belongs_to_the_source(self):
        self.source.document_limit = 2
        self.assertTrue(self.load_document(bytes(MEGABYTE + 1)))

    def test_of_a_type_that_is_left_out(self):
        self.source.forbidden_types = "bat, .exe"
        self.assertFalse(self.load_document(SkipError("never asked"), name="Run.EXE"))
        record = self.record("documents", "1")
        self.assertEqual(record.state, "skipped")
        self.assertEqual(record.reason_kind, "forbidden_type")
        self.assertIn("“exe”", record.reason)
        self.assertEqual(self.kinds("documents"), ["forbidden_type"])

    def test_no_type_is_left_out_where_none_is_named(self):
        self.assertIn("exe", self.source.forbidden_types)
        self.source.forbidden_types = False
        self.assertTrue(self.load_document(b"MZ", name="Run.EXE"))

    def test_stored_bytes_that_differ_are_refused(self):
        model = type(self.env["ir.attachment"])
        create = model.create

        def spoiled(attachments, vals_list):
            for vals in vals_list:
                vals["raw"] = (vals.get("raw") or b"") + b"!"
            return create(attachments, vals_list)

        with patch.object(model, "create", spoiled):
            self.assertFalse(self.load_document(b"abc"))
        self.assertEqual(self.record("documents", "1").state, "failed")

    def _two(self, second):
        payloads = [
            {"id": key, "case_id": "m1", "name": f"{key}.txt"} for key in ("1", "2")
        ]
        self.load({"1": b"one", "2": second}, documents=payloads)

    def test_one_that_does_not_come_fails_alone(self):
        self._two(RetriableError("cut off"))
        self.assertEqual(self.target("documents", "1").raw, b"one")
        record = self.record("documents", "2")
        self.assertEqual((record.state, record.reason_kind), ("failed", "retriable"))

    def _batches(self):
        """:return: the batches that load documents"""
        return self.job.batch_ids.filtered(
            lambda one: (
                one.mapping_id.object == "document"
                and one.kind == "load"
                and not one.relinks
            )
        )

    def test_when_none_comes_the_batch_waits(self):
        self.load_document(RetriableError("away", wait=600))
        batch = self._batches()
        self.assertEqual((batch.state, batch.tries), ("todo", 1))
        self.assertEqual(self.record("documents", "1").state, "staged")

    def test_when_a_person_must_act_the_job_stops(self):
        self._two(FatalError("The key has expired."))
        self.assertEqual(self.job.problem, "The key has expired.")
        self.assertEqual(self.record("documents", "1").state, "staged")

    def test_a_batch_is_loaded_in_slices(self):
        keys = [str(number) for number in range(19)]
        payloads = [
            {"id": key, "case_id": "m1", "name": key, "size": len(key)} for key in keys
        ]
        module = "odoo.addons.crm_case_migration.models.loaders.ir_attachment"
        self.startPatcher(patch(f"{module}.MOST", 5))
        self.load({key: key.encode() for key in keys}, documents=payloads)
        [batch] = self._batches()
        # Three of the last come into a slice, and with the last one the batch ends.
        last = self.record("documents", "15").id
        self.assertEqual(batch.position, {"after": last})
        for key in keys:
            self.assertEqual(self.target("documents", key).raw, key.encode())
        row = next(row for row in self.job.get_summary() if row["object"] == "document")
        self.assertEqual((row["created"], row["skipped"]), (19, 0))
