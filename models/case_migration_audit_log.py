from odoo import api, fields, models
from odoo.exceptions import UserError

from .values_table import values_table

OPERATIONS = [
    ("create", "Created"),
    ("match", "Matched"),
    ("write", "Changed"),
    ("unlink", "Removed"),
    ("restore", "Restored"),
    ("detach", "Link removed"),
    ("forget", "Quoted data removed"),
]


class CaseMigrationAuditLog(models.Model):
    """One operation of a migration. Lines are added, never changed or removed.

    Rolling back reads the lines of a job from the last to the first and takes each
    one back; what it does is a new line that names, in ``undoes_id``, the line it
    took back.
    """

    _name = "case.migration.audit.log"
    _description = "Case Migration Audit Log"
    _order = "id desc"
    _log_access = False

    create_uid = fields.Many2one(
        "res.users", string="User", readonly=True, ondelete="restrict"
    )
    create_date = fields.Datetime(string="Time", readonly=True)
    job_id = fields.Many2one(
        "case.migration.job", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True)
    batch_id = fields.Many2one(
        "case.migration.batch", index=True, ondelete="restrict", string="Run"
    )
    operation = fields.Selection(OPERATIONS, required=True)
    res_model = fields.Char(string="Odoo model", required=True)
    res_id = fields.Many2oneReference(
        string="Odoo record", model_field="res_model", required=True
    )
    record_id = fields.Many2one(
        "case.migration.record", string="Source record", ondelete="restrict"
    )
    object = fields.Char(string="Source object")
    key = fields.Char(string="Source ID")
    before = fields.Json(groups="crm_case_migration.group_manager")
    after = fields.Json(groups="crm_case_migration.group_manager")
    others = fields.Char(
        string="Fingerprint of the other fields",
        help="Shows whether a field was changed that the migration did not fill.",
    )
    content_digest = fields.Char(
        help="Fingerprint of the values. It stays when they are removed."
    )
    values_table = fields.Html(
        compute="_compute_values_table", groups="crm_case_migration.group_manager"
    )
    undoes_id = fields.Many2one(
        "case.migration.audit.log", string="Takes back", ondelete="restrict"
    )

    _by_record = models.Index("(res_model, res_id)")
    _by_key = models.Index("(object, key)")
    _by_source_record = models.Index("(record_id) WHERE record_id IS NOT NULL")
    _undone_once = models.UniqueIndex(
        "(undoes_id) WHERE undoes_id IS NOT NULL",
        "A line is taken back only once.",
    )

    def _compute_display_name(self):
        operations = dict(self._fields["operation"]._description_selection(self.env))
        for line in self:
            line.display_name = (
                f"{operations[line.operation]} {line.res_model},{line.res_id}"
            )

    @api.depends("before", "after")
    def _compute_values_table(self):
        for line in self:
            line.values_table = values_table(
                line.env,
                (line.env._("Before"), line.before),
                (line.env._("After"), line.after),
            )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self._append_only())

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self._append_only())

    def unlink(self):  # pylint: disable=method-required-super
        # Not by @api.ondelete: anybody can pass the flag that switches it off.
        raise UserError(self._append_only())  # pylint: disable=no-raise-unlink

    def _append_only(self):
        return self.env._(
            "The audit log is written by migrations alone: its lines cannot be made, "
            "changed or removed by hand."
        )
