from odoo import models


class CaseMigrationLoaderResPartnerUpdating(models.AbstractModel):
    """Contacts change one at a time, see ``_create``."""

    _inherit = "case.migration.loader.res_partner"

    _belong_together = (("country_id", "state_id"),)

    def _update(self, record, values):  # pylint: disable=missing-return
        super()._update(record.with_context(_partners_skip_fields_sync=True), values)
