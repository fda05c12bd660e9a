from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..support.messages import open_line, send
from . import progress_bars

MESSAGE = "case_migration/progress"
# The present speed is that of the last so many seconds.
WINDOW = 60
# Fields of the job that say what may be done with it, and what is in the way.
SHOWN = ("state", "task", "paused", "problem")
KINDS = {
    "validate": ("check",),
    "discover": ("extract", "profile", "quality"),
    "sample": ("sample", "load", "tell", "diff"),
    "object": ("load", "tell"),
    "run": ("load", "tell"),
    "setup": ("setup",),
    "delta": ("extract", "compare", "update"),
    "forget": ("forget",),
}
# Of these, the lines of the plan say how far they are.
TAKING_BACK = ("plan_rollback", "rollback")
LOADING = ("sample", "object", "run")
# What the other tasks count.
BARS = {
    "propose": progress_bars.proposals,
    "map": progress_bars.nothing,
    "list": progress_bars.nothing,
    "setup": progress_bars.needed,
    "validate": progress_bars.checks,
    "delta": progress_bars.parts,
    "hand_over": progress_bars.parts,
}


class CaseMigrationProgress(models.AbstractModel):
    """How far the work of a job is, and how fast it goes."""

    _name = "case.migration.progress"
    _description = "Case Migration Progress"

    def _tell_step(self, job, batch):
        """Tell of a step of a batch: now and then, and where something is wrong."""
        line = open_line()
        if not line or line.is_due() or batch.error_kind:
            self._tell(job)

    def _tell(self, job):
        """Have the open job forms look again, once the transaction is committed."""
        told = self.env.cr.postcommit.data.setdefault(MESSAGE, set())
        if job.id in told:
            return
        told.add(job.id)
        data = self.env["ir.model.data"]
        group_id = data._xmlid_to_res_id("crm_case_migration.group_user")
        group = self.env["res.groups"].browse(group_id)
        send(group, MESSAGE, {"job_id": job.id})

    def _of(self, job):
        """:return: dict for the progress widget: title, objects (label, total, done,
        failed), rate (records per second), seconds_left (None when unknown), running,
        preparing: what is done before there is anything to count, if that goes on, and
        job: those of its fields by which an open form knows that it is out of date
        """
        objects = self._objects(job)
        left = sum(one["total"] - one["done"] - one["failed"] for one in objects)
        rate = self._rate(job) if job.task in LOADING else 0
        return {
            "title": self._title(job),
            "objects": objects,
            "rate": round(rate),
            "seconds_left": round(left / rate) if rate and job.task == "run" else None,
            "running": bool(job.task) and not job.paused,
            "preparing": self._preparing(job),
            "job": {name: job[name] for name in SHOWN},
        }

    def _preparing(self, job):
        """:return: a sentence, or nothing"""
        if job.task == "propose":
            return self.env._("Proposing what becomes of each field…")
        if job.task == "map":
            return self.env._("Trying the lines of the map…")
        if job.task == "list":
            return self.env._("Looking at what Odoo has and what the source needs…")
        if job.task and self.env["case.migration.cutting"]._is_going_on(job):
            return self.env._("Cutting the records into batches…")
        return False

    def _percent(self, job):
        """:return: how much of the task that goes on is done, 0 to 100"""
        if job.task in TAKING_BACK:
            return job._present_rollback().progress
        done, total = self._finished(job)
        return 100 * done / total if total else 0

    def _finished(self, job):
        if not job.task:
            return 0, 0
        groups = dict(
            self.env["case.migration.batch"]._read_group(
                [
                    ("job_id", "=", job.id),
                    ("kind", "in", KINDS.get(job.task, ())),
                    ("run_id", "=", job._present_run().id),
                    ("state", "!=", "cancelled"),
                ],
                ["state"],
                ["__count"],
            )
        )
        return groups.get("done", 0), sum(groups.values())

    def _title(self, job):
        """:return: what has become of what is counted"""
        titles = {
            "setup": self.env._("Prepared"),
            "validate": self.env._("Checked"),
            "delta": self.env._("Steps done"),
            "hand_over": self.env._("Steps done"),
            "plan_rollback": self.env._("Counted"),
            "rollback": self.env._("Taken back"),
            "forget": self.env._("Removed of what was read"),
        }
        if job.task in titles:
            return titles[job.task]
        if self._is_reading(job):
            return self.env._("Read from the source")
        return self.env._("Loaded into Odoo")

    def _is_reading(self, job):
        return job.task == "discover" or not job.run

    def _objects(self, job):
        if job.task in TAKING_BACK:
            return job._present_rollback()._progress_of_objects()
        if job.task == "forget":
            return self._tables(job)
        if job.task in BARS:
            return BARS[job.task](job)
        if self._is_reading(job):
            return [
                {"label": stream.label or stream.name, "failed": 0}
                | dict.fromkeys(("total", "done"), stream.record_count)
                for stream in job.source_id.stream_ids
                if stream.enabled and stream.record_count
            ]
        return [
            {
                "label": mapping.name,
                "total": mapping.source_count,
                "done": mapping.created
                + mapping.matched
                + mapping.updated
                + mapping.skipped,
                "failed": mapping.failed,
            }
            for mapping in job.mapping_ids
            if mapping.enabled
        ]

    def _tables(self, job):
        """:return: of the source's records alone, of which there are most"""
        batches = self.env["case.migration.batch"].sudo()
        first = batches.search([("run_id", "=", job._present_run().id)], limit=1)
        done = first.total
        return [
            {
                "label": self.env._("Records of the source"),
                "total": max(job.record_count, done),
                "done": done,
                "failed": 0,
            }
        ]

    def _rate(self, job):
        since = fields.Datetime.now() - timedelta(seconds=WINDOW)
        [[total, first]] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(sum(total), 0), min(write_date)
                  FROM case_migration_batch
                 WHERE job_id = %s AND kind = 'load' AND state = 'done'
                   AND write_date > %s
                """,
                job.id,
                since,
            )
        )
        if not total:
            return 0
        return total / max((fields.Datetime.now() - first).total_seconds(), 1)
