from odoo import api, models

from ..support.guard import refuse_mail


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        refuse_mail(self.env)
        return super().create(vals_list)
