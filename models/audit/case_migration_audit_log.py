from odoo import api, fields, models
from odoo.exceptions import UserError

from ..support import names
from ..support.implied import ImpliedMany2one
from ..support.readable import labels, readable, record_names
from ..support.values_table import values_table

OPERATIONS = [
    ("create", "Created"),
    ("match", "Matched"),
    ("write", "Changed"),
    ("unlink", "Removed"),
    ("restore", "Restored"),
    ("detach", "Link removed"),
    ("forget", "Quoted data removed"),
    # What people do to the migration itself. A rollback does not touch these.
    ("correct", "Source value corrected"),
    ("skip", "Left out by hand"),
    ("sign", "Signed off"),
    ("close", "Closed"),
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
    create_date = fields.Datetime(
        string="Time",
        readonly=True,
        help="When it was done.",
    )
    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="restrict",
        help="The migration that did it.",
    )
    company_id = ImpliedMany2one(  # by the job
        "res.company",
        required=True,
        help="The company that the migration belongs to.",
    )
    batch_id = fields.Many2one(
        "case.migration.batch",
        index=True,
        ondelete="restrict",
        help="The unit of work, within which all was kept or nothing.",
    )
    run_id = fields.Many2one(
        related="batch_id.run_id",
        string="Step",
        help="The step in which it was done; empty: a decision of a person.",
    )
    operation = fields.Selection(
        OPERATIONS,
        required=True,
        help="What was done with the record.",
    )
    res_model = fields.Selection(
        names.odoo_models,
        string="Kind in Odoo",
        required=True,
        help="The kind of record in Odoo.",
    )
    res_id = fields.Many2oneReference(
        string="Odoo record",
        model_field="res_model",
        required=True,
        help="The record in Odoo.",
    )
    res_name = fields.Char(
        string="Name in Odoo",
        compute="_compute_res_name",
        help="What the record is called now. Without a name, its kind and number.",
    )
    record_id = fields.Many2one(
        "case.migration.record",
        string="Source record",
        ondelete="restrict",
        help="The record of the old system that it was done for.",
    )
    object = fields.Selection(
        names.objects,
        string="Source object",
        help="What the record was in the old system: case, contact…",
    )
    key = fields.Char(
        string="Source ID",
        help="What the old system identifies the record by.",
    )
    before = fields.Json(
        groups="crm_case_migration.group_manager",
        help="The values before the operation.",
    )
    after = fields.Json(
        groups="crm_case_migration.group_manager",
        help="The values after it, read back from the database.",
    )
    others = fields.Char(
        string="Fingerprint of the other fields",
        help="Shows whether a field was changed that the migration did not fill.",
    )
    content_digest = fields.Char(
        help="Fingerprint of the values. It stays when they are removed."
    )
    values_table = fields.Html(
        compute="_compute_values_table",
        groups="crm_case_migration.group_manager",
        help="Values before and after, side by side.",
    )
    undoes_id = fields.Many2one(
        "case.migration.audit.log",
        string="Takes back",
        ondelete="restrict",
        help="The line that this one has taken back.",
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
        kinds = dict(names.odoo_models(self))
        for line in self:
            kind = kinds.get(line.res_model, line.res_model)
            line.display_name = f"{operations[line.operation]}: {kind} {line.res_id}"

    @api.depends("before", "after")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_values_table(self):
        for line in self:
            columns = [
                (title, readable(line.env, line.res_model, values))
                for title, values in (
                    (line.env._("Before"), line.before),
                    (line.env._("After"), line.after),
                )
            ]
            keys = {**columns[0][1], **columns[1][1]}
            line.values_table = values_table(
                line.env, *columns, labels=labels(line.env, line.res_model, keys)
            )

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_res_name(self):
        kinds = dict(names.odoo_models(self))
        for model, lines in self.grouped("res_model").items():
            known = record_names(self.env, model, lines.mapped("res_id"))
            for line in lines:
                number = f"{kinds.get(model, model)} {line.res_id}"
                line.res_name = known.get(line.res_id, number)

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
