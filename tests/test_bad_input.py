import io
import stat
import zipfile
from base64 import b64decode

from odoo.tests import tagged

from .asked_case import AskedCase, as_file, lists

PEOPLE = (
    "id,name,name,note\n"
    "1,Ada,Countess,fine für alle\n"
    '2,"Grace,Rear Admiral,the quote is never closed\n'
    "3,Alan,Doctor,a NUL \0 byte\n"
    ",Nobody,,without a number\n"
    "4,Zo\xeb,,Latin in a UTF-8 file\n"
    "5,Edsger\n"
)
CASES = (
    '[{"id": 1, "title": "Fine"}, {"id": 2, "title": "a", "title": "b"},'
    ' {"id": 3, "title": "Not a number", "amount": NaN}, {"id": 4, "title": "cut'
)


@tagged("post_install", "-at_install")
class TestBadInput(AskedCase):
    """An export in which much is wrong: what can be read is, the rest is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        profile = cls.import_profile(lists(*_streams()))
        cls.job = cls.job_of(profile, channel="bundle", bundle=as_file(_export()))
        cls.step("action_discover")

    def _findings(self, *words):
        return self.job.finding_ids.filtered(
            lambda finding: all(word in finding.message for word in words)
        )

    def check_told(self, *words):
        """There is one finding with these words, and it says each thing once."""
        found = self._findings(*words)
        self.assertEqual(len(found), 1, self.job.finding_ids.mapped("message"))
        self.assertEqual(found.message.count(words[0]), 1)
        return found

    def test_the_reading_comes_to_its_end(self):
        self.assertFalse(self.job.problem)
        self.assertEqual(self.job.state, "discovered")

    def test_what_can_be_read_is_read(self):
        staged = self.env["case.migration.record"].search(
            [("source_id", "=", self.job.source_id.id)]
        )
        keys = {(one.stream_id.name, one.key) for one in staged}
        self.assertEqual(keys, {("people", key) for key in "1345"} | {("cases", "1")})

    def test_a_quote_that_is_never_closed(self):
        finding = self.check_told("people.csv, row 3", "quotation marks")
        self.assertIn("Grace", finding.raw)

    def test_a_long_row_is_there_in_full_but_not_on_the_screen(self):
        finding = self.check_told("people.csv, row 3", "quotation marks")
        row = finding.raw * 100_000
        finding.sudo().raw = row
        self.assertEqual(finding.raw_start, row[:2000])
        self.assertEqual(b64decode(finding.raw_file), row.encode())
        self.assertIn(f"/{finding.id}/raw_file", finding.action_download_raw()["url"])

    def test_a_nul_byte(self):
        self.check_told("people.csv, row 4, field note")
        self.assertEqual(self.record("people", 3).payload["note"], "a NUL \ufffd byte")

    def test_a_row_without_a_number(self):
        finding = self.check_told("people.csv, row 5", "has no id")
        self.assertIn("without a number", finding.raw)

    def test_mixed_encodings(self):
        self.check_told("people.csv, row 6, field name", "encoding")
        self.assertEqual(self.record("people", 4).payload["name"], "Zoë")

    def test_two_columns_of_one_name(self):
        self.assertIn("Countess", self.record("people", 1).payload.values())

    def test_a_key_that_is_there_twice(self):
        finding = self.check_told("cases.json, row 2, field title", "twice")
        self.assertIn('"title": "a", "title": "b"', finding.raw)

    def test_a_number_that_is_none(self):
        finding = self.check_told("cases.json, row 3, field amount", "NaN")
        self.assertIn('"amount": NaN', finding.raw)

    def test_a_file_that_is_cut_off(self):
        finding = self.check_told("cases.json, row 4")
        self.assertIn("cut", finding.raw)

    def test_what_a_file_that_was_cut_off_may_have_held_is_not_deleted(self):
        """Only a list that was read to its end can lack a record."""
        cut_off = CASES.replace('"id": 1', '"id": 9')
        for cases, is_deleted in ((cut_off, False), ("[]", True)):
            self.job.source_id.bundle = as_file(_export(cases))
            self.step("action_discover")
            self.assertEqual(self.record("cases", "1").deleted, is_deleted)

    def test_an_empty_file(self):
        self.check_told("empty.csv", "empty")

    def test_names_that_lead_elsewhere(self):
        for name, reason in (
            ("../people.csv", "leads out of the archive"),
            ("/people.csv", "absolute"),
            ("link/people.csv", "a link"),
        ):
            with self.subTest(name):
                self.assertTrue(self._findings(name, reason))

    def test_a_list_that_the_export_does_not_have(self):
        self.check_told("The export has no none.csv.")


@tagged("post_install", "-at_install")
class TestCutExport(AskedCase):
    """A later export of which something cannot be read: nothing counts as deleted."""

    WHOLE = "id,name\n1,Ada\n2,Grace\n3,Alan\n"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        profile = cls.import_profile(lists(*_streams()))
        cls.job = cls.job_of(profile, channel="bundle", bundle=cls._export_of())
        cls.step("action_discover")

    @classmethod
    def _export_of(cls, people=WHOLE, **more):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, text in {"people.csv": people, **more}.items():
                if text is not None:
                    archive.writestr(name.replace("_up_", "../"), text)
        return as_file(file.getvalue())

    def _deleted(self, people, **more):
        """Who is deleted by a further export, and what is said of those not met."""
        self.job.source_id.bundle = self._export_of(people, **more)
        before = self.job.finding_ids
        self.step("action_discover")
        found = (self.job.finding_ids - before).filtered(
            lambda one: one.kind == "unmet"
        )
        records = self.env["case.migration.record"].search(
            [("stream_id.name", "=", "people"), ("deleted", "=", True)]
        )
        return sorted(records.mapped("key")), found

    def check_kept(self, people, *words, **more):
        deleted, found = self._deleted(people, **more)
        self.assertFalse(deleted)
        found = found.filtered(lambda one: one.object == "contact")
        self.assertEqual(len(found), 1)
        for word in (*words, "marked as deleted"):
            self.assertIn(word, found.message)

    def test_a_row_that_the_end_of_the_file_cuts_off(self):
        self.check_kept(self.WHOLE[:15], "2 records")

    def test_a_row_that_is_set_aside(self):
        self.check_kept(self.WHOLE.replace("Grace", '"Grace" H'), "A record")

    def test_a_row_that_has_lost_its_number(self):
        self.check_kept(self.WHOLE.replace("2,", ","), "A record")

    def test_a_file_that_is_missing(self):
        self.check_kept(None, "3 records", **{"other.csv": "id\n1\n"})

    def test_a_file_that_is_empty(self):
        self.check_kept("", "3 records")

    def test_a_file_that_is_refused(self):
        rest = "id,name\n2,Grace\n"
        self.check_kept(
            "id,name\n1,Ada\n3,Alan\n", "A record", **{"_up_people.csv": rest}
        )

    def test_what_is_missing_in_an_export_that_was_read_is_deleted(self):
        deleted, found = self._deleted("id,name,name\n1,Ada,\n3,Alan,\n")
        self.assertEqual(deleted, ["2"])
        self.assertFalse(found)
        self.assertIn("header", self.job.finding_ids.mapped("kind"))


def _streams():
    for name, kind, files in (
        ("people", "contact", ["people.csv"]),
        ("cases", "case", ["cases.json"]),
        ("empty", "company", ["empty.csv"]),
        ("none", "user", ["none.csv"]),
    ):
        yield {
            "name": name,
            "object": kind,
            "primary_key": "id",
            "bundle": {"files": files},
        }


def _export(cases=CASES):
    """The bytes of the export."""
    link = zipfile.ZipInfo("link/people.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    latin = "Zo\xeb".encode("latin-1")
    people = PEOPLE.encode().replace("Zo\xeb".encode(), latin)
    files = {
        "people.csv": people,
        "cases.json": cases,
        "empty.csv": b"",
        "../people.csv": people,
        "/people.csv": people,
        link: "/etc/passwd",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()
