"""What the tests of planned rollbacks have in common."""

from .common import MigrationCase

PLAN = "case.migration.rollback.plan"


class PlanCase(MigrationCase):
    """A migration whose rollback is planned, looked at, and carried out."""

    reads_empty_lists = False

    def plan(self, job=None, **scope):
        job = job or self.job
        action = job.action_plan_rollback(**scope)
        self.work(job)
        return self.env[PLAN].browse(action["res_id"])

    def count(self, plan, **decisions):
        """The plan with these decisions."""
        plan.write({f"{kind}_decision": what for kind, what in decisions.items()})
        plan.action_count()
        self.work(plan.job_id)
        return plan

    def execute(self, plan):
        plan.action_execute()
        self.work(plan.job_id)
        job = plan.job_id
        self.assertFalse(job.problem, job.batch_ids.mapped("error_details"))
        self.assertEqual(plan.state, "done")

    def line(self, plan, record):
        return plan.line_ids.filtered(
            lambda line: (
                (line.res_model, line.res_id, line.operation)
                == (record._name, record.id, "create")
            )
        )

    def outcome(self, plan, record):
        line = self.line(plan, record)
        return line.action, line.reason
