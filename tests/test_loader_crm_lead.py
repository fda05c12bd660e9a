from odoo.tests import tagged

from .loaded_case import LoadedCase, loads
from .loader_case import FIRM, LoaderCase
from .transform_case import at

CASE = {"title": "Case", "status": "Open", "client_id": "c1"}


@tagged("post_install", "-at_install")
class TestLoaderCrmLead(LoadedCase):
    """Won, lost and archived are three things; clients and teams stay as they are."""

    defaults = CASE

    @classmethod
    def make_ready(cls):
        reasons = cls.env["crm.lost.reason"].create(
            [{"name": "No liability"}, {"name": "Settled"}]
        )
        cls.no_liability = reasons[0]

    # ------------------------------------------------- outcome

    @loads(probability=42)
    def test_open(self, lead):
        self.assertEqual((lead.won_status, lead.probability), ("pending", 42))
        self.assertEqual(lead.stage_id, self.target("statuss", "s1"))
        self.assertEqual(lead.type, "opportunity")

    @loads(status="Resolved", outcome="won", closed_on="2020-05-05T12:00:00")
    def test_won_with_its_date(self, lead):
        self.assertEqual((lead.won_status, lead.probability), ("won", 100))
        self.assertEqual(lead.date_closed, at("2020-05-05 16:00"))
        self.assertFalse(self.kinds("cases", self.key))

    @loads(outcome="won")
    def test_won_in_a_stage_that_is_not_won(self, lead):
        self.assertTrue(lead.stage_id.is_won)
        self.assertEqual(lead.won_status, "won")

    @loads(outcome="won", status="Resolved")
    def test_won_without_a_date_is_not_won_today(self, lead):
        self.assertFalse(lead.date_closed)

    @loads(outcome="lost", reason="no liability", closed_on="2020-05-05T12:00:00")
    def test_lost_with_its_date_and_reason(self, lead):
        self.assertEqual((lead.won_status, lead.probability), ("lost", 0))
        self.assertFalse(lead.active)
        self.assertEqual(lead.lost_reason_id, self.no_liability)
        self.assertEqual(lead.date_closed, at("2020-05-05 16:00"))

    @loads(outcome="lost", status="Resolved")
    def test_lost_in_a_won_stage_leaves_it(self, lead):
        self.assertFalse(lead.stage_id.is_won)
        self.assertEqual(lead.won_status, "lost")

    @loads(outcome="archived", closed_on="2020-05-05T12:00:00")
    def test_archived_is_not_lost(self, lead):
        self.assertFalse(lead.active)
        self.assertEqual(lead.won_status, "pending")
        self.assertTrue(lead.probability)
        self.assertFalse(lead.date_closed)

    @loads(outcome="won", status="Resolved", reason="Settled")
    def test_a_reason_without_loss_is_kept_off_with_a_finding(self, lead):
        self.assertFalse(lead.lost_reason_id)
        self.assertEqual(self.kinds("cases", self.key), ["reason_without_loss"])

    @loads(outcome="who knows")
    def test_an_unknown_outcome_leaves_it_open(self, lead):
        self.assertEqual(lead.won_status, "pending")
        self.assertTrue(lead.active)
        self.assertEqual(self.kinds("cases", self.key), ["unknown_outcome"])

    # ------------------------------------------------- the client

    @loads(client_id="c1", email="adjuster@y.test", phone="+1 99")
    def test_another_email_does_not_reach_the_client(self, lead):
        jane = self.target("contacts", "c1")
        self.assertEqual((jane.email, jane.phone), ("jane@x.test", "+1 1"))
        self.assertEqual(lead.email_from, "jane@x.test")
        self.assertEqual(self.kinds("cases", self.key), ["client_differs"] * 2)

    @loads(client_id="c1", email="Jane@X.test", phone="+1-1")
    def test_the_same_email_is_no_finding(self, lead):
        self.assertFalse(self.kinds("cases", self.key))

    @loads(client_id="", email="who@y.test", phone="+1 99")
    def test_without_a_client_they_are_the_cases_own(self, lead):
        self.assertEqual((lead.email_from, lead.phone), ("who@y.test", "+1 99"))

    @loads(client_id="")
    def test_a_case_without_a_client_in_the_source_is_noted(self, lead):
        self.assertEqual(self.kinds("cases", self.key), ["no_client"])

    # ------------------------------------------------- owner and team

    @loads()
    def test_without_an_owner_it_is_nobodys(self, lead):
        self.assertFalse(lead.user_id or lead.team_id)

    # ------------------------------------------------- parties, claim types

    @loads(
        parties=[
            {"id": "c1", "role": "Client"},
            {"id": "c2", "role": "Witness"},
            {"id": "nobody", "role": "Adjuster"},
        ]
    )
    def test_parties_are_listed_with_their_roles_and_linked(self, lead):
        wit = self.target("contacts", "c2")
        self.assertIn(
            f'<li>Witness: <a href="/odoo/res.partner/{wit.id}">Wit Ness</a></li>',
            lead.x_parties,
        )
        self.assertIn("Client:", lead.x_parties)
        self.assertIn("Adjuster: unknown", lead.x_parties)
        self.assertEqual(self.kinds("cases", self.key), ["reference_missing"])

    # ------------------------------------------------- bad input

    @loads(title=" ")
    def test_without_a_name_it_fails(self, lead):
        self.assertFalse(lead)
        self.assertEqual(self.record("cases", self.key).reason_kind, "required")

    @loads(description="<p>a</p><script>x()</script>")
    def test_html_with_scripts(self, lead):
        self.assertEqual(lead.description, "<p>a</p>")
        self.assertEqual(self.kinds("cases", self.key), ["html_cleaned"])

    @loads(type="x" * 5000)
    def test_a_pick_list_value_of_5000_characters(self, lead):
        self.assertEqual(lead.x_claim_type, "Legal Matter")
        finding = self.env["case.migration.finding"].search(
            [("record_id", "=", self.record("cases", self.key).id)]
        )
        self.assertLess(len(finding.message), 150)


