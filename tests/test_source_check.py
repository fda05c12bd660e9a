import io
import socket
import zipfile

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..models.source.case_migration_source import ALLOWED_HOSTS_PARAMETER
from .asked_case import AskedCase, as_file
from .fake_source import Reply
from .plain_source import KEY, PlainSource, people, plain_profile

PASSWORD_FLAG = 0x1


@tagged("post_install", "-at_install")
class TestSourceCheck(AskedCase):
    """*Test connection*: what each list says, over both channels."""

    def setUp(self):
        super().setUp()
        self.plain = PlainSource(people=people(7), closed=people(3), none=[])
        self.plain.__enter__()
        self.addCleanup(self.plain.__exit__)
        names = ("people", "closed", "none")
        self.profile = self.import_profile(plain_profile(*names))

    def _over_rest(self, **vals):
        vals = {"address": self.plain.url, "api_key": KEY, **vals}
        return self._tested(**vals)

    def _by_export(self, content):
        return self._tested(channel="bundle", bundle=as_file(content))

    def _tested(self, **vals):
        """:return: ``{list: (sentence, its colour, count, first record)}``"""
        source = self.job_of(self.profile, **vals).source_id
        source.action_test()
        rows = source.check_result.split("<tr>")[2:]
        cells = [row.split("<td")[1:] for row in rows]
        return {
            html2plaintext(f"<td{cell[0]}").strip(): (
                html2plaintext(f"<td{cell[1]}").strip(),
                "text-danger" not in cell[1],
                html2plaintext(f"<td{cell[2]}").strip(),
                html2plaintext(f"<td{cell[3]}").strip(),
            )
            for cell in cells
        }

    # ---------------------------------------------------------------- over the API

    def test_reachable_with_count_and_first_record(self):
        found = self._over_rest()
        self.assertEqual(list(found), ["People", "Closed", "None"])
        sentence = "It can be reached and has 7 records; the first is 1."
        self.assertEqual(found["People"], (sentence, True, "7", "1"))
        self.assertEqual(found["None"][1:], (True, "0", ""))

    def test_one_list_that_is_not_there_hides_no_other(self):
        del self.plain.lists["closed"]
        found = self._over_rest()
        self.assertTrue(found["People"][1])
        sentence, reachable, count, first = found["Closed"]
        self.assertRegex(sentence, r"^Closed: .*/closed is not there \(404\)")
        self.assertEqual((reachable, count, first), (False, "", ""))

    def test_wrong_credentials(self):
        for sentence, reachable, *_rest in self._over_rest(api_key="other").values():
            self.assertIn("refuses the credentials (401); check", sentence)
            self.assertNotIn("other", sentence)
            self.assertFalse(reachable)

    def test_a_dead_address_is_called_for_one_list_only(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            found = self._over_rest(address=f"http://127.0.0.1:{port}")
        first, *others = found.values()
        self.assertIn("refuses the connection", first[0])
        for sentence, *_rest in others:
            self.assertIn("not tried, because the source does not answer", sentence)
        self.assertFalse(any(reachable for _s, reachable, *_rest in found.values()))

    def test_a_source_that_is_down_is_not_waited_for_list_by_list(self):
        self.plain.spoil = lambda call: Reply({}, status=503)
        self.pauses.clear()
        found = self._over_rest()
        self.assertLess(sum(self.pauses), 25)
        for sentence, *_rest in found.values():
            self.assertIn("does not work at the moment (503)", sentence)

    def test_an_address_that_nobody_has_allowed(self):
        self.env["ir.config_parameter"].set_param(ALLOWED_HOSTS_PARAMETER, "")
        sentence = self._over_rest()["People"][0]
        self.assertIn("a system administrator must allow it first", sentence)
        self.assertEqual(self.plain.calls, [])

    def test_a_list_with_records_that_cannot_be_read(self):
        self.plain.lists["people"] = [{"name": "without a number"}]
        sentence, reachable, *_rest = self._over_rest()["People"]
        self.assertIn("has no value in its primary key", sentence)
        self.assertFalse(reachable)

    def test_a_long_wait_is_no_wait(self):
        later = Reply({}, status=429, headers={"Retry-After": "600"})
        self.plain.spoil = lambda call: later
        self.pauses.clear()
        self.assertIn("asked too often", self._over_rest()["People"][0])
        self.assertEqual(self.pauses, [])

    # ---------------------------------------------------------------- by the export

    def test_files_with_count_and_first_record(self):
        found = self._by_export(
            zipped(people="id,name\n4,Ada\n5,Grace\n", more="x\n1\n")
        )
        sentence, reachable, count, first = found["People"]
        self.assertIn("Records: 2, in people.csv", sentence)
        self.assertIn("comma", sentence)
        self.assertEqual((reachable, count, first), (True, "2", "4"))
        self.assertEqual(found["Closed"][:2], ("The export has no closed.csv.", False))
        self.assertIn("no stream reads (1): more.csv", found[""][0])

    def test_rows_that_cannot_be_read(self):
        found = self._by_export(zipped(people="id,name\n4,Ada\n,Grace\n"))
        self.assertIn("people.csv, row 3", found["People"][0])

    def test_an_export_that_is_cut_off(self):
        whole = zipped(people="id,name\n4,Ada\n" * 100)
        with self.assertRaisesRegex(UserError, "damaged or cut off: upload it again"):
            self._by_export(whole[: len(whole) // 2])

    def test_an_export_with_a_password(self):
        content = zipped(people="id,name\n4,Ada\n")
        found = self._by_export(_protected(content))
        self.assertIn("people.csv is protected by a password", found["People"][0])
        self.assertFalse(found["People"][1])

    def test_no_export_at_all(self):
        for content, sentence in (
            (b"%PDF-1.7", "a PDF file, not a ZIP file"),
            (b"hello", "not a ZIP file"),
        ):
            with self.subTest(content), self.assertRaisesRegex(UserError, sentence):
                self._by_export(content)

    def test_a_migration_without_file(self):
        with self.assertRaisesRegex(UserError, "no export yet: upload"):
            self._tested(channel="bundle")


def zipped(**files):
    """The bytes of a ZIP file of these CSV files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return file.getvalue()


def _protected(content):
    """The ZIP file with the mark of a password on each of its files."""
    spoiled = bytearray(content)
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = spoiled.find(mark)
        while at >= 0:
            spoiled[at + place] |= PASSWORD_FLAG
            at = spoiled.find(mark, at + 4)
    return bytes(spoiled)
