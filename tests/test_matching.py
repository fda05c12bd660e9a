from odoo.tests import new_test_user, tagged

from .common import MigrationCase

# The same web domain, as Odoo has it and as the source gives it.
SPELLINGS = [
    ("http://www.one.test", "one.test"),
    ("https://two.test", "https://www.Two.test/contact"),
    ("https://www.three.test/", "WWW.THREE.TEST"),
    ("four.test", "http://four.test"),
    ("https://five.test/en", "five.test"),
]


@tagged("post_install", "-at_install")
class TestMatching(MigrationCase):
    """What the firm already has in Odoo is linked, and left alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other firm"})
        cls.by_domain = cls._companies(
            {"name": f"Domain {website}", "website": website}
            for website, _spelling in SPELLINGS
        )
        cls.by_name = cls._companies([{"name": "Acme Ltd", "city": "Boston"}])
        cls.elsewhere = cls._companies([{"name": "Globex", "city": "Paris"}])
        cls.both = cls._companies(
            [{"name": "Both", "city": "Rome", "website": "http://both.test"}]
        )
        cls.jane = cls._people([{"name": "J. Doe", "email": '"J" <Jane@Acme.test>'}])
        cls.archived = cls._people([{"email": "old@acme.test", "active": False}])
        cls.foreign = cls._people(
            [{"email": "theirs@acme.test", "company_id": cls.other_company.id}]
        )
        cls.user = new_test_user(cls.env, login="Ann@Firm.test", email="a@firm.test")
        cls.mailer = new_test_user(cls.env, login="bob", email="BOB@firm.test")
        cls.stage = cls.env["crm.stage"].create({"name": "Discovery"})
        cls.team = cls.env["crm.team"].create({"name": "Litigation"})
        cls.existing = (
            cls.by_domain + cls.by_name + cls.both + cls.jane,
            cls.user + cls.mailer,
            cls.stage,
            cls.team,
        )
        cls._age(*cls.existing)
        cls.before = [cls._rows(records) for records in cls.existing]
        cls.migrate(cls._streams())

    @classmethod
    def _companies(cls, vals_list):
        return cls._people({"is_company": True, **vals} for vals in vals_list)

    @classmethod
    def _people(cls, vals_list):
        return cls.env["res.partner"].create([{"name": "Old", **v} for v in vals_list])

    @classmethod
    def _age(cls, *recordsets):
        """A later change would show in the date."""
        cls.env.flush_all()
        for records in recordsets:
            cls.cr.execute(
                f"UPDATE {records._table} SET write_date = '2020-01-01' WHERE id IN %s",
                [tuple(records.ids)],
            )
        cls.env.invalidate_all()

    @classmethod
    def _rows(cls, records):
        cls.env.flush_all()
        cls.cr.execute(
            f"SELECT to_jsonb(t) FROM {records._table} t WHERE id IN %s ORDER BY id",
            [tuple(records.ids)],
        )
        return cls.cr.fetchall()

    @classmethod
    def _streams(cls):
        domains = [
            {"id": f"domain{at}", "name": "Another name", "domain": spelling}
            for at, (_website, spelling) in enumerate(SPELLINGS)
        ]
        return {
            "users": [
                {"id": "u1", "email": "ann@firm.TEST", "name": "Ann"},
                {"id": "u2", "email": "bob@Firm.test", "name": "Bob"},
            ],
            "teams": [{"id": "t1", "name": "LITIGATION "}],
            "matter_statuses": [{"id": "s1", "name": "discovery", "sequence": 77}],
            "companies": [
                *domains,
                {"id": "named", "name": "Acme Ltd", "address.city": "boston "},
                {"id": "other", "name": "Globex", "address.city": "London"},
                {"id": "nowhere", "name": "Acme Ltd"},
                {"id": "both1", "name": "Both International", "domain": "both.test"},
                {"id": "both2", "name": "Both", "address.city": "Rome"},
            ],
            "contacts": [
                {"id": "jane1", "first_name": "Jane", "email": "JANE@acme.test"},
                {"id": "jane2", "first_name": "Twin", "email": "jane@acme.test"},
                {"id": "old", "first_name": "Old", "email": "old@acme.test"},
                {"id": "theirs", "first_name": "Their", "email": "theirs@acme.test"},
                {"id": "new1", "first_name": "New", "email": "new@acme.test"},
            ],
        }

    def _assert_matched(self, stream, key, record):
        self.assertEqual(self.record(stream, key).state, "matched", key)
        self.assertEqual(self.target(stream, key), record, key)

    def test_a_company_is_matched_by_its_web_domain(self):
        for at, company in enumerate(self.by_domain):
            self._assert_matched("companies", f"domain{at}", company)

    def test_a_company_is_matched_by_exact_name_and_city(self):
        self._assert_matched("companies", "named", self.by_name)

    def test_a_company_of_that_name_in_another_city_is_another_one(self):
        self.assertEqual(self.record("companies", "other").state, "created")
        self.assertNotEqual(self.target("companies", "other"), self.elsewhere)

    def test_a_name_without_a_city_matches_nothing(self):
        self.assertEqual(self.record("companies", "nowhere").state, "created")

    def test_a_record_is_matched_only_once_in_a_batch(self):
        self._assert_matched("companies", "both1", self.both)
        self.assertEqual(self.record("companies", "both2").state, "created")

    def test_a_person_is_matched_by_the_normalised_email(self):
        self._assert_matched("contacts", "jane1", self.jane)

    def test_of_two_people_with_one_email_the_second_is_made(self):
        self.assertEqual(self.record("contacts", "jane2").state, "created")
        self.assertNotEqual(self.target("contacts", "jane2"), self.jane)

    def test_an_archived_person_is_not_matched(self):
        self.assertEqual(self.record("contacts", "old").state, "created")

    def test_a_person_of_another_company_is_not_matched(self):
        self.assertEqual(self.record("contacts", "theirs").state, "created")

    def test_a_user_is_matched_by_login_whatever_the_case(self):
        self._assert_matched("users", "u1", self.user)

    def test_a_user_is_matched_by_email_whatever_the_case(self):
        self._assert_matched("users", "u2", self.mailer)

    def test_a_stage_is_matched_by_name(self):
        self._assert_matched("matter_statuses", "s1", self.stage)

    def test_a_team_is_matched_by_name(self):
        self._assert_matched("teams", "t1", self.team)

    def test_matched_records_are_not_touched(self):
        for records, before in zip(self.existing, self.before, strict=True):
            self.assertEqual(self._rows(records), before)

    def test_what_a_matched_record_does_not_have_is_told(self):
        findings = self.job.finding_ids.filtered(
            lambda finding: finding.kind == "matched_left_alone"
        )
        told = {finding.record_id.key: finding.message for finding in findings}
        self.assertIn("Sequence", told["s1"])
        self.assertIn("Name", told["domain0"])
        self.assertNotIn("named", told)
        self.assertNotIn("t1", told)
        self.assertEqual(set(findings.mapped("severity")), {"1_info"})

    def test_every_match_has_an_audit_line(self):
        matched = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id), ("state", "=", "matched")]
        )
        lines = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("operation", "=", "match")]
        )
        self.assertEqual(lines.record_id, matched)
        for line in lines:
            self.assertEqual(line.res_model, line.record_id.res_model)
            self.assertEqual(line.res_id, line.record_id.res_id)

    def test_what_this_source_has_made_is_never_matched(self):
        made = self.target("contacts", "new1")
        self.migrate(
            {
                "contacts": [
                    {"id": "new2", "first_name": "No", "email": "new@acme.test"}
                ]
            },
            job=self.job.copy(),
        )
        self.assertEqual(self.record("contacts", "new2").state, "created")
        self.assertNotEqual(self.target("contacts", "new2"), made)

    def test_another_source_matches_what_the_first_has_made(self):
        made = self.target("contacts", "new1")
        source = self.source.copy({"name": "Second system"})
        job = self.job.copy({"source_id": source.id})
        self.migrate(
            {"contacts": [{"id": "x1", "first_name": "N", "email": "new@acme.test"}]},
            job=job,
        )
        self._assert_matched("contacts", "x1", made)
