from odoo import fields, models
from odoo.exceptions import UserError


class CaseMigrationJobRollback(models.Model):
    """Takes a migration back: all of it, a run, an object, or the sample."""

    _inherit = "case.migration.job"  # pylint: disable=consider-merging-classes-inherited

    rollback_count = fields.Integer(
        compute="_compute_rollback_count", help="How many rollbacks were planned."
    )

    def _compute_rollback_count(self):
        counts = self._count_by_job("case.migration.rollback.plan")
        for job in self:
            job.rollback_count = counts.get(job, 0)

    def action_plan_rollback(self, scope="job", run=None, mapping=None):
        """Count what a rollback would do; nothing is changed before it is confirmed.

        :param scope: ``job``, ``run``, ``object`` or ``sample``
        :param run: id of the run, :param mapping: id of the object's map
        :return: the action that opens the plan
        """
        plan = self._make_rollback(scope, run, mapping)
        plan.action_count()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Roll back"),
            "res_model": plan._name,
            "res_id": plan.id,
            "views": [(False, "form")],
        }

    def action_plan_sample_rollback(self):
        """Count what taking back the sample would do."""
        return self.action_plan_rollback(scope="sample")

    def action_rollback(self, scope="job", run=None, mapping=None):
        """Take back everything that the audit log says this migration did.

        What people have changed, used or added to since is kept and listed. For
        scripts; a person sees the numbers first, see :meth:`action_plan_rollback`.
        """
        self._require_idle()
        if not self.env["case.migration.rollback"].sudo()._open_lines(self, None, 1):
            raise UserError(self.env._("This migration has changed nothing in Odoo."))
        plan = self._make_rollback(scope, run, mapping)
        plan.state = "running"
        self._plan(
            [
                {"kind": "count", "plan_id": plan.id},
                {"kind": "rollback", "plan_id": plan.id, "sequence": 1},
            ],
            "rollback",
        )

    def action_open_rollbacks(self):
        """Show the rollbacks of the migration, planned and done."""
        return self._open("case_migration_rollback_plan_action")

    def _make_rollback(self, scope, run, mapping):
        """:return: a new plan, in place of those that were not carried out"""
        self._require_idle()
        audit = self.env["case.migration.audit.log"].sudo()
        if not audit.search_count([("job_id", "=", self.id)], limit=1):
            raise UserError(self.env._("This migration has changed nothing in Odoo."))
        plans = self.env["case.migration.rollback.plan"].sudo()
        plans.search(
            [("job_id", "=", self.id), ("state", "in", ("counting", "ready"))]
        ).unlink()
        return plans.create(
            {
                "job_id": self.id,
                "scope": scope,
                "run_id": run,
                "mapping_id": mapping,
            }
        )

    def _present_rollback(self):
        return self.env["case.migration.rollback.plan"].search(
            [("job_id", "=", self.id)], limit=1
        )

    def _state_after(self, task):
        """Only a rollback of everything takes the job back to where it began; after
        any other, what was validated is not what there is.
        """
        if task != "rollback":
            return super()._state_after(task)
        scope = self._present_rollback().scope
        if scope == "job":
            return "rolled_back"
        if scope == "sample" and self.state == "sampled":
            return "confirmed"
        return "delta" if self.state == "validated" else self.state

    def action_cancel(self):
        """A count is given up without the migration; a rollback is left half done."""
        counting = self.filtered(lambda job: job.task == "plan_rollback")
        counting._give_up_count()
        taking_back = (self - counting).filtered(lambda job: job.task == "rollback")
        for job in taking_back:
            job._present_rollback().sudo().state = "cancelled"
        others = self - counting
        return super(CaseMigrationJobRollback, others).action_cancel()

    def _give_up_count(self):
        self.check_access("write")
        unlocked = self._open_batches().try_lock_for_update(allow_referencing=True)
        unlocked.write({"state": "cancelled"})
        for job in self:
            job._present_rollback().sudo().state = "cancelled"
        self.write({"task": False, "paused": False, "problem": False})
