from odoo import fields, models


class CaseMigrationJobRun(models.Model):
    """Keeps a record of each time that a step was carried out."""

    _inherit = "case.migration.job"  # pylint: disable=consider-merging-classes-inherited

    run_ids = fields.One2many(
        "case.migration.run",
        "job_id",
        string="History",
        copy=False,
        help="Each time that a step was carried out.",
    )
    run_count = fields.Integer(
        compute="_compute_run_count", help="How often a step was carried out."
    )

    def _compute_run_count(self):
        counts = self._count_by_job("case.migration.run")
        for job in self:
            job.run_count = counts.get(job, 0)

    def _present_run(self):
        """:return: the run that goes on, or was the last"""
        return self.env["case.migration.run"].search(
            [("job_id", "=", self.id)], limit=1
        )

    def _begin_run(self, task):
        """Number a new run; the batches that are planned now belong to it."""
        last = self._present_run()
        self._end_run(last)
        return last.sudo().create(
            {
                "job_id": self.id,
                "number": last.number + 1,
                "task": task,
                "user_id": self.env.uid,
                "started_on": fields.Datetime.now(),
            }
        )

    def _end_run(self, run):
        if run and not run.ended_on:
            run.sudo().ended_on = fields.Datetime.now()

    def action_open_runs(self):
        """Show the runs of the migration."""
        return self._open("case_migration_run_action")
