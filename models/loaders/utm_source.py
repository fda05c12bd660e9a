from odoo import models


class CaseMigrationLoaderUtmSource(models.AbstractModel):
    """Lead sources are found by name, without regard to case, or made.

    Odoo renames a source whose name is taken, so looking first is a must.
    """

    _name = "case.migration.loader.utm_source"
    _inherit = "case.migration.loader.named"
    _description = "Case Migration Loader: Lead Sources"
    _target = "utm.source"
    _needs = ("name",)
    _with_setup = True
    _setup_kind = "source"
