from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import MigrationCase
from .test_thread import FIRM

NOTES = [
    {"id": "n1", "case_id": "m1", "body": "A note that arrives."},
    {"id": "n2", "case_id": "m1", "body": ""},
    {"id": "n3", "case_id": "m3", "body": ""},
]


@tagged("post_install", "-at_install")
class TestTrail(MigrationCase):
    """What a case or contact in Odoo tells of the record that it came from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.migrate({**FIRM, "notes": NOTES})
        cls.lead = cls.target("matters", "m1")
        cls.source_record = cls.record("matters", "m1")

    def test_a_case_leads_to_its_source_record_and_all_that_is_known_of_it(self):
        self.assertEqual(self.lead.migrated_record_id, self.source_record)
        action = self.source_record.action_open_audit()
        lines = self.env["case.migration.audit.log"].search(action["domain"])
        self.assertEqual(lines.filtered("res_id").mapped("res_model")[:1], ["crm.lead"])
        self.assertEqual(self.source_record.audit_count, len(lines))

    def test_parts_that_were_not_loaded_are_listed_with_their_case(self):
        self.assertEqual(self.source_record.unloaded_count, 1)
        action = self.source_record.action_open_unloaded()
        parts = self.env["case.migration.record"].search(action["domain"])
        self.assertEqual(parts, self.record("notes", "n2"))

    def test_the_page_in_the_old_system_can_be_opened(self):
        url = self.source_record.action_open_source()["url"]
        self.assertEqual(url, "https://source.test/matters/m1")
        with self.assertRaisesRegex(UserError, "not known"):
            self.record("notes", "n1").action_open_source()

    def test_a_pattern_that_is_no_web_address_is_not_opened(self):
        profile = self.profile.copy()
        definition = profile.definition
        profile.definition = {**definition, "record_url": {"case": "javascript:{key}"}}
        self.source.profile_id = profile
        self.assertFalse(self.source_record.source_url)

    def test_what_was_migrated_with_findings_is_found(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        found = leads.search([("has_migration_findings", "=", True)])
        with_findings = self.target("matters", "m3")
        self.assertIn(with_findings, found)
        self.assertTrue(with_findings.has_migration_findings)
        self.assertNotIn(self.lead, found)
        self.assertFalse(self.lead.has_migration_findings)
        record = self.record("matters", "m3")
        self.assertEqual(record.finding_count, 1)
        self.env["case.migration.finding"].search(
            [("record_id", "=", record.id)]
        ).action_solve()
        self.assertNotIn(
            with_findings, leads.search([("has_migration_findings", "=", True)])
        )

    def test_others_do_not_see_where_a_case_came_from(self):
        seller = new_test_user(
            self.env, "seller", groups="sales_team.group_sale_salesman_all_leads"
        )
        fields = self.env["crm.lead"].with_user(seller).fields_get()
        for name in ("is_migrated", "migrated_record_id", "has_migration_findings"):
            self.assertNotIn(name, fields)
