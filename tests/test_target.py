from odoo.tests import tagged

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
