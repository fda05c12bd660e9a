import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class CaseMigrationJobDelta(models.Model):
    """The window after the run, in which changes of the source are picked up.

    The run opens it; while it is open, a schedule reads the source again every few
    hours. Closing it does so for the last time, and then reads everything: many
    sources tell what has changed and not what was deleted. A validation follows.
    """

    _inherit = "case.migration.job"  # pylint: disable=consider-merging-classes-inherited

    delta_hours = fields.Integer(
        string="Window (hours)",
        default=48,
        required=True,
        help="How long after the run the source is read again by itself.",
    )
    delta_interval = fields.Integer(
        string="Every (hours)",
        default=4,
        required=True,
        help="How often the source is read again during the window.",
    )
    archive_deleted = fields.Boolean(
        string="Archive what is deleted in the source",
        help="Otherwise it is only listed. Logged; a rollback puts it back.",
    )
    window_opened_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When changes of the source began to be picked up.",
    )
    window_closing = fields.Boolean(
        readonly=True,
        copy=False,
        help="The last changes are being picked up.",
    )
    window_closed_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the last changes were picked up.",
    )
    delta_on = fields.Datetime(
        string="Changes picked up on",
        readonly=True,
        copy=False,
        help="When the source was last read for changes.",
    )

    _delta_sane = models.Constraint(
        "CHECK (delta_hours >= 0 AND delta_interval >= 1)",
        "The window is not negative, and its interval is at least an hour.",
    )

    # ---------------------------------------------------------------- steps

    def action_delta(self):
        """Pick up what has changed in the source since it was last read."""
        self._require_open_window()
        self._start_delta(full=False)

    def action_close_window(self):
        """Pick up the last changes, deletions among them, and end the schedule."""
        self._require_open_window()
        self._start_delta(full=True)
        self.window_closing = True

    def action_open_window(self):
        """Open a closed window again, for as long as at first."""
        self._require_idle()
        self._require_state("delta", "validated")
        self.write(
            {"window_opened_on": fields.Datetime.now(), "window_closed_on": False}
        )

    def _give_up(self):  # pylint: disable=missing-return
        super()._give_up()
        self.window_closing = False

    # ---------------------------------------------------------------- the work

    def _require_open_window(self):
        self._require_idle()
        self._require_state("delta", "validated")
        if self.window_closed_on:
            raise UserError(
                self.env._("The window is closed. Open it again to pick up changes.")
            )

    def _start_delta(self, full):
        """Plan the reading and the comparison, which plans the rest."""
        streams = self.source_id._readable_streams()
        if not streams:
            raise UserError(self.env._("The source has no lists to read."))
        streams._begin_reading(full=full)
        # What was validated is not what there is afterwards.
        self.write({"delta_on": fields.Datetime.now(), "state": "delta"})
        readings = [{"kind": "extract", "stream_id": stream.id} for stream in streams]
        self._plan([*readings, {"kind": "compare", "sequence": 1}], "delta")

    def _end_task(self):  # pylint: disable=missing-return
        task, state = self.task, self.state
        super()._end_task()
        self.env["case.migration.audit.seal"]._seal(self)
        now = fields.Datetime.now()
        if (task, state) == ("run", "running"):
            self.sudo().write({"window_opened_on": now, "window_closed_on": False})
        if task == "delta" and self.window_closing:
            self.sudo().write({"window_closing": False, "window_closed_on": now})

    # ---------------------------------------------------------------- the schedule

    @api.model
    def _cron_delta(self):
        """Start the deltas that are due."""
        for job in self.search(
            [
                ("state", "in", ("delta", "validated")),
                ("task", "=", False),
                ("window_closed_on", "=", False),
                ("window_opened_on", "!=", False),
                ("home", "in", [False, self._here()]),
            ]
        ):
            if job._delta_is_due():
                try:
                    job._start_delta(full=False)
                except UserError as error:
                    _logger.warning("Migration %s has no delta: %s", job.id, error)

    def _delta_is_due(self):
        now = fields.Datetime.now()
        last = max(filter(None, [self.window_opened_on, self.delta_on]))
        return (
            now <= self.window_opened_on + timedelta(hours=self.delta_hours)
            and last + timedelta(hours=self.delta_interval) <= now
        )
