"""Links that PostgreSQL need not check, for another link of the same row says them."""

from odoo import fields


class ImpliedMany2one(fields.Many2one):
    """The company of a staged record is that of its source, say, and its source that of
    its list: while the list is there, these are. A check of each in each row that is
    written would be a fifth of the reading.

    The record that implies it has it as a required link that is checked, and goes with
    it or keeps it from being removed.
    """

    def update_db_foreign_key(self, model, column):
        """No foreign key."""
