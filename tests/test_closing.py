from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..models.hand_over import case_migration_retention
from .hand_over_case import HandOverCase

EVERYTHING = ("window", "validation", "failed", "findings", "blueprints")


@tagged("post_install", "-at_install")
class TestClosing(HandOverCase):
    """The end of a migration: what is undone is said, what is private is removed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "closing_manager", groups="crm_case_migration.group_manager"
        )

    def close(self, sign=True):
        if sign:
            self.job.action_sign_trust()
        self.job.with_user(self.manager).action_close(EVERYTHING)

    def open_closing(self):
        action = self.job.action_open_closing()
        self.env.flush_all()
        return self.env[action["res_model"]].browse(action["res_id"])

    def codes(self):
        return {one["code"] for one in self.job.get_closing_checklist()}

    # ---------------------------------------------------------------- the checklist

    def test_not_without_the_signature_under_the_trust_accounts(self):
        with self.assertRaisesRegex(UserError, "Trust ledgers to be signed off: 3"):
            self.close(sign=False)
        self.assertEqual(self.job.state, "delta")
        self.close()
        self.assertEqual(self.job.state, "done")

    def test_what_is_undone_is_said_in_numbers(self):
        self.job.action_sign_trust()
        with self.assertRaisesRegex(UserError, "3 blueprints are not rebuilt"):
            self.job.action_close()
        self.record("matters", "m1").sudo().state = "failed"
        self.job.invalidate_recordset()
        sentences = "".join(one["sentence"] for one in self.job.get_closing_checklist())
        self.assertIn("One record has failed", sentences)
        self.assertIn("The window is open", sentences)
        self.assertIn("was not validated", sentences)
        self.env["case.migration.finding"].create(
            {
                "job_id": self.job.id,
                "company_id": self.env.company.id,
                "kind": "odd",
                "message": "m",
            }
        )
        self.job.invalidate_recordset()
        self.assertEqual(self.codes(), set(EVERYTHING))

    def test_what_is_done_is_not_asked_for(self):
        self.job.action_sign_trust()
        self.job.blueprint_ids.done = True
        self.job.finding_ids.decision = "accepted"
        self.job.write(
            {"state": "validated", "window_closed_on": fields.Datetime.now()}
        )
        self.assertFalse(self.codes())
        self.job.action_close()
        self.assertEqual(self.job.state, "done")

    def test_a_check_that_has_failed_is_undone(self):
        """Also one that lists comparisons, and so has no finding."""
        self.job.action_sign_trust()
        self.job.blueprint_ids.done = True
        self.job.finding_ids.decision = "accepted"
        self.job.write(
            {"state": "validated", "window_closed_on": fields.Datetime.now()}
        )
        for kind, sentence in (
            ("references", "One check of the validation has failed"),
            ("fields", "2 checks of the validation have failed"),
        ):
            self.env["case.migration.check"].create(
                {
                    "job_id": self.job.id,
                    "company_id": self.job.company_id.id,
                    "kind": kind,
                    "state": "failed",
                }
            )
            self.job.invalidate_recordset()
            self.assertEqual(self.codes(), {"checks"})
            with self.assertRaisesRegex(UserError, sentence):
                self.job.action_close()
        self.job.action_close(["checks"])
        self.assertIn("Closed, although: 2 checks", self.job.message_ids[0].body)

    def test_the_wizard_asks_once(self):
        self.job.action_sign_trust()
        wizard = self.env["case.migration.close"].create({"job_id": self.job.id})
        self.assertIn("blueprints are not rebuilt", wizard.checklist)
        with self.assertRaisesRegex(UserError, "have read"):
            wizard.action_close()
        wizard.write({"accept": True, "remove_now": True})
        wizard.action_close()
        self.assertEqual(self.job.state, "done")
        self.assertTrue(self.job.removed_on)

    def test_what_has_come_up_since_is_shown_before_it_is_accepted(self):
        self.job.action_sign_trust()
        wizard = self.open_closing()
        wizard.accept = True
        for key, sentence in (
            ("m1", "One record has failed"),
            ("m2", "2 records have failed"),
        ):
            self.record("matters", key).sudo().state = "failed"
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertNotIn(sentence, wizard.checklist)
            action = wizard.action_close()
            self.assertEqual(action["res_id"], wizard.id)
            self.assertIn(sentence, wizard.checklist)
            self.assertTrue(wizard.has_news)
            self.assertFalse(wizard.accept)
            self.assertEqual(self.job.state, "delta")
            wizard.accept = True
        wizard.action_close()
        self.assertEqual(self.job.state, "done")

    def test_what_was_done_since_is_not_asked_for_again(self):
        self.job.action_sign_trust()
        wizard = self.open_closing()
        wizard.accept = True
        self.job.blueprint_ids.done = True
        self.env.flush_all()
        self.env.invalidate_all()
        wizard.action_close()
        self.assertEqual(self.job.state, "done")
        self.assertNotIn("blueprint", self.job.message_ids[0].body)

    def test_only_by_a_manager_and_logged(self):
        user = new_test_user(
            self.env, "closing_user", groups="crm_case_migration.group_user"
        )
        with self.assertRaises(AccessError):
            self.job.with_user(user).action_close(EVERYTHING)
        self.close()
        self.assertEqual(self.job.closed_by_id, self.manager)
        line = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("operation", "=", "close")]
        )
        self.assertEqual(line.create_uid, self.manager)
        self.assertIn("blueprints", line.after["accepted"])
        self.assertFalse(self.job.check_audit())

    # ---------------------------------------------------------------- the data

    def assert_removed(self):
        self.work(self.job)
        self.assertEqual((self.job.task, self.job.problem), (False, False))
        records = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id)]
        )
        self.assertTrue(records)
        for name in ("payload", "loaded_payload", "name", "reason", "corrections"):
            self.assertFalse(any(records.mapped(name)), name)
        examples = self.env["case.migration.field"].search(
            [("source_id", "=", self.source.id)]
        )
        self.assertFalse(any(examples.mapped("examples")))
        for finding in self.job.finding_ids:
            self.assertFalse(finding.raw or finding.source_value or finding.odoo_value)
            self.assertEqual(finding.message, "…")
        self.assertFalse(self.source.bundle)

    def test_without_retention_the_data_is_removed_when_it_is_closed(self):
        self.source.bundle = b"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="
        lead = self.target("matters", "m1")
        self.job.retention_days = 0
        action = self.job.action_open_closing()
        question = self.env[action["res_model"]].browse(action["res_id"])
        with (
            Form(question) as form,
            self.assertRaisesRegex(AssertionError, "invisible"),
        ):
            form.remove_now = True
        self.close()
        self.assert_removed()
        self.assertTrue(self.source.removed_on)
        # Links, the log and the signed figures stay.
        self.assertEqual(self.target("matters", "m1"), lead)
        self.assertEqual(lead.migrated_record_id.key, "m1")
        self.assertFalse(self.job.check_audit())
        self.assertEqual(self.job.trust_ids[:1].mapped("flagged"), [True])
        self.assertTrue(self.job.get_summary())

    def test_retention_removes_it_by_itself(self):
        self.close()
        self.job._cron_forget()
        self.assertFalse(self.source.removed_on)
        long_ago = fields.Datetime.now() - timedelta(days=31)
        self.job.closed_on = long_ago
        self.env.flush_all()
        for table in ("job", "batch"):
            self.env.cr.execute(
                f"UPDATE case_migration_{table} SET create_date = %s, write_date = %s",
                (long_ago, long_ago),
            )
        self.env.invalidate_all()
        self.job._cron_forget()
        self.assert_removed()

    def test_not_while_another_migration_needs_it(self):
        other = self.job.copy()
        self.close()
        with self.assertRaisesRegex(UserError, "still need"):
            self.job.action_remove_data()
        other.write({"state": "cancelled", "task": "discover"})
        with self.assertRaisesRegex(UserError, "still need"):
            self.job.action_remove_data()
        other.task = False
        self.job.action_remove_data()
        self.assert_removed()

    def test_the_button_removes_nothing_itself(self):
        self.close()
        self.job.action_remove_data()
        self.env.flush_all()
        self.assertTrue(self.record("matters", "m1").payload)
        self.assertTrue(self.source.removed_on)
        self.assertEqual(self.job.task, "forget")
        told = self.job.get_progress()
        self.assertEqual(sum(one["done"] for one in told["objects"]), 0)
        self.assertGreater(sum(one["total"] for one in told["objects"]), 0)
        self.assert_removed()
        self.assertIn("is removed", self.job.message_ids[0].body)

    def test_it_is_removed_however_often_the_lane_is_killed(self):
        self.close()
        with patch.object(case_migration_retention, "PAGE", 3):
            self.job.action_remove_data()
            with self.background() as env:
                batches = env["case.migration.batch"]
                turns = 0
                while batches._run_one(self.job.with_env(env), 0):
                    batches._commit()
                    turns += 1
        self.assertGreater(turns, len(self.job._present_run().batch_ids) + 3)
        self.assert_removed()

    def test_it_can_be_paused_but_not_given_up(self):
        self.close()
        self.job.action_remove_data()
        with self.assertRaisesRegex(UserError, "not given up"):
            self.job.action_cancel()
        self.job.action_pause()
        self.work(self.job)
        self.assertTrue(self.record("matters", "m1").payload)
        self.job.action_resume()
        self.assert_removed()

    def test_meanwhile_nobody_reads_the_source(self):
        other = self.job.copy()
        self.close()
        other.state = "cancelled"
        self.job.action_remove_data()
        with self.assertRaisesRegex(UserError, "Wait until that has ended"):
            other.action_discover()
        self.assert_removed()
        other.action_discover()
        self.assertFalse(self.source.removed_on)

    # ---------------------------------------------------------------- afterwards

    def test_a_delta_says_why_it_cannot_be(self):
        self.close()
        for action in ("action_delta", "action_retry_failed", "action_run"):
            with self.assertRaisesRegex(UserError, "has closed it on .* new migration"):
                getattr(self.job, action)()

    def test_so_does_one_whose_data_was_removed(self):
        self.source.removed_on = "2024-01-01 10:00:00"
        with self.assertRaisesRegex(UserError, "removed on 01/01/2024"):
            self.job.action_delta()

    def test_it_can_still_be_rolled_back(self):
        lead = self.target("matters", "m1")
        self.job.retention_days = 0
        self.close()
        self.work(self.job)
        self.step("action_rollback")
        self.assertFalse(lead.exists())
        self.assertEqual(self.job.state, "rolled_back")

    def test_a_new_migration_on_the_same_source_goes_on(self):
        self.job.retention_days = 0
        self.close()
        self.work(self.job)
        self.streams["matters"].append({"id": "m3", "title": "New", "client_id": "c1"})
        self.addCleanup(self.streams["matters"].pop)
        again = self.job.copy({"retention_days": 30})
        self.migrate(self.streams, again)
        self.assertFalse(self.source.removed_on)
        rows = {row["object"]: row for row in again.get_summary()}
        self.assertEqual((rows["case"]["created"], rows["case"]["skipped"]), (1, 2))
