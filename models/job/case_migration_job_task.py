from odoo import fields, models

from .case_migration_job import NEXT_STATE


class CaseMigrationJobTask(models.Model):
    """What a migration is busy with: batches, planned, worked on, and at an end."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    def work_now(self):
        """Do the planned work in this process; returns when none is ready.

        For scripts, tests, and servers without cron workers. Commits.
        """
        self.ensure_one()
        self.check_access("write")
        self.env["case.migration.batch"].sudo()._run_lane(job=self)
        self.invalidate_recordset()

    def _plan(self, plans, task):
        """Have the batches of ``plans`` (dicts) worked on, and no older ones."""
        self.ensure_one()
        self._open_batches().write({"state": "cancelled"})
        self._begin_run(task)
        self._add_batches(plans)
        self.write({"task": task, "paused": False, "problem": False})
        self._wake()

    def _add_batches(self, plans):
        run = self._present_run()
        self.env["case.migration.batch"].sudo().create(
            [
                {
                    "job_id": self.id,
                    "company_id": self.company_id.id,
                    "run": self.run,
                    "run_id": run.id,
                    **plan,
                }
                for plan in plans
            ]
        )

    def _open_batches(self):
        return (
            self.env["case.migration.batch"]
            .sudo()
            .search([("job_id", "in", self.ids), ("state", "in", ("todo", "failed"))])
        )

    def _end_task(self):
        """The last batch of the task is through."""
        self.ensure_one()
        job = self.sudo()
        vals = {"task": False, "paused": False, "problem": False}
        vals["state"] = job._state_after(job.task)
        if job.task == "run":
            vals["finished_on"] = fields.Datetime.now()
        job.write(vals)
        job._end_run(job._present_run())

    def _state_after(self, task):
        """:return: what the job becomes when all batches of a task are through"""
        return NEXT_STATE.get(task, self.state)

    def _stop_for(self, batch):
        """A batch has failed as a whole: stand still until a person resumes."""
        self.sudo().write({"paused": True, "problem": batch.error_message})

    def _wait_for(self, batch):
        """A batch has to wait, and is tried again by itself."""
        self.sudo().problem = batch.error_message

    def _go_on(self):
        """What a batch had to wait for is over."""
        if not self.paused:
            self.sudo().problem = False
