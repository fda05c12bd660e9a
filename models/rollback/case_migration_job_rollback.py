from odoo import fields, models
from odoo.exceptions import UserError

from ..job.case_migration_progress import TAKING_BACK


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
        """A rollback is left half done; another one takes back the rest."""
        self.check_access("write")
        for job in self.filtered(lambda job: job.task in TAKING_BACK):
            job._present_rollback().sudo().state = "cancelled"
        return super().action_cancel()

    def _is_given_up_alone(self):
        """Without the rollback of a part, the migration is what it was."""
        is_part = self.task == "rollback" and self._present_rollback().scope != "job"
        return is_part or super()._is_given_up_alone()

    def _give_up(self):
        """What a half rollback has removed is missing again."""
        taking_back = self.filtered(lambda job: job.task == "rollback")
        result = super()._give_up()
        for job in taking_back:
            job._settle_taken_back()
            if job._present_rollback().scope == "run":
                job._look_at_what_was_made()
        return result

    def _look_at_what_was_made(self):
        made = self.sudo().setup_item_ids.filtered(lambda item: item.state == "made")
        if made:
            made.state = "to_make"
            self.env["case.migration.checklist"].sudo()._recheck(self)
