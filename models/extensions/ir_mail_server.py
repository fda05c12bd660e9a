from odoo import models

from ..support.guard import refuse_mail


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def send_email(self, message, *args, **kwargs):
        """The last gate of every e-mail, those without a record of their own too."""
        refuse_mail(self.env)
        return super().send_email(message, *args, **kwargs)
