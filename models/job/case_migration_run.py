from odoo import fields, models
from odoo.tools import SQL

from ..engine.case_migration_batch import COUNTERS
from .case_migration_job import TASKS


class CaseMigrationRun(models.Model):
    """One time that a step of a migration was carried out: what, by whom, when.

    Its batches say what was done, and by them the audit log knows in which run a
    line was written; so a run can be taken back by itself.
    """

    _name = "case.migration.run"
    _description = "Case Migration Run"
    _order = "id desc"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        ondelete="cascade",
        help="The migration that the run belongs to.",
    )
    company_id = fields.Many2one(related="job_id.company_id", store=True)
    number = fields.Integer(
        string="Step number",
        required=True,
        help="Its place among the migration's steps.",
    )
    task = fields.Selection(TASKS, string="Step", required=True, help="What was done.")
    mapping_id = fields.Many2one(
        "case.migration.mapping",
        string="Only this object",
        ondelete="set null",
        help="The one object that the run was about; empty: all of them.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Started by",
        required=True,
        ondelete="restrict",
        help="Who pressed the button, or OdooBot when it was the schedule.",
    )
    started_on = fields.Datetime(required=True, help="When it was planned.")
    ended_on = fields.Datetime(help="When its last batch was through.")
    batch_ids = fields.One2many(
        "case.migration.batch",
        "run_id",
        string="Batches",
        help="The units of work in the background.",
    )
    created = fields.Integer(compute="_compute_outcome", help="Records made in Odoo.")
    matched = fields.Integer(
        compute="_compute_outcome", help="Records that were in Odoo already."
    )
    updated = fields.Integer(compute="_compute_outcome", help="Records changed.")
    skipped = fields.Integer(compute="_compute_outcome", help="Records left out.")
    failed = fields.Integer(compute="_compute_outcome", help="Records that failed.")
    can_be_taken_back = fields.Boolean(
        compute="_compute_can_be_taken_back",
        help="Whether the audit log has something of it that was not taken back.",
    )

    _number_unique = models.UniqueIndex(
        "(job_id, number)", "A migration has each number of a run once."
    )

    def _compute_display_name(self):
        tasks = dict(self._fields["task"]._description_selection(self.env))
        for run in self:
            run.display_name = f"{run.number}: {tasks.get(run.task, run.task)}"

    def _compute_outcome(self):
        """A batch that changes what an earlier one has counted corrects that in its own
        counters; that is not what it has done.
        """
        self.env["case.migration.batch"].flush_model(COUNTERS)
        sums = SQL(", ").join(
            SQL("sum(greatest(%s, 0))", SQL.identifier(name)) for name in COUNTERS
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT run_id, %s FROM case_migration_batch
                 WHERE run_id = ANY(%s) GROUP BY run_id
                """,
                sums,
                self.ids,
            )
        )
        found = {run_id: values for run_id, *values in rows}
        for run in self:
            values = found.get(run.id, [0] * len(COUNTERS))
            for name, value in zip(COUNTERS, values, strict=True):
                run[name] = value

    def _compute_can_be_taken_back(self):
        rollback = self.env["case.migration.rollback"].sudo()
        for run in self:
            open_lines = rollback._open_lines(run.job_id, run, 1)
            run.can_be_taken_back = bool(open_lines)

    def action_plan_rollback(self):
        """Count what taking back this run alone would do."""
        self.ensure_one()
        return self.job_id.action_plan_rollback(scope="run", run=self.id)
