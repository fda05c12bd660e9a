from odoo import models

from ..support.quiet import is_quiet


class IrCron(models.Model):
    _inherit = "ir.cron"

    def _trigger_list(self, at_list):
        """A load wakes no other scheduled action: some of them send data to
        outside services (lead enrichment, for one).
        """
        if is_quiet(self.env):
            return self.env["ir.cron.trigger"]
        return super()._trigger_list(at_list)