@tagged("post_install", "-at_install")
class TestCasesOfAFirm(LoaderCase):
    """Cases with teams, parties and claim types, and what Odoo makes of them."""

    def test_scoring_learns_nothing_from_it_nor_from_its_rollback(self):
        self.env["ir.config_parameter"].set_param("crm.pls_start_date", "2000-01-01")
        frequencies = self.env["crm.lead.scoring.frequency"]
        before = frequencies.search([]).read()
        self.load(cases=[{**CASE, "id": "m1", "outcome": "lost"}])
        self.assertEqual(frequencies.search([]).read(), before)
        self.roll_back()
        self.assertEqual(frequencies.search([]).read(), before)

    def test_an_owner_who_is_not_in_the_team_leaves_the_case_there(self):
        self.load(
            teams=[{"id": "t1", "name": "Team Z"}],
            cases=[{**FIRM["cases"][0], "team_id": "t1"}],
        )
        self.assertEqual(self.lead().team_id, self.target("teams", "t1"))
        self.assertEqual(self.lead().user_id, self.ann)

    def test_a_party_leads_to_its_cases(self):
        party = {"id": "c2", "role": "Opposing Counsel"}
        self.load(cases=[{**CASE, "id": "m1", "outcome": "lost", "parties": [party]}])
        lead = self.lead()
        jane, wit = (self.target("contacts", key) for key in ("c1", "c2"))
        self.assertEqual((jane.party_case_count, wit.party_case_count), (0, 1))
        action = wit.action_open_party_cases()
        cases = self.env["crm.lead"].with_context(**action["context"])
        self.assertEqual(cases.search(action["domain"]), lead)
        like = self.env["res.partner"].create({"name": "Another"})
        lead.x_parties = f'<a href="/odoo/res.partner/{like.id}0">Somebody else</a>'
        self.assertFalse(like.party_case_count)

    def test_a_claim_type_that_is_no_option_is_a_legal_matter(self):
        cases = [
            {"id": "m1", "title": "A", "status": "Open", "type": "maritime"},
            {"id": "m2", "title": "B", "status": "Open", "type": "Space Law"},
        ]
        self.load(cases=cases)
        self.assertEqual(self.lead().x_claim_type, "Maritime")
        self.assertEqual(self.target("cases", "m2").x_claim_type, "Legal Matter")
        self.assertEqual(self.kinds("cases", "m2"), ["unknown_value"])

    def test_options_come_from_the_data(self):
        self.load(
            cases=[{"id": "m1", "title": "A", "status": "Open", "type": "space law"}],
            claim_types=[{"id": "1", "name": "Space Law"}, {"id": "2", "name": "auto"}],
        )
        self.assertEqual(self.lead().x_claim_type, "Space Law")
        field = self.env["ir.model.fields"]._get("crm.lead", "x_claim_type")
        options = field.selection_ids.mapped("value")
        self.assertEqual(options, ["Auto", "Maritime", "Legal Matter", "Space Law"])

    def test_custom_field_definitions_and_claim_types_are_linked(self):
        self.load(
            cases=[{"id": "m1", "title": "A", "status": "Open", "type": "Auto"}],
            custom_fields=[{"id": "1", "label": "Type"}, {"id": "2", "label": "Else"}],
            claim_types=[{"id": "1", "name": "AUTO"}],
        )
        field = self.target("custom_fields", "1")
        self.assertEqual((field._name, field.name), ("ir.model.fields", "x_claim_type"))
        self.assertEqual(self.record("custom_fields", "2").reason_kind, "field_unused")
        self.assertEqual(self.target("claim_types", "1").value, "Auto")


class DatedCase(LoaderCase):
    """A case and a note with original dates of creation and change."""

    DATES = {
        "created_at": "2019-03-01T10:00:00Z",
        "updated_at": "2020-04-02T11:00:00Z",
    }

    @classmethod
    def load_dated(cls):
        case = {**FIRM["cases"][0], **cls.DATES}
        note = {"id": "1", "case_id": "m1", "body": "x", "date": "2020-01-01"}
        cls.load(cases=[case], notes=[{**note, **cls.DATES}])


@tagged("post_install", "-at_install")
class TestNotBackdated(DatedCase):
    """Odoo's own dates."""

    def test_by_default_odoo_says_when_it_was_loaded(self):
        self.load_dated()
        lead = self.lead()
        self.assertGreater(lead.create_date.year, 2020)


@tagged("post_install", "-at_install")
class TestBackdating(DatedCase):
    """Original dates, for jobs that want them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job.backdate = True
        cls.load_dated()

    def test_a_case_and_its_notes_say_when_they_were_made(self):
        lead = self.lead()
        for record in (lead, self.target("notes", "1")):
            self.assertEqual(record.create_date, at("2019-03-01 10:00"))
            self.assertEqual(record.write_date, at("2020-04-02 11:00"))

    def test_days_to_assign_follow(self):
        lead = self.lead()
        self.assertEqual(
            int(lead.day_open), abs((lead.date_open - lead.create_date).days)
        )

    def test_it_is_logged(self):
        lead = self.lead()
        line = self.env["case.migration.audit.log"].search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "=", lead.id),
                ("operation", "=", "write"),
            ]
        )
        self.assertEqual(line.after["create_date"], "2019-03-01 10:00:00")
        self.assertGreater(line.before["create_date"], "2020")

    def test_a_rollback_is_not_disturbed_by_it(self):
        lead = self.lead()
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(lead.exists())
