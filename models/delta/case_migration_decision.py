from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..audit.audit import write_audit
from ..loaders.updating import writable
from ..support.guard import nobody_is_told
from ..support.quiet import quiet_env
from ..support.snapshot import editable, snapshot
from .case_migration_applying import differences
from .migrated import last_migrated

# The findings that ask a person for one of the two.
DECIDABLE = ("conflict", "deleted_in_source")
MOST = 10  # records that a sentence names


class CaseMigrationDecision(models.Model):
    """The two ways out of a conflict, and of a deletion in the source."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.finding"

    record_name = fields.Char(
        related="record_id.name",
        string="Name",
        groups="crm_case_migration.group_manager",
    )
    in_odoo = fields.Text(
        compute="_compute_values_as_text",
        groups="crm_case_migration.group_manager",
        help="The value that a person has put into Odoo.",
    )
    in_source = fields.Text(
        compute="_compute_values_as_text",
        groups="crm_case_migration.group_manager",
        help="The value that the old system has now.",
    )

    can_take_source = fields.Boolean(
        compute="_compute_can_take_source",
        compute_sudo=True,
        help="Odoo can do what the source has done.",
    )

    @api.depends("kind", "record_id.res_model")
    def _compute_can_take_source(self):
        for finding in self:
            finding.can_take_source = finding.kind == "conflict" or (
                finding.kind == "deleted_in_source" and finding._has_archive()
            )

    def _has_archive(self):
        """:return: whether Odoo knows archived records of this kind"""
        model = self.env.get(self.record_id.res_model)
        return model is None or "active" in model._fields

    @api.depends("odoo_value", "source_value")
    def _compute_values_as_text(self):
        for finding in self:
            finding.in_odoo = finding._as_text(finding.odoo_value)
            finding.in_source = finding._as_text(finding.source_value)

    def _as_text(self, values):
        """Labels and values, a line each."""
        model = self.env.get(self.record_id.res_model)
        if not values or model is None:
            return False
        record = model.new(writable(model, values))
        return "\n".join(
            f"{model._fields[name]._description_string(self.env)}: "
            f"{_shown(record, name) or '-'}"
            for name in values
            if name in record._fields
        )

    def action_open_in_odoo(self):
        """Open the record in Odoo that it is about."""
        self.ensure_one()
        self.check_access("read")
        if not self.record_id.res_id:
            raise UserError(self.env._("The record is not in Odoo any more."))
        return self.record_id.action_open_target()

    def action_keep_odoo(self):
        """Leave Odoo as it is. The next change in the source is put up again."""
        self._require_decidable()
        self.write({"decision": "accepted"})

    def action_take_source(self):
        """Do in Odoo what the source has done: logged, and undone by a rollback."""
        self.job_id.check_access("write")
        self._require_decidable()
        self._require_archive()
        for job, findings in self.grouped("job_id").items():
            job._require_idle()
            # No task of the job ends meanwhile, and seals the lines of this one.
            job.sudo().lock_for_update()
            for finding in findings:
                finding.sudo()._take_source()
            self.env["case.migration.audit.seal"].sudo()._seal(job)

    def _require_decidable(self):
        self.check_access("write")
        for finding in self:
            if finding.kind not in DECIDABLE:
                raise UserError(
                    finding.env._("There is nothing to decide between two systems.")
                )

    def _require_archive(self):
        """Before anything is written: of all that are to be taken."""
        without = self.filtered(lambda finding: not finding.can_take_source).record_id
        if without:
            some = [record.name or record.display_name for record in without[:MOST]]
            raise UserError(
                self.env._(
                    "%(records)s: this cannot be archived in Odoo. Remove it by hand, "
                    "or keep it.",
                    records=", ".join(some + ["…"] * (len(without) > MOST)),
                )
            )

    def _take_source(self):
        job = self.job_id
        env = quiet_env(self.env, job.user_id, job.company_id)
        with nobody_is_told(env):
            self.with_env(env)._write_source()
        self.decision = "solved"

    def _write_source(self):
        link = self.record_id
        record = link.res_id and self.env[link.res_model].browse(link.res_id).exists()
        if not record:
            raise UserError(self.env._("The record has been removed in Odoo."))
        loader = self.env[f"case.migration.loader.{record._name.replace('.', '_')}"]
        names = sorted(editable(record).union(last_migrated(record).get(record.id, {})))
        before = snapshot(record, names)[record.id]
        if self.kind == "conflict":
            loader._update(record, self.source_value)
        else:
            loader._archive(record)
        after = snapshot(record, names)[record.id]
        write_audit(
            self.env,
            [
                {
                    "job_id": self.job_id.id,
                    "company_id": self.company_id.id,
                    "record_id": link.id,
                    "object": link.object,
                    "key": link.key,
                    "operation": made.operation,
                    "res_model": made.res_model,
                    "res_id": made.res_id,
                    "before": made.before,
                    "after": made.after,
                    "undoes_id": None,
                }
                for made in differences(record, before, after)
            ],
        )


def _shown(record, name):
    field = record._fields[name]
    value = record[name]
    if field.relational:
        return ", ".join(value._origin.mapped("display_name"))
    if field.type == "boolean":
        return record.env._("yes") if value else record.env._("no")
    if field.type == "html":
        return html2plaintext(value or "")
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value)
    return str(value) if value is not False else ""
