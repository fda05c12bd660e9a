from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common import MigrationCase

FIRM = {
    "users": [{"id": "u1", "email": "ann@firm.test", "name": "Ann"}],
    "matter_statuses": [{"id": "s1", "name": "Resolved"}, {"id": "s2", "name": "Open"}],
    "matters": [
        {"id": "won", "title": "Won", "status": "Resolved", "owner_id": "u1"},
        {"id": "lost", "title": "Lost", "status": "Declined", "owner_id": "u1"},
        {"id": "open", "title": "Open", "status": "Open", "owner_id": "u1"},
    ],
}
TOLD = ("mail.mail", "mail.notification", "mail.followers", "mail.message")


@tagged("post_install", "-at_install")
class TestQuiet(MigrationCase):
    """Nobody hears of a load, and Odoo learns nothing from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = new_test_user(cls.env, login="ann@firm.test", email="ann@firm.test")
        cls.env["ir.config_parameter"].set_param("crm.pls_start_date", "2000-01-01")
        cls.cron = cls.env.ref("base.autovacuum_job").copy()
        cls.prepare(FIRM)

    def _run(self):
        self.step("action_run")

    def _told(self):
        """How many rows there are, the job's own chatter apart."""
        not_ours = [("model", "not like", "case.migration.")]
        domains = {"mail.message": not_ours}
        return {m: self.env[m].search_count(domains.get(m, [])) for m in TOLD}

    def _frequencies(self):
        frequencies = self.env["crm.lead.scoring.frequency"].search([])
        return sorted(
            (one.variable, one.value, one.won_count, one.lost_count, one.team_id.id)
            for one in frequencies
        )

    def _forget_quiet(self):
        """A loader that forgets the quiet context: Odoo would tell the owner."""
        self.patch(
            type(self.env["case.migration.loader.crm_lead"]),
            "_model",
            lambda loader: loader.env(context={})["crm.lead"],
        )

    # ---------------------------------------------------------------- messages

    def test_the_owner_of_a_case_is_not_told(self):
        before = self._told()
        self._run()
        self.assertEqual(self.target("matters", "open").user_id, self.ann)
        self.assertEqual(self._told(), before)

    def test_a_loader_that_would_tell_somebody_is_taken_back(self):
        self._forget_quiet()
        before = self._told()
        self._run()
        self.assertFalse(self.target("matters", "open"))
        self.assertFalse(self.env["crm.lead"].search([("name", "=", "Open")]))
        self.assertEqual(self._told(), before)

    def test_and_the_job_says_so(self):
        self._forget_quiet()
        self._run()
        self.assertTrue(self.job.paused)
        self.assertIn("Nobody was told", self.job.problem)
        failed = self.job.batch_ids.filtered(lambda batch: batch.state == "failed")
        self.assertEqual(failed.error_kind, "guard")

    # ---------------------------------------------------------------- lead scoring

    def test_a_load_does_not_train_the_lead_scoring(self):
        before = self._frequencies()
        self._run()
        self.assertEqual(self.target("matters", "won").won_status, "won")
        self.assertEqual(self.target("matters", "lost").won_status, "lost")
        self.assertEqual(self._frequencies(), before)

    def test_nor_does_its_rollback(self):
        before = self._frequencies()
        self._run()
        self.step("action_rollback")
        self.assertEqual(self._frequencies(), before)

    def test_the_scoring_goes_on_learning_from_other_leads(self):
        before = self._frequencies()
        self.env["crm.lead"].create(
            {"name": "Own", "type": "opportunity", "team_id": False}
        ).action_set_won()
        self.assertNotEqual(self._frequencies(), before)

    # ---------------------------------------------------------------- other crons

    def test_a_load_wakes_no_other_scheduled_action(self):
        """Lead enrichment, for one, sends addresses to an outside service."""
        cron, lead = self.cron, type(self.env["crm.lead"])
        create = lead.create

        def waking(leads, vals_list):
            leads.env["ir.cron"].browse(cron.id)._trigger()
            return create(leads, vals_list)

        with patch.object(lead, "create", waking):
            self._run()
        self.assertTrue(self.target("matters", "open"))
        self.assertFalse(self._triggers())

    def test_outside_of_a_load_it_is_woken(self):
        self.cron._trigger(at=fields.Datetime.now())
        self.assertTrue(self._triggers())

    def _triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
