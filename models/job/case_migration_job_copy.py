import hashlib

from odoo import api, fields, models


class CaseMigrationJobCopy(models.Model):
    """Keeps migrations from going on by themselves in a copy of their database.

    A duplicate, a restored backup or a database for tests has the same jobs, with the
    same source and the same credentials: they wait there for a person.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    home = fields.Char(
        readonly=True,
        copy=False,
        help="Fingerprint of the database in which a person has started or resumed it.",
    )

    def write(self, vals):
        if vals.get("paused") is False:
            vals = {**vals, "home": self._here()}
        return super().write(vals)

    @api.model
    def _here(self):
        """:return: what tells this database from its copies"""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return hashlib.sha256(f"{uuid}/{self.env.cr.dbname}".encode()).hexdigest()

    @api.model
    def _stop_in_copy(self):
        """Pause what was going on where this database was copied from."""
        jobs = self.sudo().search(
            [
                ("task", "!=", False),
                ("paused", "=", False),
                ("home", "not in", [False, self._here()]),
            ]
        )
        if jobs:
            jobs.write(
                {
                    "paused": True,
                    "problem": self.env._(
                        "This is a copy of the database in which the migration was "
                        "going on. Resume it here if that is what you want."
                    ),
                }
            )
