from odoo import api, models

from ..support.messages import open_line
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

    @api.model
    def _notifydb(self):
        """A lane wakes others over the connection that it has open."""
        line = open_line()
        return line.wake(self.env.cr.dbname) if line else super()._notifydb()
