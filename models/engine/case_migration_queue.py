from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..support.words import moment

CHANNEL = "case_migration"
METHOD = "_run_turn"
# Seconds until a turn that others were in the way of is tried again, by its tries.
RETRY_PATTERN = {1: 5, 3: 30, 6: 300}
# A turn that is due for so long has been forgotten by the queue.
LATE = timedelta(minutes=3)


class CaseMigrationQueue(models.AbstractModel):
    """OCA's job queue (``queue_job``), for the migrations that are to be worked on
    by it. The addon needs nothing of it where it is not installed.

    What is queued is a turn of a lane: it does what a scheduled action does in its
    time, and queues the next turn where work is left.
    """

    _name = "case.migration.queue"
    _description = "Case Migration Queue"

    @api.model
    def _is_there(self):
        """:return: whether ``queue_job`` is installed"""
        return "queue.job" in self.env and "queue.job.function" in self.env

    @api.model
    def _wake(self, job, at=None):
        """Queue a turn for each lane, or one that wakes the others ``at`` a time.

        A turn that waits in the queue already is not queued once more.
        """
        self._ensure_function()
        lanes = range(1, self.env["case.migration.lanes"]._wanted() + 1)
        for name in [f"{at:%Y%m%d%H%M%S}"] if at else lanes:
            job.with_user(SUPERUSER_ID).with_delay(
                eta=at or None,
                max_retries=0,  # as often as need be
                description=self.env._("Case migration: %s", job.name),
                identity_key=f"{CHANNEL}/{job.id}/{name}",
            )._run_turn()

    @api.model
    def _wake_forgotten(self):
        """Queue turns for work that is ready: somebody may have removed them there."""
        if not self._is_there():
            return
        now = self.env.cr.now()
        ready = [
            ("state", "=", "todo"),
            "|",
            ("wait_until", "=", False),
            ("wait_until", "<=", now),
            ("job_id.runner", "=", "queue_job"),
            ("job_id.task", "!=", False),
            ("job_id.paused", "=", False),
        ]
        batches = self.env["case.migration.batch"].sudo()
        for [job] in batches._read_group(ready, ["job_id"]):
            self._wake(job)

    @api.model
    def _problem(self, job):
        """:return: a sentence on why the queue does not work on the migration, if so"""
        if not self._is_running():
            return self.env._(
                "The runner of the job queue does not work on this database, so "
                "nothing goes on. Start Odoo with queue_job among its "
                "server_wide_modules, or let Odoo's scheduled actions do the work "
                "(under Rules)."
            )
        if late := self._late_since(job):
            return self.env._(
                "The job queue has begun nothing of this migration since "
                "%(time)s. Look at the capacity of its channel root.%(channel)s, or "
                "let Odoo's scheduled actions do the work (under Rules).",
                time=moment(self.env, late),
                channel=CHANNEL,
            )
        return ""

    @api.model
    def _is_running(self):
        """:return: whether a runner, of whichever host, holds this database's queue"""
        # Only where it is installed, and never needed elsewhere.
        from odoo.addons.queue_job.jobrunner.runner import (  # noqa: PLC0415
            PG_ADVISORY_LOCK_ID,
        )

        high, low = divmod(PG_ADVISORY_LOCK_ID, 2**32)
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT 1
                      FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                     WHERE d.datname = current_database() AND l.granted
                       AND l.locktype = 'advisory'
                       AND l.classid = %s::bigint::oid AND l.objid = %s::bigint::oid
                    """,
                    high,
                    low,
                )
            )
        )

    @api.model
    def _try_again(self):
        """:return: the error by which a turn asks to be tried again later"""
        from odoo.addons.queue_job.exception import (  # noqa: PLC0415
            RetryableJobError,
        )

        return RetryableJobError("Another transaction was in the way.")

    @api.model
    def _late_since(self, job):
        """:return: since when turns wait although none is worked on, if they do"""
        turns = (
            self.env["queue.job"]
            .sudo()
            .search(
                [
                    ("state", "in", ("pending", "enqueued", "started")),
                    ("identity_key", "=like", f"{CHANNEL}/{job.id}/%"),
                ]
            )
        )
        if "started" in turns.mapped("state"):
            return None
        due = [turn.eta or turn.date_created for turn in turns]
        first = min(due, default=None)
        return first if first and first < fields.Datetime.now() - LATE else None

    # ---------------------------------------------------------------- its records

    @api.model
    def _ensure_function(self):
        """Tell the queue of the turns: their channel, and that they commit."""
        functions = self.env["queue.job.function"].sudo()
        name = functions.job_function_name("case.migration.job", METHOD)
        if not functions.search_count([("name", "=", name)], limit=1):
            functions.create(
                {
                    "name": name,
                    "channel_id": self._ensure_channel().id,
                    "allow_commit": True,
                    "edit_retry_pattern": str(RETRY_PATTERN),
                }
            )

    @api.model
    def _ensure_channel(self):
        channels = self.env["queue.job.channel"].sudo()
        known = channels.search([("complete_name", "=", f"root.{CHANNEL}")])
        return known or channels.create(
            {"name": CHANNEL, "parent_id": self.env.ref("queue_job.channel_root").id}
        )

    @api.model
    def _remove(self):
        """Leave nothing in the queue: the addon is uninstalled."""
        if not self._is_there():
            return
        ours = [("model_name", "=", "case.migration.job"), ("method_name", "=", METHOD)]
        self.env["queue.job"].sudo().search(ours).unlink()
        channel = [("complete_name", "=", f"root.{CHANNEL}")]
        channels = self.env["queue.job.channel"].sudo().search(channel)
        channels.job_function_ids.unlink()
        channels.unlink()
