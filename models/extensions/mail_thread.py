from odoo import models

from ..support.quiet import is_quiet


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if is_quiet(self.env):
            return True
        return super().message_subscribe(
            partner_ids=partner_ids, subtype_ids=subtype_ids
        )

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, **options):
        """Nobody follows a record because of a migration: not even the one to whom
        an activity is assigned, whom no context key leaves out.
        """
        if is_quiet(self.env):
            return True
        return super()._message_subscribe(
            partner_ids=partner_ids, subtype_ids=subtype_ids, **options
        )
