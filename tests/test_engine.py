from odoo.tests import tagged

from ..lib.errors import FatalError
from .common import MigrationCase

FIRM = {
    "companies": [{"id": "co1", "name": "Acme Ltd", "industry": "Whaling"}],
    "contacts": [{"id": "c1", "first_name": "Jane", "company_id": "co1"}],
    "matters": [{"id": "m1", "title": "Doe v. Roe", "number": "1", "client_id": "c1"}],
}
FIELD = "x_matter_number"


@tagged("post_install", "-at_install")
class TestEngine(MigrationCase):
    """Whatever was in the way: the work goes on, and is done once."""

    # ---------------------------------------------------------------- one batch

    def _fail_once(self, error):
        def fail(_stream):
            self.connection.before_page = lambda stream: None
            raise error

        self.connection.before_page = fail

    def test_a_batch_that_went_through_has_no_errors(self):
        self.connection.streams = FIRM
        self._fail_once(ValueError("Jane Doe"))
        with self.assertLogs("odoo.addons.crm_case_migration", "WARNING"):
            self.step("action_discover")
        failed = self.job.batch_ids.filtered("error_details")
        self.assertEqual(failed.state, "failed")
        self.step("action_resume")
        self.assertEqual(failed.state, "done")
        for name in ("error_kind", "error_message", "error_details"):
            self.assertFalse(failed[name], name)
        self.assertFalse(self.job.problem)
        self.assertEqual(self.job.state, "discovered")

    # ---------------------------------------------------------------- the task

    def test_a_task_whose_lane_died_behind_the_last_batch_is_ended(self):
        self.connection.streams = FIRM
        self.job.action_discover()
        self.job.batch_ids.write({"state": "done"})
        self.work(self.job)
        self.assertFalse(self.job.task)
        self.assertEqual(self.job.state, "discovered")

    def test_it_is_also_ended_by_a_lane_that_has_nothing_else_to_do(self):
        self.connection.streams = FIRM
        self.job.action_discover()
        self.job.batch_ids.write({"state": "cancelled"})
        with self.background() as env:
            env["case.migration.batch"]._run_lane()
        self.assertFalse(self.job.task)

    def test_a_batch_that_a_dead_lane_left_over_is_not_done_in_the_next_task(self):
        self.prepare(FIRM)
        self.plan_run()
        left_over = self.job.batch_ids.filtered(lambda batch: batch.kind == "load")[0]
        self.job.action_cancel()
        left_over.state = "todo"  # it was being worked on when the job was cancelled
        self.work(self.job)
        self.assertEqual(left_over.state, "todo")
        self.step("action_discover")
        self.assertEqual(left_over.state, "cancelled")
        self.assertFalse(self.target("companies", "co1"))
        self.assertEqual(self.job.state, "discovered")

    def test_a_new_plan_replaces_the_batches_that_failed(self):
        self.connection.streams = FIRM
        self._fail_once(FatalError("The source refuses the key."))
        self.step("action_discover")
        failed = self.job.batch_ids.filtered(lambda batch: batch.state == "failed")
        self.job.action_cancel()
        self.step("action_discover")
        self.assertEqual(failed.state, "cancelled")
        self.assertEqual(self.job.state, "discovered")
        self.assertFalse(self.job.problem)

    # ---------------------------------------------------------------- preparing Odoo

    def _confirm(self):
        self.connection.streams = FIRM
        self.step("action_discover")
        self.step("action_propose")
        self.job.action_confirm()

    def _item(self, name):
        return self.job.setup_item_ids.filtered(
            lambda item: item.technical_name == name
        )

    def test_a_field_that_another_migration_has_made_meanwhile_is_not_made(self):
        self._confirm()
        self.assertEqual(self._item(FIELD).state, "to_make")
        self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "name": FIELD,
                "field_description": "Number",
                "ttype": "char",
            }
        )
        self.step("action_apply_setup")
        self.assertFalse(self.job.problem)
        self.assertEqual(self._item(FIELD).state, "exists")

    def test_a_value_that_somebody_has_made_meanwhile_is_not_made_twice(self):
        self._confirm()
        self.assertEqual(self._item("Whaling").state, "to_make")
        self.env["res.partner.industry"].create({"name": "whaling"})
        self.step("action_apply_setup")
        industries = self.env["res.partner.industry"].search(
            [("name", "=ilike", "whaling")]
        )
        self.assertEqual(len(industries), 1)
        self.assertEqual(self._item("Whaling").state, "exists")

    def test_a_value_that_somebody_has_removed_meanwhile_is_made(self):
        industry = self.env["res.partner.industry"].create({"name": "Whaling"})
        self._confirm()
        self.assertEqual(self._item("Whaling").state, "exists")
        industry.unlink()
        self.step("action_apply_setup")
        self.assertEqual(self._item("Whaling").state, "made")

    def test_a_value_that_a_rollback_given_up_has_removed_is_to_be_made_again(self):
        self._confirm()
        self.step("action_confirm_owners")
        self.step("action_apply_setup")
        industry = self.env["res.partner.industry"].search([("name", "=", "Whaling")])
        run = self.job.run_ids.filtered(lambda one: one.task == "setup")
        self.job.action_rollback(scope="run", run=run.id)
        with self.background() as env:
            while industry.exists():
                env["case.migration.batch"]._run_one(self.job.with_env(env), 0)
                env.cr.commit()
                self.env.invalidate_all()
        self.assertTrue(self.job.can_give_up)
        self.job.action_cancel()
        self.assertEqual((self.job.state, self.job.task), ("confirmed", False))
        self.assertEqual(self._item("Whaling").state, "to_make")
        self.assertEqual(self.job.next_step, "prepare")
