from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..support.words import counted, day

# The steps that need the source's data.
_NEED_DATA = ("setup", "sample", "object", "run", "delta", "validate", "hand_over")


class Missing(NamedTuple):
    """Something that is not done; unless it is blocking, a person may accept that."""

    code: str
    blocking: bool
    sentence: str


class CaseMigrationJobClosing(models.Model):
    """The end of a migration: a checklist, and the removal of the source's data."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    closed_on = fields.Datetime(
        readonly=True, copy=False, help="When a manager has closed the migration."
    )
    closed_by_id = fields.Many2one(
        "res.users",
        string="Closed by",
        readonly=True,
        copy=False,
        help="Who has closed the migration.",
    )
    retention_days = fields.Integer(
        string="Keep the source's data (days)",
        default=30,
        required=True,
        help="So many days after the migration was closed, or after anything was last "
        "done with it, what was read from the source is removed. 0: when it is closed, "
        "and never by itself. Links, figures and the audit log stay.",
    )
    removed_on = fields.Datetime(
        related="source_id.removed_on", string="Source's data removed on"
    )

    _retention_sane = models.Constraint(
        "CHECK (retention_days >= 0)",
        "The source's data cannot be kept less than 0 days.",
    )

    # ---------------------------------------------------------------- the checklist

    def get_closing_checklist(self):
        """What is not done yet.

        :return: list of dicts: code, blocking (whether it must be done before the
            migration is closed) and sentence
        """
        self.ensure_one()
        self.check_access("read")
        return [one._asdict() for one in self.sudo()._missing_to_close()]

    def _missing_to_close(self):
        if self.trust_state in ("to_reconcile", "to_sign"):
            yield Missing("trust", True, self._trust_sentence())
        if not self.window_closed_on:
            yield Missing(
                "window",
                False,
                self.env._(
                    "The window is open: what the source has changed since it was last "
                    "read is not in Odoo, and will never be."
                ),
            )
        if self.state != "validated":
            yield Missing(
                "validation",
                False,
                self.env._(
                    "It was not validated: nobody knows whether everything is in Odoo."
                ),
            )
        elif self.failed_check_count:
            yield Missing(
                "checks",
                False,
                counted(
                    self.env,
                    self.failed_check_count,
                    self.env._(
                        "One check of the validation has failed: what it lists is not "
                        "in Odoo as it is in the source."
                    ),
                    self.env._(
                        "%(count)s checks of the validation have failed: what they "
                        "list is not in Odoo as it is in the source."
                    ),
                ),
            )
        if self.failed_count:
            yield Missing(
                "failed",
                False,
                counted(
                    self.env,
                    self.failed_count,
                    self.env._(
                        "One record has failed: it is not in Odoo, and without the "
                        "source's data cannot be loaded any more."
                    ),
                    self.env._(
                        "%(count)s records have failed: they are not in Odoo, and "
                        "without the source's data cannot be loaded any more."
                    ),
                ),
            )
        if self.finding_count:
            yield Missing(
                "findings",
                False,
                counted(
                    self.env,
                    self.finding_count,
                    self.env._(
                        "One finding is open: nobody has decided on it, and what it "
                        "quotes is removed with the source's data."
                    ),
                    self.env._(
                        "%(count)s findings are open: nobody has decided on them, and "
                        "what they quote is removed with the source's data."
                    ),
                ),
            )
        if self.blueprint_open_count:
            yield Missing(
                "blueprints",
                False,
                counted(
                    self.env,
                    self.blueprint_open_count,
                    self.env._(
                        "One blueprint is not rebuilt: what the source did there by "
                        "itself, Odoo does not do."
                    ),
                    self.env._(
                        "%(count)s blueprints are not rebuilt: what the source did "
                        "there by itself, Odoo does not do."
                    ),
                ),
            )

    # ---------------------------------------------------------------- steps

    def action_close(self, accepted=()):
        """Close the migration.

        :param accepted: codes of what is left undone on purpose, see
            ``get_closing_checklist``
        """
        self._require_idle()
        self._require_state("delta", "validated")
        missing = list(self.sudo()._missing_to_close())
        undone = [
            one for one in missing if one.blocking or one.code not in set(accepted)
        ]
        if undone:
            sentences = "\n".join(f"• {one.sentence}" for one in undone)
            raise UserError(
                self.env._("The migration cannot be closed yet:\n%s", sentences)
            )
        job = self.sudo()
        job.lock_for_update()
        job.write(
            {
                "state": "done",
                "closed_on": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
        self._log_by_hand("close", after={"accepted": [one.code for one in missing]})
        self.message_post(body=self._closed_sentence(missing))
        if not job.retention_days:
            self.env["case.migration.retention"].sudo()._forget_payloads(job)

    def action_open_closing(self):
        """Show the checklist, and ask whether to close."""
        self._require_idle()
        self._require_state("delta", "validated")
        wizard = self.env["case.migration.close"].create({"job_id": self.id})
        return wizard._get_records_action(target="new", name=self.env._("Close"))

    def action_remove_data(self):
        """Remove the source's data of a closed migration now."""
        self._require_idle()
        self.check_access("write")
        if self.state != "done":
            raise UserError(self.env._("Close the migration first."))
        retention = self.env["case.migration.retention"].sudo()
        if not retention._forget_payloads(self.sudo()):
            names = ", ".join(retention._others(self).mapped("name"))
            raise UserError(
                self.env._("Other migrations still need this source's data: %s.", names)
            )

    def action_discover(self):
        result = super().action_discover()
        self.source_id.sudo().removed_on = False
        return result

    def _closed_sentence(self, missing):
        if not missing:
            return self.env._("Closed; nothing was left undone.")
        sentences = " ".join(one.sentence for one in missing)
        return self.env._("Closed, although: %s", sentences)

    # ---------------------------------------------------------------- afterwards

    def _require_state(self, *allowed):
        try:
            return super()._require_state(*allowed)
        except UserError as error:
            if self.state != "done" or not self.closed_on:
                raise
            sentences = " ".join((str(error), self._sentence_on_end()))
            raise UserError(sentences) from error

    def _sentence_on_end(self):
        return self.env._(
            "%(user)s has closed it on %(date)s. Make a new migration on the same "
            "source to go on: what is linked stays linked.",
            user=self.closed_by_id.name,
            date=day(self.env, self.closed_on),
        )

    def action_cancel(self):
        """What is being removed is half gone, so there is no way back."""
        self._require_no_removal()
        return super().action_cancel()

    def _require_idle(self):
        """A removal is the one thing that nobody can cancel first."""
        self._require_no_removal()
        return super()._require_idle()

    def _require_no_removal(self):
        for job in self:
            if job.task == "forget":
                raise UserError(
                    job.env._(
                        "The source's data are being removed. That can be paused, but "
                        "not given up."
                    )
                )

    def _end_of(self, task):
        if task == "forget":
            return self.env._(
                "What was read from the source is removed. Links, figures and the "
                "audit log stay."
            )
        return super()._end_of(task)

    def _plan(self, plans, task):
        retention = self.env["case.migration.retention"].sudo()
        if task == "discover" and retention._is_removing(self.source_id):
            raise UserError(
                self.env._(
                    "The source's data are being removed. Wait until that has ended, "
                    "then read them again."
                )
            )
        if task in _NEED_DATA and self.source_id.removed_on:
            raise UserError(
                self.env._(
                    "The source's data were removed on %(date)s, so there is nothing "
                    "to compare with or to load. Make a new migration on the same "
                    "source: it reads them again, and what is linked stays linked.",
                    date=day(self.env, self.source_id.removed_on),
                )
            )
        return super()._plan(plans, task)

    # ---------------------------------------------------------------- the schedule

    @api.model
    def _cron_forget(self):
        """Remove the source's data of migrations that nobody works on any more."""
        retention = self.env["case.migration.retention"]
        for job in self.search(
            [
                ("task", "=", False),
                ("retention_days", ">", 0),
                ("source_id.removed_on", "=", False),
            ]
        ):
            kept_since = fields.Datetime.now() - timedelta(days=job.retention_days)
            if not job.removed_on and job._last_done_on() < kept_since:
                retention._forget_payloads(job)

    def _last_done_on(self):
        """:return: when anything was last done with the migration"""
        last = self.env["case.migration.batch"].search(
            [("job_id", "=", self.id)], order="write_date desc", limit=1
        )
        return max(filter(None, (self.closed_on, last.write_date, self.create_date)))
