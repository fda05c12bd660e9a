from odoo import models


class CaseMigrationReadbackResPartner(models.AbstractModel):
    """People and companies."""

    _name = "case.migration.readback.res_partner"
    _inherit = "case.migration.readback"
    _description = "Case Migration Reading Back: Contacts"
    _kinds = {"website": "url"}
