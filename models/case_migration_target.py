from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CaseMigrationTarget(models.AbstractModel):
    """What a record of Odoo knows of the source record that it came from."""

    _name = "case.migration.target"
    _description = "Case Migration Target"

    migrated_record_id = fields.Many2one(
        "case.migration.record",
        string="Migrated from",
        compute="_compute_migrated_record_id",
        compute_sudo=True,
        groups="crm_case_migration.group_user",
    )
    is_migrated = fields.Boolean(
        compute="_compute_migrated_record_id",
        search="_search_is_migrated",
        compute_sudo=True,
        groups="crm_case_migration.group_user",
    )

    def _compute_migrated_record_id(self):
        records = self.env["case.migration.record"].search_fetch(
            Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids),
            ["res_id"],
            order="id desc",
        )
        by_id = {record.res_id: record for record in records}
        for target in self:
            target.migrated_record_id = by_id.get(target.id, False)
            target.is_migrated = bool(target.migrated_record_id)

    def _search_is_migrated(self, operator, value):
        if operator != "in":
            return NotImplemented
        linked = SQL(
            "(SELECT res_id FROM case_migration_record WHERE res_model = %s "
            "AND res_id IS NOT NULL)",
            self._name,
        )
        return Domain("id", "in" if True in value else "not in", linked)

    def action_open_migrated_record(self):
        """Open the source record that this one came from."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "case.migration.record",
            "res_id": self.migrated_record_id.id,
            "views": [(False, "form")],
        }
