from odoo import models
from odoo.exceptions import AccessError


class IrActionsReport(models.Model):
    """Prints a migration for those whom Odoo offers the report to, and for no others:
    anybody can type its address.
    """

    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        is_ours = (report.model or "").startswith("case.migration.")
        if is_ours and not self.env.su:
            groups = report.group_ids
            if groups and not groups & self.env.user.all_group_ids:
                raise AccessError(
                    self.env._(
                        "You need the rights of a migration manager to export this."
                    )
                )
        return super()._get_rendering_context(report, docids, data)
