from odoo.tests import new_test_user, tagged

from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestLoadValues(MigrationCase):
    """What the loaded records hold, and what they leave alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = new_test_user(cls.env, login="ann@firm.test", name="Ann Attorney")
        cls.member = new_test_user(cls.env, login="member@firm.test")
        cls.old_team = cls.env["crm.team"].create({"name": "Old team"})
        cls.membership = cls.env["crm.team.member"].create(
            {"crm_team_id": cls.old_team.id, "user_id": cls.member.id}
        )
        cls.job.fallback_user_id = new_test_user(cls.env, login="fallback@firm.test")
        cls.prepare(cls._streams())
        cls._map_mail_of_cases()
        cls.job.action_confirm()
        cls.step("action_run")

    @classmethod
    def _map_mail_of_cases(cls):
        mapping = cls.job.mapping_ids.filtered(lambda one: one.object == "case")
        cls.env["case.migration.mapping.line"].create(
            [
                {
                    "mapping_id": mapping.id,
                    "source_field": source,
                    "target_field": target,
                }
                for source, target in (("email", "email_from"), ("phone", "phone"))
            ]
        )

    @classmethod
    def _streams(cls):
        return {
            "users": [
                {"id": "u1", "email": "ann@firm.test", "name": "Ann Attorney"},
                {"id": "u2", "email": "gone@firm.test", "name": "Gil Gone"},
                {"id": "u3", "email": "member@firm.test", "name": "Mem Ber"},
            ],
            "teams": [{"id": "t1", "name": "Litigation", "member_ids": ["u1", "u3"]}],
            "matter_statuses": [{"id": "s1", "name": "Open"}],
            "companies": [
                {"id": "bare", "name": "Bare Ltd"},
                {"id": "acme", "name": "Acme Ltd", "address.street": "9 Main Street"},
            ],
            "contacts": [
                cls._contact("c1", "Jane", company_id="bare", **cls._address("1 Own")),
                cls._contact("c2", "Jim", company_id="acme", **cls._address("2 Own")),
                cls._contact("c3", "Joe", company_id="acme"),
                cls._contact("c4", "Jon", company="ACME LTD"),
                cls._contact("c6", "Odd", **{"address.country": "Atlantis"}),
                cls._contact("c7", "Home", **cls._states("Georgia", "United States")),
                cls._contact("c5", "Client", email="client@x.test", phone="555 1111"),
                cls._contact("c8", "Same"),
                cls._contact("c9", "Same"),
                {"id": "failing"},
            ],
            "matters": [
                cls._case("owned", owner_id="u1", owner="Ann Attorney"),
                cls._case("orphan", owner_id="u2", owner="Gil Gone"),
                cls._case("stranger", owner="Nobody Known"),
                cls._case("ownerless"),
                cls._case("named", client="jane DOE", status="OPEN", team="litigation"),
                cls._case("unclear", client="same doe"),
                cls._case("clear", client="same doe", client_id="c9"),
                cls._case("dangling", client_id="c99"),
                cls._case("unmigrated", client_id="failing"),
                cls._case("mail", client_id="c5", email="other@x.test", phone="5552"),
                cls._case("lonely", email="prospect@x.test", phone="555 3333"),
            ],
        }

    @classmethod
    def _contact(cls, key, name, **payload):
        names = {"first_name": name, "last_name": "Doe", "name": f"{name} Doe"}
        return {"id": key, **names, **payload}

    @classmethod
    def _address(cls, street):
        return {"address.street": street, "address.city": "Boston"}

    @classmethod
    def _states(cls, state, country):
        return {"address.state": state, "address.country": country}

    @classmethod
    def _case(cls, key, **payload):
        return {"id": key, "title": f"Case {key}", **payload}

    def _findings(self, stream, key):
        record = self.record(stream, key)
        return self.job.finding_ids.filtered(
            lambda finding: finding.record_id == record
        )

    # ---------------------------------------------------------------- owners

    def test_a_case_goes_to_the_user_of_its_owner(self):
        lead = self.target("matters", "owned")
        self.assertEqual(lead.user_id, self.ann)
        self.assertFalse(lead.x_source_owner)

    def test_the_case_of_an_owner_without_a_user_goes_to_the_fallback_user(self):
        lead = self.target("matters", "orphan")
        self.assertEqual(lead.user_id, self.job.fallback_user_id)
        self.assertEqual(lead.x_source_owner, "Gil Gone")

    def test_so_does_that_of_an_owner_who_is_no_user_of_the_source(self):
        lead = self.target("matters", "stranger")
        self.assertEqual(lead.user_id, self.job.fallback_user_id)
        self.assertEqual(lead.x_source_owner, "Nobody Known")

    def test_a_case_without_an_owner_stays_without(self):
        lead = self.target("matters", "ownerless")
        self.assertFalse(lead.user_id)
        self.assertFalse(lead.x_source_owner)

    # ---------------------------------------------------------------- references

    def test_references_are_followed_by_name_whatever_the_case(self):
        lead = self.target("matters", "named")
        self.assertEqual(lead.partner_id, self.target("contacts", "c1"))
        self.assertEqual(lead.stage_id, self.target("matter_statuses", "s1"))
        self.assertEqual(lead.team_id, self.target("teams", "t1"))

    def test_a_name_that_several_have_is_nobodys(self):
        self.assertFalse(self.target("matters", "unclear").partner_id)
        [finding] = self._findings("matters", "unclear")
        self.assertEqual(finding.kind, "reference_unclear")
        self.assertIn("same doe", finding.message)

    def test_but_an_id_says_who_is_meant(self):
        client = self.target("matters", "clear").partner_id
        self.assertEqual(client, self.target("contacts", "c9"))
        self.assertFalse(self._findings("matters", "clear"))

    def test_a_reference_to_what_the_source_does_not_have_is_a_finding(self):
        self.assertFalse(self.target("matters", "dangling").partner_id)
        findings = self._findings("matters", "dangling")
        self.assertEqual(findings.mapped("kind"), ["reference_missing"])

    def test_a_reference_to_what_was_not_migrated_is_a_finding(self):
        self.assertFalse(self.target("matters", "unmigrated").partner_id)
        findings = self._findings("matters", "unmigrated")
        self.assertEqual(findings.mapped("kind"), ["reference_not_migrated"])

    def test_a_value_that_odoo_does_not_know_is_a_finding(self):
        self.assertFalse(self.target("contacts", "c6").country_id)
        findings = self._findings("contacts", "c6")
        self.assertEqual(findings.mapped("kind"), ["value_unknown"])
        self.assertIn("atlantis", findings.message.lower())

    def test_a_state_is_one_of_its_country(self):
        contact = self.target("contacts", "c7")
        self.assertEqual(contact.country_id, self.env.ref("base.us"))
        self.assertEqual(contact.state_id.country_id, contact.country_id)
        self.assertEqual(contact.state_id.name, "Georgia")

    # ---------------------------------------------------------------- addresses

    def test_a_contact_keeps_its_own_address(self):
        self.assertEqual(self.target("contacts", "c2").street, "2 Own")

    def test_a_contact_keeps_it_when_the_company_moves(self):
        self.target("companies", "acme").street = "1 New Street"
        self.assertEqual(self.target("contacts", "c2").street, "2 Own")

    def test_a_company_without_an_address_gets_none_from_its_contacts(self):
        self.assertEqual(self.target("contacts", "c1").street, "1 Own")
        self.assertFalse(self.target("companies", "bare").street)

    def test_a_contact_without_an_address_stays_without(self):
        contact = self.target("contacts", "c3")
        self.assertEqual(contact.type, "contact")
        self.assertFalse(contact.street)

    def test_a_contact_finds_its_company_by_name(self):
        company = self.target("companies", "acme")
        self.assertEqual(self.target("contacts", "c4").parent_id, company)

    # ---------------------------------------------------------------- write-through

    def test_the_email_of_a_case_does_not_overwrite_its_client_s(self):
        client = self.target("contacts", "c5")
        self.assertEqual(client.email, "client@x.test")
        self.assertEqual(client.phone, "555 1111")

    def test_a_case_without_a_client_keeps_its_email(self):
        lead = self.target("matters", "lonely")
        self.assertEqual(lead.email_from, "prospect@x.test")
        self.assertEqual(lead.phone, "555 3333")

    def test_a_member_of_another_team_stays_there(self):
        self.assertTrue(self.membership.active)
        self.assertEqual(self.target("teams", "t1").member_ids, self.ann)
        kinds = self._findings("teams", "t1").mapped("kind")
        self.assertEqual(kinds, ["member_of_other_team"])

    def test_where_several_teams_are_allowed_a_member_is_in_both(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("sales_team.membership_multi", "True")
        source = self.source.copy()
        job = self.job.copy({"source_id": source.id})
        streams = self._streams()
        streams["teams"][0].update(id="t2", name="Other litigation")
        self.migrate(streams, job=job)
        self.assertTrue(self.membership.active)
        self.assertIn(self.member, self.target("teams", "t2").member_ids)
