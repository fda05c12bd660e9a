from odoo import api, fields, models

from .case_migration_job import TO_CANCEL

# Tasks that can be given up without the whole migration.
GIVEN_UP = (
    "propose",
    "map",
    "list",
    "setup",
    "sample",
    "object",
    "delta",
    "validate",
    "plan_rollback",
    "hand_over",
)
# Tasks that are the migration's way: who gives them up cancels it.
OF_THE_WHOLE = ("discover", "run", "rollback")


class CaseMigrationJobGivingUp(models.Model):
    """The way out of what goes on: the step alone is given up, or the migration is."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    can_give_up = fields.Boolean(
        compute="_compute_ways_out",
        help="What goes on can be given up without the whole migration.",
    )
    can_cancel = fields.Boolean(
        compute="_compute_ways_out", help="The whole migration can be cancelled."
    )

    @api.depends("state", "task")
    def _compute_ways_out(self):
        for job in self:
            job.can_give_up = job._is_given_up_alone()
            whole = job.task in OF_THE_WHOLE if job.task else job.state in TO_CANCEL
            job.can_cancel = whole and not job.can_give_up

    def _is_given_up_alone(self):
        """:return: whether the migration stays what it is without the step going on"""
        # Records that had failed are loaded once more when the run is over.
        is_retry = self.task == "run" and self.state != "running"
        return self.task in GIVEN_UP or is_retry

    def action_cancel(self):
        """Give up the step that goes on, or with no such step the whole migration."""
        steps = self.filtered("can_give_up")
        steps._give_up()
        others = self - steps
        return super(CaseMigrationJobGivingUp, others).action_cancel()

    def _give_up(self):
        """Leave the migration as it is, without what is planned and not done."""
        self.check_access("write")
        # The batches that are being worked on stop at their next commit.
        unlocked = self._open_batches().try_lock_for_update(allow_referencing=True)
        unlocked.write({"state": "cancelled"})
        self.write({"task": False, "paused": False, "problem": False})
