from odoo import api, models

from ..support.messages import open_line
from ..support.quiet import is_quiet

# Kept until all that follows a commit is through.
_TOLD = "case_migration.scheduler_told"


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
        """All that a transaction has triggered is told at once, for each time takes a
        connection of its own; a lane tells it over the one that it has open.
        """
        after_commit = self.env.cr.postcommit.data
        if after_commit.get(_TOLD):
            return None
        after_commit[_TOLD] = True
        line = open_line()
        return line.wake(self.env.cr.dbname) if line else super()._notifydb()
