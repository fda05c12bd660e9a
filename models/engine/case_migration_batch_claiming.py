from psycopg2.errors import SerializationFailure

from odoo import api, models
from odoo.tools import SQL


class CaseMigrationBatchClaiming(models.Model):
    """Which batch a lane may take: its row lock is the claim, and dies with it."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.batch"

    @api.model
    def _claim(self, job=None):
        """Lock the next batch that may run.

        Of a job, only batches of the lowest sequence with work left may run: cases
        wait for their clients. A job on the job queue is left to it.
        """
        jobs = SQL("AND j.id = %s", job.id) if job else self._not_on_queue()
        rows = self._lock_rows(
            SQL(
                """
                SELECT b.id
                  FROM case_migration_batch b
                  JOIN case_migration_job j ON j.id = b.job_id
                 WHERE b.state = 'todo'
                   AND j.task IS NOT NULL
                   AND NOT COALESCE(j.paused, false)
                   AND (b.wait_until IS NULL
                        OR b.wait_until <= now() AT TIME ZONE 'UTC')
                   AND b.sequence = (
                        SELECT min(first.sequence) FROM case_migration_batch first
                         WHERE first.job_id = b.job_id AND first.state = 'todo')
                   %s
                 ORDER BY b.job_id, b.sequence, b.id
                 LIMIT 1
                   FOR NO KEY UPDATE OF b SKIP LOCKED
                """,
                jobs,
            )
        )
        return self.browse(row_id for [row_id] in rows)

    @api.model
    def _claim_afresh(self, job=None):
        """Claim, and once more where another lane was in the way.

        What others commit between the beginning of a transaction and a lock is in the
        way of that lock. As the first thing in a transaction, which it has to be, it
        is so for half a millisecond, and nothing but the look is done again.
        """
        try:
            return self._claim(job)
        except SerializationFailure:
            self.env.cr.rollback()
            return self._claim(job)

    def _not_on_queue(self):
        if not self.env["case.migration.queue"]._is_there():
            return SQL()
        return SQL("AND j.runner IS DISTINCT FROM 'queue_job'")

    def _claim_again(self, stamp):
        """Lock the batch anew after a commit, unless the job was stopped.

        Nor when another lane has worked on it in between: then the handler's idea of
        how far it has come is out of date.

        :param stamp: the batch's ``write_date`` in the transaction before
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
                stamp,
            )
        )
        return bool(rows)

    @api.model
    def _places(self, job=None):
        """:return: ``[(job, sequence)]`` of the jobs that are worked on: the sequence
        whose batches have their turn, None where the task comes to its end
        """
        jobs = SQL("AND j.id = %s", job.id) if job else self._not_on_queue()
        return self.env.execute_query(
            SQL(
                """
                SELECT j.id, b.sequence
                  FROM case_migration_job j
                  LEFT JOIN LATERAL (
                       SELECT sequence, wait_until FROM case_migration_batch
                        WHERE job_id = j.id AND state = 'todo'
                        ORDER BY sequence, id LIMIT 1) b ON true
                 WHERE j.task IS NOT NULL AND NOT COALESCE(j.paused, false)
                   AND (b.wait_until IS NULL
                        OR b.wait_until <= now() AT TIME ZONE 'UTC')
                   %s
                 ORDER BY j.id
                """,
                jobs,
            )
        )

    @api.model
    def _others_may_begin(self, job_id, sequence):
        """
        :param sequence: that of a batch which is through
        :return: whether it was the last that others have waited for, and there is more
            than one of these: for one, a lane is awake
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT sequence FROM case_migration_batch
                 WHERE job_id = %s AND state = 'todo' ORDER BY sequence, id LIMIT 2
                """,
                job_id,
            )
        )
        waiting = [after for [after] in rows if after > sequence]
        return len(waiting) == 2 and waiting[0] == waiting[1]

    @api.model
    def _lock_rows(self, query):
        """:return: the rows of a query that locks; a collision is not worth a line in
        the log, the lane comes again
        """
        self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchall()
