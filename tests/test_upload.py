import os
import tracemalloc
from pathlib import Path

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from .bundle_case import zip_of

MEGABYTE = 2**20
EXPORT = zip_of({"clients.csv": "TCF ID,First Name\n7,Ada\n"}).getvalue()


class UploadCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        profile = cls.env["case.migration.profile"].search(
            [("code", "=", "the_case_file")]
        )
        cls.manager = cls._new_user("manager")
        cls.source = cls.env["case.migration.source"].create(
            {"name": "Old", "profile_id": profile.id, "channel": "bundle"}
        )
        cls.source = cls.source.with_user(cls.manager)

    @classmethod
    def _new_user(cls, kind):
        group = f"crm_case_migration.group_{kind}"
        return new_test_user(
            cls.env, f"upload_{kind}", groups=f"base.group_user,{group}"
        )

    def exported(self):
        """Where the source's export lies."""
        return Path(self.source._settings().path)

    def check_export(self, content):
        """The source has this export, and nothing is left of the upload."""
        self.source.invalidate_recordset()
        self.assertEqual(self.exported().read_bytes(), content)
        self.assertEqual(self.source.bundle_name, "export.zip")
        self.assertFalse(self.source._upload_place().exists())


@tagged("post_install", "-at_install")
class TestUpload(UploadCase):
    """An export comes in pieces and is never held in memory."""

    def _send(self, content, piece=100):
        for at in range(0, len(content), piece):
            part = content[at : at + piece]
            self.source._receive("export.zip", at, len(content), part)

    def test_the_pieces_become_the_export(self):
        self._send(EXPORT)
        self.check_export(EXPORT)
        with self.source._connection() as connection:
            [page] = connection.pages("contacts")
        self.assertEqual(page.records[0].key, "7")

    def test_odoo_knows_it_as_its_own_file(self):
        self._send(EXPORT)
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", self.source._name), ("res_field", "=", "bundle")]
        )
        self.assertEqual(attachment.raw, EXPORT)
        self.assertEqual(attachment.file_size, len(EXPORT))
        self.assertEqual(
            attachment.checksum, attachment._compute_checksum(attachment.raw)
        )
        self.source.bundle = False
        self.assertFalse(attachment.exists())

    def test_a_new_export_replaces_the_old_one(self):
        self._send(b"old")
        self._send(EXPORT)
        self.check_export(EXPORT)

    def test_a_piece_that_does_not_fit_says_where_to_go_on(self):
        total = len(EXPORT)
        self.source._receive("export.zip", 0, total, EXPORT[:50])
        for at in (20, 80, total):
            received = self.source._receive("export.zip", at, total, EXPORT[at:])
            self.assertEqual(received, 50)
        self.source._receive("export.zip", 50, total, EXPORT[50:])
        self.check_export(EXPORT)

    def test_more_bytes_than_there_should_be_are_not_taken(self):
        self.source._receive("export.zip", 0, len(EXPORT), EXPORT + b"more")
        self.check_export(EXPORT)

    def test_it_can_be_begun_anew(self):
        self.source._receive("export.zip", 0, 1000, b"x" * 500)
        self._send(EXPORT)
        self.check_export(EXPORT)

    def test_what_never_goes_on_is_removed(self):
        self.source._receive("export.zip", 0, 1000, b"x")
        path = self.source._upload_place()
        self.source._gc_uploads()
        self.assertTrue(path.exists())
        os.utime(path, (0, 0))
        self.source._gc_uploads()
        self.assertFalse(path.exists())

    def test_memory_does_not_grow_with_the_file(self):
        piece = bytes(MEGABYTE)
        self.source._receive("export.zip", 0, MEGABYTE, piece)
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        for at in range(64):
            offset = at * MEGABYTE
            self.source._receive("export.zip", offset, 64 * MEGABYTE, piece)
        self.assertLess(tracemalloc.get_traced_memory()[1], 4 * MEGABYTE)
        self.assertEqual(self.exported().stat().st_size, 64 * MEGABYTE)

    def test_a_migration_user_cannot_upload(self):
        source = self.source.with_user(self._new_user("user"))
        with self.assertRaises(AccessError):
            source._receive("export.zip", 0, 3, b"abc")


@tagged("post_install", "-at_install")
class TestUploadOverHttp(UploadCase, HttpCase):
    def _post(self, piece, **query):
        query = {"name": "export.zip", "csrf_token": self._token(), **query}
        return self.url_open(
            f"/crm_case_migration/upload/{self.source.id}",
            params=query,
            data=piece,
            headers={"Content-Type": "application/octet-stream"},
        )

    def _token(self):
        return http.Request.csrf_token(self)

    def test_pieces_over_the_network(self):
        self.authenticate("upload_manager", "upload_manager")
        for at in (0, 60):
            end = min(at + 60, len(EXPORT)) if not at else len(EXPORT)
            answer = self._post(EXPORT[at:end], offset=at, total=len(EXPORT))
            self.assertEqual(answer.json(), {"received": end})
        self.check_export(EXPORT)

    def test_what_is_refused(self):
        self.authenticate("upload_manager", "upload_manager")
        self.assertEqual(self._post(b"x", offset="a", total=1).status_code, 400)
        wrong = self._post(b"x", offset=0, total=1, csrf_token="other")
        self.assertEqual(wrong.status_code, 400)
        self._new_user("user")
        self.authenticate("upload_user", "upload_user")
        self.assertEqual(self._post(b"x", offset=0, total=1).status_code, 403)

    def test_the_form_sends_a_file_in_pieces(self):
        """It comes in three, smaller here, and the percentage moves.

        Odoo's tests have the browser tell all that it sends: megabytes take a minute.
        """
        self.browser_js(
            f"/odoo/case-migration-sources/{self.source.id}",
            _CHOOSE_FILE,
            "!!document.querySelector('input[type=file]')",
            login="upload_manager",
            timeout=180,
        )
        self.source.invalidate_recordset()
        self.assertEqual(self.source.bundle_name, "export.zip")
        self.assertEqual(self.exported().stat().st_size, 17 * 2**13)


_CHOOSE_FILE = """
const PIECE = 64 * 1024;
const SIZE = (17 / 8) * PIECE;
odoo.loader.modules.get("@crm_case_migration/export_field/send.esm").piece.size = PIECE;
const input = document.querySelector("input[type=file]");
const files = new DataTransfer();
files.items.add(new File([new Uint8Array(SIZE)], "export.zip"));
const seen = new Set();
const watch = new MutationObserver(() => {
    const status = document.querySelector("[name=bundle] [role=status]");
    const bar = document.querySelector("[name=bundle] .progress-bar");
    const percent = status && status.textContent.match(/\\((\\d+)\\s%\\)/);
    if (percent && bar.style.width === `${percent[1]}%`) {
        seen.add(percent[1]);
    }
});
watch.observe(document.body, {
    attributes: true, characterData: true, childList: true, subtree: true,
});
input.files = files.files;
input.dispatchEvent(new Event("change", {bubbles: true}));
const wait = setInterval(() => {
    const name = document.querySelector("[name=bundle] .fw-bold");
    if (name && name.textContent === "export.zip") {
        clearInterval(wait);
        const moved = [...seen].join().startsWith("0,47,94");
        console[moved ? "log" : "error"](moved ? "test successful" : `${[...seen]} %`);
    }
}, 100);
"""
