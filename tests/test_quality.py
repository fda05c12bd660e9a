from odoo.tests import tagged

from .common import MigrationCase

FIRM = {
    "users": [
        {"id": "u1", "email": "nobody@firm.test", "name": "Nobody"},
    ],
    "matter_statuses": [{"id": "s1", "name": "Open", "category": "active"}],
    "companies": [
        {"id": "co1", "name": "Acme Ltd", "domain": "acme.test"},
        {"id": "co2", "name": "ACME ltd ", "domain": "acme2.test"},
    ],
    "contacts": [
        {
            "id": "c1",
            "first_name": "Jane",
            "email": "jane@x.test",
            "birthday": "1066-10-14",
        },
        {"id": "c2", "first_name": "J.", "email": "JANE@x.test "},
        {"id": "c3", "email": "", "company_id": "co9"},
        {"id": "c4", "first_name": "Ann", "birthday": "soon"},
    ],
    "matters": [
        {"id": "m1", "title": "One", "status": "Resolved", "client_id": "c99"},
        {
            "id": "m2",
            "title": "Two",
            "status": "Open",
            "opened_on": "2022-05-01",
            "closed_on": "2021-05-01",
        },
        {"id": "m3", "status": "Open"},
        *(
            {
                "id": f"n{number}",
                "title": f"Case {number}",
                "status": "open" if number % 2 else "Open",
                "Code": str(number) if number < 25 else f"A-{number}x",
                "parties": [{"contact_id": "c1"}, {"contact_id": "c77"}],
                "limitation_on": "03/04/2021",
            }
            for number in range(30)
        ),
    ],
    "document_versions": [
        {"id": "d1", "case_id": "m1", "name": "a.pdf", "size": 2**40},
        {"id": "d2", "case_id": "m1", "name": "b.pdf", "size": 0},
        {"id": "d3", "case_id": "m1", "name": "c.pdf", "path": ""},
        {"id": "d4", "case_id": "m1", "name": "Setup.EXE", "size": 9},
    ],
}


@tagged("post_install", "-at_install")
class TestQuality(MigrationCase):
    """What is wrong with the source's data is said before anybody maps it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = cls.connection.streams = FIRM
        cls.connection.page = 50
        cls.step("action_discover")

    def _finding(self, kind, field=None, text=""):
        found = self.job.finding_ids.filtered(
            lambda one: (
                one.kind == kind
                and (field is None or one.field == field)
                and text in one.message
            )
        )
        self.assertEqual(len(found), 1, (kind, self.job.finding_ids.mapped("message")))
        return found

    def test_people_and_companies_that_are_there_twice(self):
        people = self._finding("quality_duplicate", "email", "2 records")
        self.assertIn("c1, c2", people.raw)
        self._finding("quality_duplicate", "name", "2 records")

    def test_required_values_that_are_missing(self):
        self.assertIn("m3", self._finding("quality_required", "title").raw)

    def test_references_that_lead_nowhere(self):
        self.assertIn("m1", self._finding("quality_dangling", "client_id").raw)
        self.assertIn("c3", self._finding("quality_dangling", "company_id").raw)
        parties = self.job.finding_ids.filtered(
            lambda one: one.kind == "quality_dangling" and one.field == "parties"
        )
        self.assertIn("30 records", " ".join(parties.mapped("message")))

    def test_one_record_is_spoken_of_as_one_and_fields_by_their_labels(self):
        for kind, field, sentence in (
            ("quality_dangling", "client_id", "One record has a “Client Id” that"),
            ("quality_required", "title", "One record has no “Title”, without"),
            (
                "quality_order",
                None,
                "In one record “Closed On” lies before “Opened On”",
            ),
            ("quality_no_user", "email", "One of the source's people has no user"),
            ("quality_spelling", "status", "Values of “Status” are spelled"),
        ):
            with self.subTest(kind):
                self._finding(kind, field, sentence)
        for message in self.job.finding_ids.mapped("message"):
            self.assertNotRegex(message, r"^1 |\b[a-z]+_[a-z]+\b")

    def test_dates_that_cannot_be(self):
        self._finding("quality_date", "birthday", "One of 2 values")
        far = self._finding("quality_date", "birthday", "before 1900")
        self.assertIn("c1", far.raw)
        self.assertIn("m2", self._finding("quality_order").raw)

    def test_the_zone_of_a_date_is_no_date(self):
        line = {
            "source": ["start", "time_zone"],
            "transform": "datetime",
            "options": {"parts": ["value", "zone"]},
        }
        quality = self.env["case.migration.quality"]
        fields = self.env["case.migration.field"]
        for name, is_date in (("start", True), ("time_zone", False)):
            with self.subTest(name):
                field = fields.new({"name": name, "field_type": "text"})
                self.assertEqual(quality._is_date({"lines": [line]}, field), is_date)

    def test_dates_whose_order_is_unclear(self):
        self._finding("quality_date_order", "limitation_on", "do not show")

    def test_statuses_that_do_not_go_with_the_dates(self):
        closed = self._finding("quality_status", None, "has no date")
        self.assertIn("m1", closed.raw)
        opened = self._finding("quality_status", None, "status that is open")
        self.assertIn("m2", opened.raw)

    def test_values_in_several_spellings(self):
        self.assertIn("Open", self._finding("quality_spelling", "status").message)

    def test_a_field_that_changes_its_type_half_way(self):
        self._finding("quality_mixed", "Code", "Whole number (25)")

    def test_files_that_are_too_large_empty_or_missing(self):
        for text, key in (
            ("larger than", "d1"),
            ("is empty", "d2"),
            ("missing", "d3"),
            ("of a type", "d4"),
        ):
            self.assertIn(key, self._finding("quality_document", None, text).raw)

    def test_people_without_a_user(self):
        self._finding("quality_no_user", "email", "no user in Odoo")

    # ---------------------------------------------------------------- which records

    def test_every_record_of_a_finding_can_be_listed(self):
        several = (
            ("quality_duplicate", "email", {"c1", "c2"}),
            ("quality_required", "title", {"m3"}),
            ("quality_dangling", "client_id", {"m1"}),
            ("quality_date_order", "limitation_on", {f"n{n}" for n in range(30)}),
            ("quality_spelling", "status", {"m2", "m3", *(f"n{n}" for n in range(30))}),
            ("quality_mixed", "Code", {f"n{n}" for n in range(25, 30)}),
            ("quality_no_user", "email", {"u1"}),
        )
        for kind, field, keys in several:
            with self.subTest(kind):
                finding = self._finding(kind, field)
                action = finding.action_open_records()
                found = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(set(found.mapped("key")), keys)
                self.assertEqual(finding.record_total, len(keys))

    def test_no_number_of_records_is_too_large(self):
        many = [{"id": f"x{n:03}", "first_name": "Jo"} for n in range(130)]
        self.connection.streams = {
            "contacts": [*many[:1], *({**one, "company_id": "gone"} for one in many)]
        }
        self.connection.page = 200
        self.step("action_discover")
        finding = self._finding("quality_dangling", "company_id")
        self.assertEqual(len(finding.record_ids), 130)
        self.assertIn("x099", finding.raw)
        self.assertNotIn("x100", finding.raw)

    def test_a_new_reading_finds_anew(self):
        before = len(self.job.finding_ids)
        self.step("action_discover")
        self.assertEqual(len(self.job.finding_ids), before)
