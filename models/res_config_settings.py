from odoo import fields, models
from odoo.exceptions import ValidationError

from .engine.case_migration_lanes import MOST, PARAMETER, USUAL

JOB = "case.migration.job"
# As the migration's own constraint has it.
MOST_IN_A_BATCH = 1000


class ResConfigSettings(models.TransientModel):
    """What a new migration starts with. A change touches none that exists."""

    _inherit = "res.config.settings"

    default_batch_size = fields.Integer(
        string="Records in a batch",
        default=250,
        default_model=JOB,
        help="So many records are loaded in one transaction: more are faster, fewer "
        "show their progress sooner.",
    )
    default_fallback_user_id = fields.Many2one(
        "res.users",
        string="Fallback user",
        domain="[('share', '=', False)]",
        default_model=JOB,
        help="Gets the records of people who have no user in Odoo. Empty: whoever "
        "starts the migration.",
    )
    default_delta_hours = fields.Integer(
        string="Window for changes (hours)",
        default=48,
        default_model=JOB,
        help="How long after the run the source is read again by itself.",
    )
    default_notify = fields.Boolean(
        string="Tell the responsible user",
        default=True,
        default_model=JOB,
        help="By an activity in Odoo, and never by e-mail, when a migration needs a "
        "decision, stands still, or has ended.",
    )
    case_migration_lanes = fields.Integer(
        string="Batches at a time",
        default=USUAL,
        config_parameter=PARAMETER,
        help="Each is a scheduled action of its own, and needs a worker for scheduled "
        "actions (max_cron_threads) and about one processor core.",
    )
    case_migration_document_limit = fields.Integer(
        string="Largest document (MB)",
        config_parameter="crm_case_migration.document_limit",
        help="Larger documents are listed and not loaded. 0: what is usual for the "
        "system that they come from.",
    )
    default_retention_days = fields.Integer(
        string="Keep the source's data (days)",
        default=30,
        help="So many days after the migration was closed, or after anything was last "
        "done with it, what was read from the source is removed. 0: when it is closed, "
        "and never by itself. Links, figures and the audit log stay.",
        default_model=JOB,
    )

    def set_values(self):  # pylint: disable=missing-return
        lanes = self.env["case.migration.lanes"]
        before = lanes._wanted()
        number = self.case_migration_lanes
        if not 1 <= number <= MOST:
            raise ValidationError(
                self.env._(
                    "Between 1 and %(most)s batches can be worked on at a time, not "
                    "%(number)s.",
                    most=MOST,
                    number=number,
                )
            )
        self._check_defaults()
        super().set_values()
        if not self.default_fallback_user_id:
            self._forget_fallback()
        if lanes._wanted() != before:
            lanes._settle()

    def _check_defaults(self):
        """What no migration can have is refused here, where it can be changed."""
        for name, is_sane in (
            ("batch_size_sane", 1 <= self.default_batch_size <= MOST_IN_A_BATCH),
            ("delta_sane", self.default_delta_hours >= 0),
            ("retention_sane", self.default_retention_days >= 0),
        ):
            if not is_sane:
                raise ValidationError(self._sentence_of(name))
        if self.case_migration_document_limit < 0:
            raise ValidationError(self.env._("The largest document has 0 MB or more."))

    def _sentence_of(self, name):
        """:return: what a migration itself says where it is not so"""
        table = self.env[JOB]._table
        known = [("name", "=", f"{table}_{name}"), ("model.model", "=", JOB)]
        return self.env["ir.model.constraint"].sudo().search(known, limit=1).message

    def _forget_fallback(self):
        """Whoever starts a migration is meant, where Odoo would keep nobody."""
        known = [
            ("field_id.model", "=", JOB),
            ("field_id.name", "=", "fallback_user_id"),
        ]
        defaults = self.env["ir.default"].sudo().search(known)
        defaults.filtered(lambda one: not (one.user_id or one.company_id)).unlink()
