from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CaseMigrationTarget(models.AbstractModel):
    """What a record of Odoo knows of the source record that it came from, to those who
    work in the company that has migrated it: a contact may belong to all companies.
    """

    _name = "case.migration.target"
    _description = "Case Migration Target"

    migrated_record_id = fields.Many2one(
        "case.migration.record",
        string="Migrated from",
        compute="_compute_migrated_record_id",
        compute_sudo=True,
        groups="crm_case_migration.group_user",
        help="The record of the old system that this one came from.",
    )
    migrated_from = fields.Char(
        string="System and source ID",
        compute="_compute_migrated_record_id",
        compute_sudo=True,
        groups="crm_case_migration.group_user",
        help="The old system, and what it identifies the record by.",
    )
    is_migrated = fields.Boolean(
        string="Migrated",
        compute="_compute_migrated_record_id",
        search="_search_is_migrated",
        compute_sudo=True,
        groups="crm_case_migration.group_user",
        help="It was made by a migration, or found by one.",
    )
    has_migration_findings = fields.Boolean(
        string="Migrated with findings",
        compute="_compute_has_migration_findings",
        search="_search_has_migration_findings",
        compute_sudo=True,
        groups="crm_case_migration.group_user",
        help="A person should look at what the migration has found in it.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_migrated_record_id(self):
        records = self.env["case.migration.record"].search_fetch(
            Domain("res_model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("company_id", "in", self.env.companies.ids),
            ["res_id", "source_id", "key"],
            order="id desc",
        )
        by_id = {record.res_id: record for record in records}
        for target in self:
            record = by_id.get(target.id, self.env["case.migration.record"])
            target.migrated_record_id = record
            target.is_migrated = bool(target.migrated_record_id)
            target.migrated_from = target.is_migrated and " ".join(
                (record.source_id.profile_id.name, record.key)
            )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_has_migration_findings(self):
        found = self.with_context(active_test=False).search(
            Domain("id", "in", self.ids) & Domain("has_migration_findings", "=", True)
        )
        for target in self:
            target.has_migration_findings = target in found

    def _search_is_migrated(self, operator, value):
        if operator != "in":
            return NotImplemented
        linked = SQL(
            "(SELECT res_id FROM case_migration_record WHERE res_model = %s "
            "AND res_id IS NOT NULL AND company_id = ANY(%s))",
            self._name,
            self.env.companies.ids,
        )
        return Domain("id", "in" if True in value else "not in", linked)

    def _search_has_migration_findings(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["case.migration.finding"].flush_model(["decision"])
        with_findings = SQL(
            """
            (SELECT record.res_id FROM case_migration_record record
               JOIN case_migration_finding finding ON finding.record_id = record.id
              WHERE record.res_model = %s AND record.res_id IS NOT NULL
                AND finding.decision = 'open' AND record.company_id = ANY(%s))
            """,
            self._name,
            self.env.companies.ids,
        )
        return Domain("id", "in" if True in value else "not in", with_findings)

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
