from odoo import api, fields, models
from odoo.exceptions import UserError

from ..audit.audit import write_audit
from ..support.words import day, number

_COLUMNS = (
    "matter",
    "client",
    "currency",
    "entry_count",
    "first_on",
    "last_on",
    "deposits",
    "withdrawals",
    "balance",
    "is_stated",
    "stated",
    "difference",
    "negative_count",
    "negative_on",
    "negative_days",
    "lowest",
    "orphan",
    "unreadable",
    "flagged",
    "lead_id",
    "partner_id",
    "note",
)


class CaseMigrationJobTrust(models.Model):
    """The reconciliation of the trust accounts, and the signature under it."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    trust_ids = fields.One2many(
        "case.migration.trust", "job_id", help="The trust ledgers of the source."
    )
    trust_on = fields.Datetime(
        string="Trust accounts reconciled on",
        readonly=True,
        copy=False,
        help="When the ledgers were last computed from the source's entries.",
    )
    trust_digest = fields.Char(
        readonly=True, copy=False, help="Fingerprint of all figures of the ledgers."
    )
    trust_signed_by_id = fields.Many2one(
        "res.users",
        string="Trust accounts signed off by",
        readonly=True,
        copy=False,
        help="Who has taken the responsibility for the figures.",
    )
    trust_signed_on = fields.Datetime(
        string="Signed off on", readonly=True, copy=False, help="When that was."
    )
    trust_signed_digest = fields.Char(
        readonly=True, copy=False, help="Fingerprint of the figures signed off."
    )
    trust_state = fields.Selection(
        [
            ("none", "The source has no trust accounts"),
            ("to_reconcile", "To reconcile"),
            ("to_sign", "To be signed off"),
            ("signed", "Signed off"),
        ],
        string="Trust accounts",
        compute="_compute_trust",
        help="A signature holds for the figures that it was given for: when they "
        "change, it is needed anew.",
    )
    trust_count = fields.Integer(
        string="Trust ledgers", compute="_compute_trust", help="How many there are."
    )
    trust_flagged_count = fields.Integer(
        string="Flagged trust ledgers",
        compute="_compute_trust",
        help="How many have a difference, a negative balance or an orphan.",
    )

    @api.depends("trust_on", "trust_digest", "trust_signed_digest")
    def _compute_trust(self):
        ledgers = "case.migration.trust"
        counts = self.sudo()._count_by_job(ledgers)
        flagged = self.sudo()._count_by_job(ledgers, [("flagged", "=", True)])
        for job in self:
            job.trust_count = counts.get(job, 0)
            job.trust_flagged_count = flagged.get(job, 0)
            job.trust_state = job.sudo()._trust_state()

    def _trust_state(self):
        if self.trust_on:
            # Without a ledger there is nothing to sign.
            signed = self.trust_signed_digest == self.trust_digest
            return ("signed" if signed else "to_sign") if self.trust_count else "none"
        return "to_reconcile" if self._has_trust_entries() else "none"

    def _has_trust_entries(self):
        entries = [
            ("source_id", "=", self.source_id.id),
            ("object", "=", "trust_ledger"),
            ("deleted", "=", False),
        ]
        return bool(self.env["case.migration.record"].search_count(entries, limit=1))

    def _trust_mapping(self):
        return self.mapping_ids.filtered(lambda one: one.object == "trust_ledger")

    # ---------------------------------------------------------------- steps

    def action_sign_trust(self):
        """Sign off the trust ledgers as they are computed, in one's own name."""
        self._require_idle()
        if self.trust_state != "to_sign":
            raise UserError(self._trust_sentence())
        # No task of the job ends meanwhile, and seals the line of this one.
        self.sudo().lock_for_update()
        self.sudo().write(
            {
                "trust_signed_by_id": self.env.uid,
                "trust_signed_on": fields.Datetime.now(),
                "trust_signed_digest": self.trust_digest,
            }
        )
        self._log_signature()
        self.message_post(body=self._trust_sentence())

    def action_open_trust(self):
        return self._open("case_migration_trust_action")

    def _trust_sentence(self):
        """:return: how things stand, in a sentence"""
        figures = {
            "count": number(self.env, self.trust_count),
            "flagged": number(self.env, self.trust_flagged_count),
            "name": self.trust_signed_by_id.name,
            "date": day(self.env, self.trust_signed_on),
        }
        sentences = {
            "none": self.env._("The source has no trust accounts."),
            "to_reconcile": self.env._(
                "The source has trust accounts that were not reconciled yet: press "
                "“Prepare the hand-over”."
            ),
            "to_sign": self.env._(
                "Trust ledgers to be signed off: %(count)s. With a difference, a "
                "negative balance or an unknown owner: %(flagged)s.",
                **figures,
            ),
            "signed": self.env._(
                "%(name)s has signed off the trust ledgers on %(date)s: %(count)s, of "
                "which %(flagged)s have a difference, a negative balance or an unknown "
                "owner.",
                **figures,
            ),
        }
        return sentences[self.trust_state]

    def _log_signature(self):
        self._log_by_hand(
            "sign",
            after={
                "trust_digest": self.trust_digest,
                "ledgers": self.trust_count,
                "flagged": self.trust_flagged_count,
            },
        )

    def _log_by_hand(self, operation, before=None, after=None, record=None, seal=True):
        """Write an audit line of what a person has done to the migration itself."""
        about = record or self
        line = {
            "job_id": self.id,
            "company_id": self.company_id.id,
            "record_id": record.id if record else None,
            "object": record.object if record else None,
            "key": record.key if record else None,
            "operation": operation,
            "res_model": about._name,
            "res_id": about.id,
            "before": before,
            "after": after,
            "undoes_id": None,
        }
        write_audit(self.env, [line])
        if seal:
            self.env["case.migration.audit.seal"].sudo()._seal(self.sudo())

    # ---------------------------------------------------------------- exports

    def _export_sheets(self, kind):
        if kind == "trust":
            return [
                self._export_sheet(
                    self.env._("Trust accounts"),
                    self.env["case.migration.trust"],
                    [("job_id", "=", self.id)],
                    _COLUMNS,
                )
            ]
        return super()._export_sheets(kind)
