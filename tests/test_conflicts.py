from contextlib import closing, contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .delta_case import ChangingSource, DeltaCase


@tagged("post_install", "-at_install")
class TestConflicts(DeltaCase):
    """Three values decide: migrated last, in Odoo now, in the source now."""

    # field of contact c1: (in the source, in Odoo, what Odoo has then, conflict)
    CASES = (
        (None, None, "1", False),
        ("2", None, "2", False),
        (None, "3", "3", False),
        ("2", "3", "3", True),
        ("2", "2", "2", False),
        ("", None, False, False),
        ("", "3", "3", True),
        ("2", False, False, True),
        ("", False, False, False),
    )

    def setUp(self):
        super().setUp()
        self.jane = self.target("contacts", "c1")

    def test_every_case(self):
        for source, odoo, result, is_conflict in self.CASES:
            with self.subTest(source=source, odoo=odoo), self._undone():
                if odoo is not None:
                    self.jane.phone = odoo
                if source is not None:
                    self.connection.change("contacts", "c1", phone=source)
                self.delta()
                self.assertEqual(self.jane.phone, result)
                self.assertEqual(bool(self.findings("conflict")), is_conflict)

    @contextmanager
    def _undone(self):
        type(self).connection = ChangingSource(self.streams_after)
        with closing(self.env.cr.savepoint()):
            yield
        self.env.invalidate_all()

    def test_other_fields_of_the_record_are_written(self):
        self.jane.phone = "3"
        self.connection.change("contacts", "c1", phone="2", email="new@x.test")
        self.delta()
        self.assertEqual(self.jane.email, "new@x.test")
        self.assertEqual(self.jane.phone, "3")

    def test_values_are_compared_as_odoo_stores_them(self):
        company = self.target("companies", "co1")
        company.website = "http://new.test"
        self.connection.change("companies", "co1", domain="new.test")
        self.delta()
        self.assertFalse(self.findings("conflict"))
        self.assertEqual(company.website, "http://new.test")

    # ---------------------------------------------------------------- together

    def test_stage_and_outcome_are_one_thing(self):
        lead = self.target("matters", "m1")
        lead.stage_id = self.target("matter_statuses", "s2")
        won = lead.stage_id
        self.connection.change("matters", "m1", status="Declined", title="New")
        self.delta()
        self.assertTrue(lead.active)
        self.assertEqual(lead.stage_id, won)
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.name, "New")
        [finding] = self.findings("conflict")
        self.assertFalse(finding.source_value["active"])

    def test_taking_the_outcome_of_the_source(self):
        self.test_stage_and_outcome_are_one_thing()
        self.findings("conflict").action_take_source()
        lead = self.target("matters", "m1")
        self.assertEqual(lead.won_status, "lost")
        self.assertFalse(lead.date_closed)

    # ---------------------------------------------------------------- decisions

    def test_of_a_record_that_was_taken_back_there_is_nothing_to_decide(self):
        lead = self.target("matters", "m1")
        self.connection.change("matters", "m1", title="Doe v. Doe")
        lead.name = "Mine"
        self.delta()
        lead.name = "Doe v. Roe"
        self.step("action_rollback")
        self.assertFalse(lead.exists())
        with self.assertRaisesRegex(UserError, "removed"):
            self.findings("conflict").action_take_source()

    def test_taking_a_deletion(self):
        self.connection.remove("matters", "m2")
        self.delta("action_close_window")
        self.findings("deleted_in_source").action_take_source()
        self.assertFalse(self.target("matters", "m2").active)

    def test_what_has_no_archive_in_odoo_is_removed_by_hand(self):
        self.connection.remove("matters", "m2")
        self.connection.remove("matter_statuses", "s3")
        self.delta("action_close_window")
        found = self.findings("deleted_in_source").grouped("record_id")
        case = found[self.record("matters", "m2")]
        stage = found[self.record("matter_statuses", "s3")]
        self.assertEqual((case.can_take_source, stage.can_take_source), (True, False))
        with self.assertRaisesRegex(UserError, "Declined.*cannot be archived"):
            stage.action_take_source()
        with patch.object(type(case), "_take_source") as taking:
            with self.assertRaisesRegex(UserError, "cannot be archived"):
                (case | stage).action_take_source()
            taking.assert_not_called()
        stage.action_keep_odoo()
        self.assertEqual(stage.decision, "accepted")

    def test_other_findings_are_no_decision_between_two(self):
        finding = self.findings().filtered(lambda one: one.kind == "required")
        self.assertFalse(finding.can_take_source)
        with self.assertRaises(UserError):
            finding.action_take_source()


