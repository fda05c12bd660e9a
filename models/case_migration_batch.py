import logging
import time
import traceback
from contextlib import closing
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as COLLISIONS
from odoo.tools import SQL

from ..lib.errors import MigrationError, RetriableError
from .describe import describe
from .quiet import quiet_env

_logger = logging.getLogger(__name__)

MAX_TRIES = 10
BACK_OFF = 30  # seconds, doubled with each try
LONGEST_BACK_OFF = 900
MAX_COLLISIONS = 5  # in a row
TURN = 10  # seconds that a lane stays with a batch before it looks around again
COUNTERS = ("created", "matched", "updated", "skipped", "failed")
HANDLERS = {
    "extract": "case.migration.extractor",
    "profile": "case.migration.profiler",
    "setup": "case.migration.setup",
    "load": "case.migration.loading",
    "compare": "case.migration.comparing",
    "update": "case.migration.updating",
    "rollback": "case.migration.rollback",
}


class CaseMigrationBatch(models.Model):
    """One unit of background work, done in transactions of its own.

    A lane claims a batch by locking its row, lets the handler of its kind work up to
    the next consistent point, and commits; what the batch did and how far it came
    are in that same transaction. A killed worker's lock is gone with it, so another
    lane takes the batch up from its last commit.
    """

    _name = "case.migration.batch"
    _description = "Case Migration Batch"
    _order = "job_id, sequence, id"

    job_id = fields.Many2one(
        "case.migration.job", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True)
    kind = fields.Selection(
        [
            ("extract", "Read"),
            ("profile", "Look at"),
            ("setup", "Prepare Odoo"),
            ("load", "Load"),
            ("compare", "Look for changes"),
            ("update", "Update"),
            ("rollback", "Roll back"),
        ],
        required=True,
    )
    sequence = fields.Integer(
        required=True, default=0, help="Batches of a higher number wait for these."
    )
    stream_id = fields.Many2one("case.migration.stream", ondelete="restrict")
    mapping_id = fields.Many2one("case.migration.mapping", ondelete="set null")
    run = fields.Integer(help="Number of the run, within its migration.")
    only_failed = fields.Boolean(help="Only records that failed are loaded.")
    only_new = fields.Boolean(
        help="Only records that no load has seen as they are now are loaded."
    )
    relinks = fields.Boolean(
        help="It makes the links to records that were loaded later."
    )
    first_id = fields.Integer(help="First source record of the batch.")
    last_id = fields.Integer(help="Last source record of the batch.")
    position = fields.Json(
        groups="crm_case_migration.group_manager", help="How far the batch has come."
    )
    state = fields.Selection(
        [
            ("todo", "To do"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="todo",
    )
    tries = fields.Integer()
    wait_until = fields.Datetime()
    total = fields.Integer(string="Records")
    created = fields.Integer()
    matched = fields.Integer()
    updated = fields.Integer()
    skipped = fields.Integer()
    failed = fields.Integer()
    seconds = fields.Float()
    error_kind = fields.Char()
    error_message = fields.Char()
    error_details = fields.Text(groups="crm_case_migration.group_manager")

    _open = models.Index("(job_id, sequence, id) WHERE state IN ('todo', 'failed')")

    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for batch in self:
            subject = batch.mapping_id.name or batch.stream_id.display_name or ""
            batch.display_name = f"{kinds[batch.kind]} {subject} #{batch.id}"

    # ---------------------------------------------------------------- lanes

    @api.model
    def _run_lane(self, job=None):
        """Work on batches until none is ready or the time of the cron is over.

        Called by the lane crons, and with ``job`` by whoever wants a job's work
        done in the foreground.
        """
        time_left = self._commit(remaining=1)
        collisions = 0
        while time_left > 0:
            lane = self._catch_up()
            try:
                if not lane._run_one(job, time.monotonic() + min(time_left, TURN)):
                    lane._wake_up_later()
                    lane._commit(remaining=0)
                    return
                collisions = 0
            except COLLISIONS:
                lane._start_over()
                collisions += 1
                if collisions > MAX_COLLISIONS:
                    raise
                time.sleep(0.1 * 2**collisions)
            time_left = lane._commit(1, remaining=1)
        # Other scheduled actions have their turn, then it goes on at once.
        self._wake_lanes()

    @api.model
    def _run_one(self, job, deadline):
        """:return: whether there was something to do"""
        batch = self._claim(job)
        if batch:
            batch._run(deadline)
            if batch._lets_others_begin():
                self._wake_lanes()
        ended = self._end_tasks(job)
        return bool(batch or ended)

    @api.model
    def _commit(self, processed=0, remaining=None):
        """Commit, and tell other processes of fields that are new or gone.

        :return: the seconds left to a cron
        """
        cron = self.env["ir.cron"]
        time_left = cron._commit_progress(processed, remaining=remaining)
        self.env.registry.signal_changes()
        return time_left

    @api.model
    def _catch_up(self):
        """Forget what may have changed since the last commit, fields included.

        :return: this model, in the present registry
        """
        self.env.invalidate_all()
        if self.env.registry != self.env.registry.check_signaling(self.env.cr):
            self.env.transaction.reset()
        return self.env[self._name]

    @api.model
    def _start_over(self):
        """Another transaction was in the way: keep nothing of this one."""
        self.env.cr.rollback()
        self.env.registry.reset_changes()
        self.env.transaction.reset()

    @api.model
    def _end_tasks(self, job=None):
        """End the tasks whose last batch is through.

        Not only that of the batch just done: its lane may have died before it came
        to this, and of two lanes that finish together neither may see the other.

        :return: whether there was one
        """
        jobs = SQL("AND j.id = %s", job.id) if job else SQL()
        rows = self._lock_rows(
            SQL(
                """
                SELECT j.id FROM case_migration_job j
                 WHERE j.task IS NOT NULL %s
                   AND NOT EXISTS (SELECT 1 FROM case_migration_batch b
                                    WHERE b.job_id = j.id
                                      AND b.state IN ('todo', 'failed'))
                   FOR NO KEY UPDATE
                """,
                jobs,
            )
        )
        for [job_id] in rows:
            job = self.env["case.migration.job"].browse(job_id)
            job._end_task()
            self.env["case.migration.progress"]._tell(job)
        return bool(rows)

    @api.model
    def _lock_rows(self, query):
        """:return: the rows of a query that locks; a collision is not worth a line in
        the log, the lane comes again
        """
        self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchall()

    @api.model
    def _claim(self, job=None):
        """Lock the next batch that may run.

        Of a job, only batches of the lowest sequence with work left may run: cases
        wait for their clients.
        """
        jobs = SQL("AND j.id = %s", job.id) if job else SQL()
        rows = self._lock_rows(
            SQL(
                """
                SELECT b.id
                  FROM case_migration_batch b
                  JOIN case_migration_job j ON j.id = b.job_id
                 WHERE b.state = 'todo'
                   AND j.task IS NOT NULL
                   AND NOT COALESCE(j.paused, false)
                   AND (b.wait_until IS NULL OR b.wait_until <= %s)
                   AND b.sequence = (
                        SELECT min(first.sequence) FROM case_migration_batch first
                         WHERE first.job_id = b.job_id AND first.state = 'todo')
                   %s
                 ORDER BY b.job_id, b.sequence, b.id
                 LIMIT 1
                   FOR NO KEY UPDATE OF b SKIP LOCKED
                """,
                self.env.cr.now(),
                jobs,
            )
        )
        return self.browse(row_id for [row_id] in rows)

    @api.model
    def _wake_up_later(self):
        """Have the lanes come back when the next waiting batch may run."""
        waiting = self.sudo().search(
            [("state", "=", "todo"), ("wait_until", "!=", False)],
            order="wait_until",
            limit=1,
        )
        if waiting and waiting.wait_until > fields.Datetime.now():
            self._wake_lanes(at=waiting.wait_until)

    @api.model
    def _lanes(self):
        names = ("ir_cron_lane_1", "ir_cron_lane_2")
        lanes = [
            self.env.ref(f"crm_case_migration.{name}", raise_if_not_found=False)
            for name in names
        ]
        return self.env["ir.cron"].sudo().concat(*[lane for lane in lanes if lane])

    @api.model
    def _wake_lanes(self, at=None):
        for lane in self._lanes():
            lane._trigger(at=at)

    # ---------------------------------------------------------------- one batch

    def _run(self, deadline):
        """Run a claimed batch until it is done, fails, or time is over.

        :param deadline: value of ``time.monotonic()`` after which to stop at the
            next consistent point
        """
        self.ensure_one()
        job = self.sudo().job_id
        batch = self.with_env(quiet_env(self.env, job.user_id, job.company_id))
        with closing(batch.env[HANDLERS[batch.kind]]._steps(batch)) as steps:
            more = True
            while more:
                more = batch._step(steps)
                self.env["case.migration.progress"]._tell(job)
                self._commit()
                more = more and time.monotonic() < deadline and batch._claim_again()

    def _step(self, steps):
        """Go on to the handler's next consistent point.

        :return: whether there is more to do
        """
        started = time.monotonic()
        try:
            with self.env.cr.savepoint():
                more = next(steps, StopIteration) is not StopIteration
                # The savepoint would do it in an environment that is not quiet.
                self.env.flush_all()
                self._note_success(more)
        except COLLISIONS:
            raise
        except RetriableError as error:
            self._forget_step()
            self._postpone(error)
            more = False
        except Exception as error:  # noqa: BLE001 - the job must not stick
            self._forget_step()
            self._fail(error)
            more = False
        self.seconds += time.monotonic() - started
        self.env.flush_all()
        return more

    def _claim_again(self):
        """Lock the batch anew after a commit, unless the job was stopped.

        Nor when another lane has worked on it in between: then the handler's idea of
        how far it has come is out of date.
        """
        rows = self._lock_rows(
            SQL(
                """
                SELECT b.id
                  FROM case_migration_batch b
                  JOIN case_migration_job j ON j.id = b.job_id
                 WHERE b.id = %s AND b.state = 'todo' AND b.write_date = %s
                   AND j.task IS NOT NULL AND NOT COALESCE(j.paused, false)
                   FOR NO KEY UPDATE OF b SKIP LOCKED
                """,
                self.id,
                self.write_date,
            )
        )
        return bool(rows)

    def _lets_others_begin(self):
        """:return: whether batches have waited for this one, the last before them"""
        todo = [("job_id", "=", self.job_id.id), ("state", "=", "todo")]
        before = [*todo, ("sequence", "<=", self.sequence)]
        return bool(
            not self.search_count(before, limit=1) and self.search_count(todo, limit=1)
        )

    def _note_success(self, more):
        if not more:
            self.state = "done"
        if self.tries:
            self.write(
                {
                    "tries": 0,
                    "wait_until": False,
                    "error_kind": False,
                    "error_message": False,
                }
            )
            self.job_id._go_on()

    def _forget_step(self):
        """Of a failed step, the models may still know fields that were not made."""
        self.env.registry.reset_changes()
        self.env.invalidate_all()

    def _postpone(self, error):
        if self.tries + 1 >= MAX_TRIES:
            self._fail(error)
            return
        wait = error.wait or min(BACK_OFF * 2**self.tries, LONGEST_BACK_OFF)
        self.write(
            {
                "tries": self.tries + 1,
                "wait_until": fields.Datetime.now() + timedelta(seconds=wait),
                "error_kind": error.kind,
                "error_message": str(error),
            }
        )
        self.job_id._wait_for(self)

    def _fail(self, error):
        expected = isinstance(error, MigrationError)
        if not expected:
            _logger.warning("Migration batch %s failed: %s", self.id, type(error))
        self.write(
            {
                "state": "failed",
                "error_kind": error.kind if expected else type(error).__name__,
                "error_message": str(error) if expected else describe(self.env, error),
                "error_details": None if expected else traceback.format_exc(),
            }
        )
        self.job_id._stop_for(self)
