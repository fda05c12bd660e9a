import math
import time

from odoo import api, fields, models
from odoo.tools import SQL

from ...lib.bundle import kept_open
from ..support.messages import one_line
from ..support.quiet import aloud
from ..support.structure import announce, aside, know, let_in, working_lane
from .case_migration_batch import COLLISIONS

MAX_COLLISIONS = 5  # in a row
TURN = 10  # seconds that a lane stays with a batch before it looks around again
PATIENCE = 5  # seconds that it waits for others to come to the end of a sequence
LOOK = 0.01  # seconds between two looks whether they have: at first,
LONGEST_LOOK = 0.1  # and at the most
MORE_SELDOM = 1.1  # each time, so that it is late by a tenth of its wait at the most


class CaseMigrationBatchLanes(models.Model):
    """The lanes: each takes batches until none is ready or its time is over."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.batch"

    @api.model
    def _run_lane(self, job=None, seconds=math.inf):
        """Work on batches until none is ready or the time is over.

        Called by the lane crons, which have a time of their own; with ``job`` by
        whoever wants a job's work done in the foreground, and with ``seconds`` as well
        by the job queue.
        """
        self.env["case.migration.job"]._stop_in_copy()
        with kept_open(), one_line(), working_lane():
            self._take_turns(job, seconds)

    @api.model
    def _take_turns(self, job, seconds):
        end = time.monotonic() + seconds
        time_left = min(self._commit(remaining=1), seconds)
        collisions, lane = 0, self
        while time_left > 0:
            lane.env.cr.rollback()  # the claim begins a transaction
            try:
                batch = lane._take_one(job)
                lane = batch.browse()
                # In the snapshot in which there was no batch: what comes after is news.
                places = [] if batch else lane._places(job)
                if lane._is_surplus():
                    lane.env.cr.rollback()
                    lane._commit(remaining=0, deactivate=True)
                    return
                busy = batch._work_on_it(job, time.monotonic() + min(time_left, TURN))
                collisions = 0
            except COLLISIONS:
                lane._start_over()
                collisions += 1
                if collisions > MAX_COLLISIONS:
                    raise
                # Whoever was in the way is through. If not, they may be in step.
                if collisions > 1:
                    time.sleep(0.1 * 2**collisions)
                busy = True
            if not (busy or lane._wait_for_others(places, job)):
                lane._wake_up_later(job)
                lane._commit(remaining=0)
                return
            time_left = min(lane._commit(1, remaining=1), end - time.monotonic())
        # Others have their turn, then it goes on at once.
        if job:
            job._wake()
        else:
            self._wake_lanes()

    @api.model
    def _is_surplus(self):
        """:return: whether the settings ask for fewer lanes than this one makes"""
        cron_id = self.env.context.get("cron_id")
        return self.env["case.migration.lanes"]._is_surplus(cron_id)

    @api.model
    def _run_one(self, job, deadline):
        """Claim a batch and work on it, as a lane does.

        :return: whether there was something to do
        """
        return self._take_one(job)._work_on_it(job, deadline)

    @api.model
    def _take_one(self, job):
        """Claim a batch: a lock, which is the first thing in a transaction. All else
        comes after it, see ``_claim_afresh``.

        :return: the batch, in the present registry; maybe none
        """
        claimed = self._claim_afresh(job)
        return self._catch_up().browse(claimed.ids)

    def _work_on_it(self, job, deadline):
        """Work on a batch that was claimed, if one was; end the task that it was the
        last of. That takes a lock as well, so it has a transaction of its own.

        :return: whether there was something to do
        """
        place = self.job_id.id, self.sequence
        if self:
            self._run(deadline)  # commits
        else:
            self._commit()
        ended = self._end_tasks(job)
        if self and not ended and self._others_may_begin(*place):
            self.env["case.migration.job"].sudo().browse(place[0])._wake()
        return bool(self or ended)

    @api.model
    def _wait_for_others(self, places, job=None):
        """Where other lanes are at work on the last batches of a sequence, those of the
        next one may be ready in a moment: sooner than a lane that went is back.

        :param places: what :meth:`_places` has said when there was no batch
        :return: whether there may be something to do now
        """
        end = time.monotonic() + PATIENCE
        self.env.cr.rollback()
        present = self._places(job)
        look = LOOK
        with aside():
            while present and present == places and time.monotonic() < end:
                self.env.cr.rollback()
                time.sleep(look)
                look = min(look * MORE_SELDOM, LONGEST_LOOK)
                present = self._places(job)
            self.env.cr.rollback()
        return present != places

    @api.model
    def _commit(self, processed=0, remaining=None, deactivate=False):
        """Commit, and tell other processes of fields that are new or gone.

        :return: the seconds left to a cron
        """
        signal = announce(self.env)
        cron = self.env["ir.cron"]
        time_left = cron._commit_progress(
            processed, remaining=remaining, deactivate=deactivate
        )
        if signal:
            know(self.env, signal)
        self.env.registry.signal_changes()
        let_in()
        return time_left

    @api.model
    def _catch_up(self):
        """Forget what may have changed since the last commit, fields included.

        The signals are read in the snapshot in which a batch was claimed: where its
        turn has come, the fields that it needs are told of as well.

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
        let_in()

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
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                jobs,
            )
        )
        for [job_id] in rows:
            job = self.env["case.migration.job"].browse(job_id)
            # First, so that what else is said takes the lane's line as well.
            self.env["case.migration.progress"]._tell(job)
            job._end_task()
        return bool(rows)

    @api.model
    def _wake_up_later(self, job=None):
        """Have the work gone on with when the next waiting batch may run."""
        waiting = [("state", "=", "todo"), ("wait_until", ">", fields.Datetime.now())]
        if job:
            waiting.append(("job_id", "=", job.id))
        else:  # or a turn that finds nothing to do would queue the next one
            self.env["case.migration.queue"]._wake_forgotten()
        batches = self.sudo()
        for one, at in batches._read_group(waiting, ["job_id"], ["wait_until:min"]):
            one._wake(at)

    @api.model
    def _lanes(self):
        return self.env["case.migration.lanes"]._present()

    @api.model
    def _wake_lanes(self, at=None):
        # A handler wakes them, too, and works in quiet.
        for lane in aloud(self)._lanes():
            lane._trigger(at=at)
