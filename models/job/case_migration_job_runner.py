from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.case_migration_batch import COLLISIONS
from ..engine.case_migration_batch_lanes import TURN


class CaseMigrationJobRunner(models.Model):
    """Who works on a migration: Odoo's scheduled actions, or OCA's job queue."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    runner = fields.Selection(
        [("cron", "Odoo's scheduled actions"), ("queue_job", "Job queue (OCA)")],
        string="Work is done by",
        required=True,
        default="cron",
        copy=False,
        help="The job queue is there where the addon queue_job is installed. Its "
        "channel root.case_migration says how many batches are worked on at a time.",
    )
    has_queue = fields.Boolean(
        compute="_compute_queue", help="Whether the addon queue_job is installed."
    )
    runner_problem = fields.Char(
        compute="_compute_queue",
        help="Why the job queue does not work on the migration.",
    )

    @api.depends("runner", "task", "paused")
    def _compute_queue(self):
        queue = self.env["case.migration.queue"]
        for job in self:
            job.has_queue = queue._is_there()
            job.runner_problem = job._is_on_queue() and queue._problem(job)

    @api.constrains("runner")
    def _check_runner(self):
        if self.env["case.migration.queue"]._is_there():
            return
        for job in self:
            if job.runner == "queue_job":
                raise ValidationError(
                    job.env._(
                        "The addon queue_job is not installed: “%s” can be worked on "
                        "by Odoo's scheduled actions.",
                        job.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if "runner" in vals:
            for job in self.filtered(lambda job: job.task and not job.paused):
                job._wake()
        return result

    def _is_on_queue(self):
        """:return: whether the job queue has the work; without it, the lanes have"""
        there = self.env["case.migration.queue"]._is_there()
        return self.runner == "queue_job" and there

    def _wake(self, at=None):
        """Have what is planned worked on, now or ``at`` a time."""
        self.ensure_one()
        if self._is_on_queue():
            self.env["case.migration.queue"]._wake(self, at)
        else:
            self.env["case.migration.batch"]._wake_lanes(at)

    def _run_turn(self):
        """A turn of a lane on the job queue, which calls this."""
        job = self.exists()
        if not job or not job._is_on_queue():
            return
        try:
            self.env["case.migration.batch"]._run_lane(job=job, seconds=TURN)
        except COLLISIONS as error:
            raise self.env["case.migration.queue"]._try_again() from error
