import logging
import time
import traceback
from contextlib import closing
from datetime import timedelta

from odoo import fields, models

from ...lib.errors import MigrationError, RetriableError
from ..support.describe import describe
from ..support.quiet import quiet_env
from ..support.words import said
from .case_migration_batch import COLLISIONS, HANDLERS, MAX_TRIES

_logger = logging.getLogger(__name__)

BACK_OFF = 30  # seconds, doubled with each try
LONGEST_BACK_OFF = 900


class CaseMigrationBatchRunning(models.Model):
    """One batch: its handler is taken from point to point, and what fails is told."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.batch"

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
                self.env["case.migration.progress"]._tell_step(job, batch)
                stamp = batch.write_date
                self._commit()
                more = more and time.monotonic() < deadline
                more = more and batch._claim_again(stamp)

    def _step(self, steps):
        """Go on to the handler's next consistent point.

        :return: whether there is more to do
        """
        started = time.monotonic()
        try:
            with self.env.cr.savepoint():
                more = next(steps, StopIteration) is not StopIteration
                self._note_success(more)
                self.seconds += time.monotonic() - started
                # The savepoint would do it in an environment that is not quiet.
                self.env.flush_all()
        except COLLISIONS:
            raise
        except Exception as error:  # noqa: BLE001 - the job must not stick
            self._forget_step()
            self._note_trouble(error)
            self.seconds += time.monotonic() - started
            self.env.flush_all()
            more = False
        return more

    def _note_trouble(self, error):
        if isinstance(error, RetriableError):
            self._postpone(error)
        else:
            self._fail(error)

    def _note_success(self, more):
        if not more:
            self.state = "done"
        if self.tries or self.error_kind:
            self.write(
                {
                    "tries": 0,
                    "wait_until": False,
                    "error_kind": False,
                    "error_message": False,
                    "error_details": False,
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
                "error_message": said(self.env, error),
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
                "error_message": (said if expected else describe)(self.env, error),
                "error_details": None if expected else traceback.format_exc(),
            }
        )
        self.job_id._stop_for(self)
