from odoo import fields, models
from odoo.exceptions import UserError

from ..lib.cells import BadCell, corrected
from ..models.support.words import said


class CaseMigrationCorrectLine(models.TransientModel):
    """One field of the record that is put right."""

    _name = "case.migration.correct.line"
    _description = "Case Migration: Correct a Field"

    wizard_id = fields.Many2one(
        "case.migration.correct",
        required=True,
        ondelete="cascade",
        help="The correction it belongs to.",
    )
    field = fields.Char(
        string="Source field", readonly=True, help="Its name in the source."
    )
    named = fields.Boolean(readonly=True, help="The finding is about this field.")
    present = fields.Text(
        string="As it is", readonly=True, help="What the record says now."
    )
    value = fields.Text(string="Corrected", help="What it has to say.")

    def _read(self, payload):
        try:
            return corrected(self.value or "", payload.get(self.field))
        except BadCell as error:
            raise UserError(
                self.env._(
                    "%(field)s: %(why)s.", field=self.field, why=said(self.env, error)
                )
            ) from error
