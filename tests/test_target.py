from odoo.tests import new_test_user, tagged

from .common import MigrationCase
from .test_thread import FIRM


@tagged("post_install", "-at_install")
class TestTarget(MigrationCase):
    """A lead and a contact know where they came from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.env["crm.lead"].create({"name": "Our own"})
        cls.migrate({**FIRM})

    def test_a_migrated_lead_leads_to_its_source_record(self):
        lead = self.target("matters", "m1")
        self.assertEqual(lead.migrated_record_id, self.record("matters", "m1"))
        action = lead.action_open_migrated_record()
        self.assertEqual(action["res_id"], self.record("matters", "m1").id)

    def test_migrated_leads_can_be_filtered(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        migrated = leads.search([("is_migrated", "=", True)])
        self.assertIn(self.target("matters", "m1"), migrated)
        self.assertNotIn(self.own, migrated)
        self.assertIn(self.own, leads.search([("is_migrated", "=", False)]))

    def test_a_contact_knows_it_too(self):
        self.assertTrue(self.target("contacts", "c1").is_migrated)
        self.assertFalse(self.env.user.partner_id.is_migrated)

    def test_another_company_does_not_know_where_a_shared_contact_came_from(self):
        contact = self.target("contacts", "c1")
        self.assertFalse(contact.company_id)
        finding = self.env["case.migration.finding"].sudo()
        finding.create(
            {
                "job_id": self.job.id,
                "company_id": self.job.company_id.id,
                "record_id": self.record("contacts", "c1").id,
                "kind": "conflict",
                "message": "It differs.",
            }
        )
        elsewhere = self.env["res.company"].create({"name": "Other firm"})
        groups = "base.group_user,crm_case_migration.group_user"
        here = new_test_user(self.env, "here", groups=groups)
        there = new_test_user(
            self.env,
            "there",
            groups=groups,
            company_id=elsewhere.id,
            company_ids=elsewhere.ids,
        )
        both = new_test_user(
            self.env,
            "both",
            groups=groups,
            company_ids=[here.company_id.id, elsewhere.id],
        )
        self._is_told_of(contact.with_user(here))
        self._is_not_told_of(contact.with_user(there))
        for company, look in (
            (here.company_id, self._is_told_of),
            (elsewhere, self._is_not_told_of),
        ):
            working = contact.with_user(both).with_context(
                allowed_company_ids=company.ids
            )
            look(working)

    def _is_told_of(self, contact):
        self.assertTrue(contact.is_migrated and contact.has_migration_findings)
        self.assertTrue(contact.migrated_from)
        action = contact.action_open_migrated_record()
        record = self.env[action["res_model"]].browse(action["res_id"])
        record.with_user(contact.env.user).check_access("read")
        for name in ("is_migrated", "has_migration_findings"):
            self.assertIn(contact, contact.search([(name, "=", True)]))

    def _is_not_told_of(self, contact):
        self.assertFalse(contact.is_migrated or contact.has_migration_findings)
        self.assertFalse(contact.migrated_from or contact.migrated_record_id)
        for name in ("is_migrated", "has_migration_findings"):
            self.assertNotIn(contact, contact.search([(name, "=", True)]))
            self.assertIn(contact, contact.search([(name, "=", False)]))
