from odoo.tests import tagged

from .asked_case import AskedCase, as_file, profile_text
from .docket_nine import (
    CREDENTIALS,
    ENTRIES,
    MATTERS,
    PARTIES,
    SCANS,
    DocketNine,
    export,
)


class ThirdSystem(AskedCase):
    """A system that was never heard of, described in one JSON file."""

    @classmethod
    def move(cls, **source):
        cls.job = cls.job_of(cls.import_profile(profile_text("docket_nine")), **source)
        cls.migrate()

    def became(self, stream, key):
        """What a record of the source is in Odoo."""
        record = self.target(stream, key)
        self.assertTrue(record, f"{stream}/{key}: {self.record(stream, key).reason}")
        return record

    def check_everything(self):
        self.assertFalse(self.job.problem)
        self.assertEqual(self.job.state, "delta")
        self.assertFalse(self.job.finding_ids.mapped("message"))
        self.check_counts()
        self.check_people()
        self.check_matters()
        self.check_entries()
        self.check_scans()

    def check_counts(self):
        created = {row["object"]: row["created"] for row in self.job.get_summary()}
        people = sum(kind == "P" for _key, kind, *_rest in PARTIES)
        expected = {
            "contact": people,
            "case": len(MATTERS),
            "note": len(ENTRIES),
            "document": len(SCANS),
        }
        self.assertEqual(created, expected)

    def check_people(self):
        for key, kind, given, family, email in PARTIES:
            if kind == "P":
                person = self.became("people", key)
                self.assertEqual(person.name, f"{given} {family}")
                self.assertEqual(person.email, email)

    def check_matters(self):
        priorities = {"A": "3", "B": "1", "C": "0"}
        for key, title, client, begun, urgency, court in MATTERS:
            matter = self.became("matters", key)
            self.assertEqual(matter.name, title)
            self.assertEqual(matter.partner_id, self.became("people", client))
            self.assertEqual(matter.x_opened.strftime("%d.%m.%Y"), begun)
            self.assertEqual(matter.x_court, court)
            self.assertEqual(matter.priority, priorities[urgency])

    def check_entries(self):
        for key, matter, words, _moment in ENTRIES:
            note = self.became("entries", key)
            self.assertEqual(note.res_id, self.became("matters", matter).id)
            self.assertIn(words, note.body)
        # Half past nine of a summer's day in Vienna.
        written = self.became("entries", "e1").date
        self.assertEqual(written.isoformat(), "2021-04-05T07:30:00")

    def check_scans(self):
        matters = {}
        for key, matter, name, content in SCANS:
            scan = self.became("scans", key)
            matters[name] = matter
            self.assertEqual(scan.res_id, self.became("matters", matter).id)
            self.assertEqual((scan.name, scan.raw), (name, content))


@tagged("post_install", "-at_install")
class TestThirdSystemOverItsApi(ThirdSystem):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = DocketNine().__enter__()
        cls.addClassCleanup(cls.system.__exit__)
        cls.move(address=cls.system.url, **CREDENTIALS)

    def test_all_of_it_is_in_odoo(self):
        self.check_everything()

    def test_its_session_has_ended_on_the_way(self):
        self.assertGreater(self.system.logins, 3)

    def test_its_passwords_are_nowhere_else(self):
        elsewhere = [
            call.path
            for call in self.system.calls
            if CREDENTIALS["password"] in f"{call.query}{call.headers}"
        ]
        self.assertEqual(elsewhere, [])


@tagged("post_install", "-at_install")
class TestThirdSystemByItsExport(ThirdSystem):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move(channel="bundle", bundle=as_file(export()), bundle_name="export.zip")

    def test_all_of_it_is_in_odoo(self):
        self.check_everything()
