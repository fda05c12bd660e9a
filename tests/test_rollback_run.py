from odoo.tests import tagged
from odoo.tools import SQL

from ..models.loaders.updating_crm_lead import OUTCOME
from .delta_case import DeltaCase
from .plan_case import PLAN, PlanCase


@tagged("post_install", "-at_install")
class TestRollbackOfRun(PlanCase, DeltaCase):
    """A run is taken back by itself: what it has made and changed, and no more."""

    def _delta(self):
        self.connection.change("contacts", "c1", phone="2", email="new@x.test")
        self.connection.add("contacts", id="c9", first_name="Nina")
        self.delta()
        return self.job.run_ids[:1]

    def test_a_run_says_what_by_whom_and_what_came_of_it(self):
        run = self._delta()
        self.assertEqual(run.task, "delta")
        self.assertEqual(run.user_id, self.env.user)
        self.assertTrue(run.ended_on >= run.started_on)
        self.assertEqual((run.created, run.updated), (1, 1))
        self.assertTrue(run.can_be_taken_back)
        self.assertIn("discover", self.job.run_ids.mapped("task"))

    def test_the_audit_log_knows_the_run(self):
        run = self._delta()
        lines = self.audit.search([("run_id", "=", run.id)])
        self.assertEqual(set(lines.mapped("operation")), {"create", "write"})

    def test_a_delta_is_taken_back_by_itself(self):
        run = self._delta()
        jane, nina = self.target("contacts", "c1"), self.target("contacts", "c9")
        plan = self.env[PLAN].browse(run.action_plan_rollback()["res_id"])
        self.work(self.job)
        self.execute(plan)
        self.assertEqual((jane.phone, jane.email), ("1", "jane@x.test"))
        self.assertFalse(nina.exists())
        self.assertEqual(self.job.state, "delta")
        self.assertFalse(run.can_be_taken_back)

    def test_an_object_that_a_later_run_has_left_alone_can_be_taken_back(self):
        mapping = self.job.mapping_ids.filtered(lambda one: one.object == "contact")
        self.step("action_run")
        self.assertFalse(mapping.created)
        self.assertTrue(mapping.has_linked)
        self.execute(self.plan())
        mapping.invalidate_recordset(["has_linked"])
        self.assertFalse(mapping.has_linked)

    def _take_back(self, run=None):
        self.execute(self.plan(scope="run", run=(run or self.job.run_ids[:1]).id))

    def test_what_was_validated_is_not_what_is_left(self):
        run = self._delta()
        self.step("action_validate")
        self.assertEqual(self.job.state, "validated")
        self.execute(self.plan(scope="run", run=run.id))
        self.assertEqual(self.job.state, "delta")
        codes = [one["code"] for one in self.job.get_closing_checklist()]
        self.assertIn("validation", codes)

    def test_what_was_closed_stays_closed(self):
        run = self._delta()
        codes = [one["code"] for one in self.job.get_closing_checklist()]
        self.job.action_close(codes)
        self.execute(self.plan(scope="run", run=run.id))
        self.assertEqual(self.job.state, "done")

    def test_what_was_taken_back_is_picked_up_again(self):
        self.connection.change("matters", "m4", status="Open", closed_on="")
        self.connection.change("companies", "co2", phone="")
        self._delta()
        jane, brick = self.target("contacts", "c1"), self.target("companies", "co2")
        past = self.target("matters", "m4")
        names = [*OUTCOME, "won_status"]
        [outcome] = past.read(names)
        self._take_back()
        self.assertEqual((jane.phone, jane.email), ("1", "jane@x.test"))
        self.assertEqual((brick.phone, past.active), ("3", False))
        self.delta()
        self.assertEqual((jane.phone, jane.email), ("2", "new@x.test"))
        self.assertEqual((brick.phone, brick.city), (False, "Paris"))
        self.assertEqual(past.read(names), [outcome])
        self.assertTrue(self.target("contacts", "c9"))
        self.assertFalse(self.findings("conflict"))
        run = self.job.run_ids[:1]
        self.assertFalse(self.delta())
        self._take_back(run)
        self.assertEqual((jane.phone, brick.phone), ("1", "3"))

    def test_what_people_have_changed_since_is_a_conflict_then(self):
        self._delta()
        jane = self.target("contacts", "c1")
        self._take_back()
        jane.write({"phone": "5", "comment": "Mine."})
        self.delta()
        self.assertEqual((jane.phone, jane.email), ("5", "new@x.test"))
        self.assertIn("Mine.", jane.comment)
        self.assertEqual(self.findings("conflict").source_value, {"phone": "2"})

    def test_so_is_what_was_put_back_in_part(self):
        self._delta()
        jane = self.target("contacts", "c1")
        jane.email = "mine@x.test"
        self._take_back()
        self.assertEqual((jane.phone, jane.email), ("1", "mine@x.test"))
        self.delta()
        self.assertEqual((jane.phone, jane.email), ("2", "mine@x.test"))

    def test_partly_restored_values_are_listed(self):
        run = self._delta()
        jane = self.target("contacts", "c1")
        jane.email = "mine@x.test"
        plan = self.plan(scope="run", run=run.id)
        line = plan.question_ids
        self.assertEqual((line.action, line.reason), ("partial", "edited"))
        self.assertEqual(line.note, "Email")
        self.execute(plan)
        self.assertEqual((jane.phone, jane.email), ("1", "mine@x.test"))
        finding = self.findings("rollback_kept")
        self.assertIn("Email", finding.message)
        # And decided on later.
        again = self.plan(scope="run", run=run.id)
        self.assertEqual(again.question_ids.action, "keep")
        self.execute(self.count(again, edited="force"))
        self.assertEqual(jane.email, "jane@x.test")

    def test_a_change_whose_values_were_removed_goes_with_its_record(self):
        run = self._delta()
        self._remove_values(run)
        first = self.job.run_ids.filtered(lambda run: run.task == "run")
        jane = self.target("contacts", "c1")
        plan = self.plan(scope="run", run=first.id)
        self.assertEqual(self.outcome(plan, jane), ("keep", "edited"))
        self.execute(self.count(plan, edited="force"))
        self.assertFalse(jane.exists())

    def _remove_values(self, run):
        """Empty the log of what a run has changed, as "Remove a person" does."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE case_migration_audit_log SET before = NULL, after = NULL
                 WHERE operation = 'write' AND id = ANY(%s)
                """,
                self.audit.search([("run_id", "=", run.id)]).ids,
            )
        )
        self.env.invalidate_all()

    def test_the_run_before_it_takes_the_later_changes_with_it(self):
        self._delta()
        jane = self.target("contacts", "c1")
        first = self.job.run_ids.filtered(lambda run: run.task == "run")
        plan = self.plan(scope="run", run=first.id)
        kept = plan.question_ids.mapped(
            lambda one: (one.res_name, one.reason, one.note)
        )
        self.assertEqual(self.outcome(plan, jane), ("remove", False), kept)
        edited = plan.question_ids.filtered(lambda one: one.reason == "edited")
        self.assertFalse(edited, edited.mapped(lambda one: (one.res_name, one.note)))
        self.execute(plan)
        self.assertFalse(jane.exists())
        self.assertTrue(self.target("contacts", "c9"))
