from odoo import models

from ..support.quiet import is_quiet


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "case.migration.target"]

    def _pls_increment_frequencies(self, from_state=None, to_state=None):
        """The won and lost cases of another system do not train the lead scoring
        of this one, and their rollback has nothing to take back from it.
        """
        if is_quiet(self.env):
            return None
        return super()._pls_increment_frequencies(
            from_state=from_state, to_state=to_state
        )

    def log_meeting(self, meeting):
        """An event of another system is no news in the chatter of its case."""
        if is_quiet(self.env):
            return None
        return super().log_meeting(meeting)
