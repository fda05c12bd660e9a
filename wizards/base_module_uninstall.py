from odoo import api, fields, models

OURS = "crm_case_migration"


class BaseModuleUninstall(models.TransientModel):
    """Says before this addon goes what stays and what goes with it."""

    _inherit = "base.module.uninstall"

    takes_migrations = fields.Boolean(
        compute="_compute_migrations",
        help="Whether the addon for case migrations is among them.",
    )
    migration_count = fields.Integer(
        compute="_compute_migrations", help="Migrations that are on record."
    )
    migrated_count = fields.Integer(
        compute="_compute_migrations",
        help="Records of Odoo that a rollback could still take back.",
    )

    @api.depends("module_ids")
    def _compute_migrations(self):
        for wizard in self:
            wizard.takes_migrations = OURS in wizard._get_modules().mapped("name")
            ours = wizard.takes_migrations
            jobs = self.env["case.migration.job"].sudo()
            records = self.env["case.migration.record"].sudo()
            wizard.migration_count = ours and jobs.search_count([])
            wizard.migrated_count = ours and records.search_count(
                [("state", "in", ("created", "updated"))]
            )