@tagged("post_install", "-at_install")
class TestOpenConflict(DeltaCase):
    """A phone number has changed on both sides, and somebody is to decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jane = cls.target("contacts", "c1")
        cls.jane.phone = "3"
        cls.connection.change("contacts", "c1", phone="2")
        cls.step("action_delta")
        cls.streams_after = cls.connection.streams

    def test_a_conflict_shows_both_values(self):
        finding = self.findings("conflict")
        self.assertEqual(finding.target_field, "phone")
        self.assertEqual(finding.odoo_value, {"phone": "3"})
        self.assertEqual(finding.source_value, {"phone": "2"})
        self.assertEqual(finding.decision, "open")
        self.assertIn("Phone", finding.message)

    def test_the_migration_counts_and_shows_what_is_to_decide(self):
        self.assertEqual(self.job.conflict_count, 1)
        shown = self.findings().search(self.job.action_open_conflicts()["domain"])
        finding = self.findings("conflict")
        self.assertEqual(shown, finding)
        self.assertEqual(finding.kind_label, "Changed on both sides")
        self.assertEqual(finding.display_name, "Changed on both sides: Contact c1")
        opened = finding.action_open_in_odoo()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]), ("res.partner", self.jane.id)
        )
        finding.action_keep_odoo()
        self.job.invalidate_recordset(["conflict_count"])
        self.assertEqual(self.job.conflict_count, 0)

    def test_a_try_leaves_no_trace(self):
        changed = self.audit.search([("res_id", "=", self.jane.id)]).mapped("after")
        self.assertNotIn("2", [values.get("phone") for values in changed])

    def test_keeping_odoos_value(self):
        self.findings("conflict").action_keep_odoo()
        self.assertEqual(self.jane.phone, "3")
        self.assertEqual(self.findings("conflict").decision, "accepted")

    def test_what_was_decided_is_not_asked_again(self):
        self.findings("conflict").action_keep_odoo()
        self.delta()
        self.connection.change(
            "contacts", "c1", at="2024-03-01T10:00:00Z", email="new@x.test"
        )
        self.delta()
        self.assertEqual(self.findings("conflict").decision, "accepted")
        self.assertEqual(self.jane.phone, "3")
        self.assertEqual(self.jane.email, "new@x.test")

    def test_a_second_run_does_not_take_the_question_away(self):
        self.step("action_run")
        self.assertEqual(self.findings("conflict").decision, "open")
        self.assertEqual(self.jane.phone, "3")

    def test_the_next_change_is_asked_again(self):
        self.findings("conflict").action_keep_odoo()
        self.connection.change("contacts", "c1", at="2024-03-01T10:00:00Z", phone="4")
        self.delta()
        [finding] = self.findings("conflict")
        self.assertEqual(finding.decision, "open")
        self.assertEqual(finding.source_value, {"phone": "4"})

    def test_a_conflict_that_has_gone(self):
        self.connection.change("contacts", "c1", at="2024-03-01T10:00:00Z", phone="3")
        self.delta()
        self.assertFalse(self.findings("conflict"))

    def test_the_source_goes_back(self):
        self.connection.change("contacts", "c1", at="2024-03-01T10:00:00Z", phone="1")
        self.delta()
        self.assertFalse(self.findings("conflict"))
        self.assertEqual(self.jane.phone, "3")

    def test_taking_the_sources_value(self):
        finding = self.findings("conflict")
        finding.action_take_source()
        self.assertEqual(self.jane.phone, "2")
        self.assertEqual(finding.decision, "solved")
        line = self.audit.search([], limit=1)
        self.assertEqual((line.before["phone"], line.after["phone"]), ("3", "2"))
        self.assertEqual(line.record_id, self.record("contacts", "c1"))
        self.assertFalse(self.delta())

    def test_after_that_the_source_leads_again(self):
        self.findings("conflict").action_take_source()
        self.connection.change("contacts", "c1", at="2024-03-01T10:00:00Z", phone="5")
        self.delta()
        self.assertEqual(self.jane.phone, "5")

    def test_a_rollback_puts_odoos_value_back(self):
        self.jane.comment = "Mine."
        self.findings("conflict").action_take_source()
        self.step("action_rollback")
        self.assertEqual(self.jane.phone, "3")

    def test_of_a_removed_record_there_is_nothing_to_take(self):
        self.jane.unlink()
        with self.assertRaisesRegex(UserError, "removed"):
            self.findings("conflict").action_take_source()

    def test_only_a_manager_takes_the_source(self):
        user = new_test_user(self.env, "u", groups="crm_case_migration.group_user")
        finding = self.findings("conflict").with_user(user)
        with self.assertRaises(AccessError):
            finding.action_take_source()
        with self.assertRaises(AccessError):
            finding.read(["source_value"])
        finding.action_keep_odoo()

    def test_not_while_something_goes_on(self):
        self.job.action_delta()
        with self.assertRaisesRegex(UserError, "Wait for the end"):
            self.findings("conflict").action_take_source()

    def test_a_decision_tells_nobody(self):
        self.env.flush_all()
        before = self.env["mail.message"].search_count([])
        self.findings("conflict").action_take_source()
        self.assertEqual(self.env["mail.message"].search_count([]), before)
