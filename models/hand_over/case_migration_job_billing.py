from odoo import models

_KINDS = {
    "billing": ("billing", "cases", "time_entry", "expense"),
    "invoices": ("billing",),
    "billing_cases": ("cases",),
    "time_entries": ("time_entry",),
    "expenses": ("expense",),
}


class CaseMigrationJobBilling(models.Model):
    """The billing data set of a job, whether or not Odoo has accounting."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    def _export_sheets(self, kind):
        if kind in _KINDS:
            return self.env["case.migration.billing"]._sheets(self, _KINDS[kind])
        return super()._export_sheets(kind)
