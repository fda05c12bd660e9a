from odoo import fields, models

from .case_migration_decision import DECIDABLE


class CaseMigrationJobConflicts(models.Model):
    """What a person has to decide between Odoo and the source, of a migration."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    conflict_count = fields.Integer(
        string="Conflicts",
        compute="_compute_conflict_count",
        help="Changes on both sides, and deletions, that nobody has decided on yet.",
    )

    def _compute_conflict_count(self):
        counts = self._count_by_job(
            "case.migration.finding",
            [("kind", "in", DECIDABLE), ("decision", "=", "open")],
        )
        for job in self:
            job.conflict_count = counts.get(job, 0)

    def action_open_conflicts(self):
        """Show what is to be decided, with both values."""
        action = self._open("case_migration_conflict_action")
        return {**action, "domain": [*action["domain"], ("kind", "in", DECIDABLE)]}
