from odoo import fields, models


class CaseMigrationSource(models.Model):
    """Knows when what was read from it was removed."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.source"

    removed_on = fields.Datetime(
        string="Data removed on",
        readonly=True,
        copy=False,
        help="When what was read from the source was removed from this database.",
    )
