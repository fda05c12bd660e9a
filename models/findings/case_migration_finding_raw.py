from base64 import b64encode

from odoo import api, fields, models
from odoo.tools import SQL

SHOWN = 2000


class CaseMigrationFinding(models.Model):
    """What no record could be made of may be long: lists show how it begins."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.finding"

    raw = fields.Text(prefetch=False)
    raw_start = fields.Text(
        string="How it begins",
        compute="_compute_raw_start",
        groups="crm_case_migration.group_manager",
        help="The beginning of what no record could be made of.",
    )
    raw_file = fields.Binary(
        string="All that was read",
        compute="_compute_raw_file",
        groups="crm_case_migration.group_manager",
        help="What no record could be made of, as a text file.",
    )

    @api.depends("raw")
    def _compute_raw_start(self):
        self.flush_recordset(["raw"])
        starts = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, left(raw, %s) FROM case_migration_finding"
                    " WHERE id = ANY(%s)",
                    SHOWN,
                    self.ids,
                )
            )
        )
        for finding in self:
            finding.raw_start = starts.get(finding.id)

    @api.depends("raw")
    def _compute_raw_file(self):
        for finding in self:
            finding.raw_file = finding.raw and b64encode(finding.raw.encode())

    def action_download_raw(self):
        """Give the browser the whole text, which a screen would not bear."""
        self.ensure_one()
        self.check_access("read")
        self._check_field_access(self._fields["raw"], "read")
        address = f"/web/content/{self._name}/{self.id}/raw_file"
        return {
            "type": "ir.actions.act_url",
            "url": f"{address}?download=true&filename=row-{self.id}.txt",
            "target": "download",
        }
