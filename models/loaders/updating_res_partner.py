from odoo import models

from .res_partner import kind_of

# What Odoo takes over from a company to its contacts.
OF_THE_COMPANY = (
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
    "vat",
    "company_registry",
    "industry_id",
)


class CaseMigrationLoaderResPartnerUpdating(models.AbstractModel):
    """Contacts change one at a time, see ``_create``."""

    _inherit = "case.migration.loader.res_partner"

    _belong_together = (("country_id", "state_id"),)
    _echoes = {"parent_id": ("res.partner", {name: name for name in OF_THE_COMPANY})}

    def _update(self, record, values):  # pylint: disable=missing-return
        super()._update(record.with_context(_partners_skip_fields_sync=True), values)

    def _link_values(self, item, record, name, edited):
        values = super()._link_values(item, record, name, edited)
        if name == "parent_id" and record.type == "contact":
            values["type"] = kind_of(record.__getitem__)
        return values
