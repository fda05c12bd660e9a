from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .case_migration_rollback_line import DECISIONS

SCOPES = [
    ("job", "The whole migration"),
    ("run", "One run"),
    ("object", "One object"),
    ("sample", "The sample"),
]
# The reasons on which a person may decide; that Odoo refuses is no question.
DECIDED = ("edited", "used", "content")


class CaseMigrationRollbackPlan(models.Model):
    """What a rollback will do, before it does it: counted, listed, and decided on.

    There is a line for each audit line that would be taken back. Counting and rolling
    back are background work; both go on where they were. After a rollback the lines of
    what was kept stay, and a next plan has them again, for a second decision.
    """

    _name = "case.migration.rollback.plan"
    _description = "Case Migration Rollback"
    _order = "id desc"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
        help="The migration that is taken back.",
    )
    company_id = fields.Many2one(related="job_id.company_id", store=True)
    task = fields.Selection(related="job_id.task", string="Going on")
    paused = fields.Boolean(related="job_id.paused")
    problem = fields.Char(related="job_id.problem")
    scope = fields.Selection(
        SCOPES, required=True, readonly=True, help="How much of it is taken back."
    )
    run_id = fields.Many2one(
        "case.migration.run",
        string="Step",
        readonly=True,
        ondelete="cascade",
        help="The step that is taken back.",
    )
    mapping_id = fields.Many2one(
        "case.migration.mapping",
        string="Object",
        readonly=True,
        ondelete="cascade",
        help="The object whose records are taken back.",
    )
    state = fields.Selection(
        [
            ("counting", "Counting"),
            ("ready", "To confirm"),
            ("running", "Rolling back"),
            ("done", "Done"),
            ("cancelled", "Given up"),
        ],
        required=True,
        readonly=True,
        default="counting",
        help="How far the rollback is.",
    )
    edited_decision = fields.Selection(
        DECISIONS,
        string="Edited since",
        required=True,
        default="keep",
        help="What becomes of records whose fields people have changed since, and of "
        "changed values. Forced: the work of people is lost.",
    )
    used_decision = fields.Selection(
        DECISIONS,
        string="Used by others",
        required=True,
        default="keep",
        help="What becomes of records that something else refers to, such as an "
        "invoice or a case made later. Forced: those links become empty.",
    )
    content_decision = fields.Selection(
        DECISIONS,
        string="With content added since",
        required=True,
        default="keep",
        help="What becomes of records that carry messages, files or activities added "
        "since. Forced: those are removed too.",
    )
    is_stale = fields.Boolean(
        readonly=True, help="Decisions have changed, so the numbers are to be renewed."
    )
    counts = fields.Json(readonly=True, help="What was counted, object by object.")
    summary = fields.Char(
        compute="_compute_summary", help="What it does, or has done, in a sentence."
    )
    counts_table = fields.Html(
        string="Numbers",
        compute="_compute_counts_table",
        sanitize=False,
        help="What is removed, put back and kept, object by object.",
    )
    progress = fields.Float(
        compute="_compute_progress",
        help="How much of the rollback is done, in percent.",
    )
    line_ids = fields.One2many(
        "case.migration.rollback.line",
        "plan_id",
        string="Records",
        readonly=True,
        help="What the rollback would do, or did, with each record.",
    )
    question_ids = fields.One2many(
        "case.migration.rollback.line",
        "plan_id",
        string="To decide",
        domain=[("reason", "!=", False)],
        help="What people have changed, used or added to.",
    )

    def _compute_display_name(self):
        scopes = dict(self._fields["scope"]._description_selection(self.env))
        for plan in self:
            part = plan.run_id or plan.mapping_id
            plan.display_name = f"{scopes.get(plan.scope, '')}" + (
                f" ({part.display_name})" if part else ""
            )

    # ---------------------------------------------------------------- decisions

    def write(self, vals):
        decisions = {f"{reason}_decision" for reason in DECIDED}
        if not self.env.su and vals.keys() - decisions - {"question_ids"}:
            raise AccessError(
                self.env._("Of a rollback, only the decisions can be changed.")
            )
        if vals.keys() & decisions:
            self._require_undecided()
            vals = {"is_stale": True, **vals}
        return super().write(vals)

    def _require_undecided(self):
        for plan in self:
            if plan.state not in ("counting", "ready"):
                raise UserError(
                    plan.env._("This rollback is decided. Plan another one.")
                )

    def _choose(self, line, reasons):
        """
        :param reasons: kinds of reasons not to remove a record, maybe none
        :return: what becomes of it ("keep", "detach" or "force"), and the reason
        """
        choices = {reason: self._decision_on(line, reason) for reason in reasons}
        for choice in ("keep", "detach"):
            for reason, chosen in choices.items():
                if chosen == choice:
                    return choice, reason
        return "force", next(iter(choices), None)

    def _decision_on(self, line, reason):
        if reason in DECIDED:
            return line.decision or self[f"{reason}_decision"]
        decision = line.decision or self.used_decision
        return "detach" if decision == "detach" else "keep"

    # ---------------------------------------------------------------- steps

    def action_count(self):
        """Count anew, with the decisions as they are now."""
        self.ensure_one()
        self._require_undecided()
        job = self.job_id
        job._require_idle()
        self.sudo().write({"state": "counting", "is_stale": False, "counts": False})
        job._plan([{"kind": "count", "plan_id": self.id}], "plan_rollback")

    def action_ask_execute(self):
        """Open the question that says in numbers what the rollback will do."""
        self.ensure_one()
        return self.job_id._ask("action_execute", plan_id=self.id)

    def _forced_count(self):
        """:return: how many records are removed although people have touched them"""
        forced = [("action", "=", "remove"), ("reason", "in", DECIDED)]
        return self.line_ids.search_count([("plan_id", "=", self.id), *forced])

    def action_execute(self):
        """Take back what the plan says; what has changed meanwhile is kept."""
        self.ensure_one()
        job = self.job_id
        job._require_idle()
        more = self.env["case.migration.rollback.planning"].sudo()._has_more(self)
        if self.state != "ready" or self.is_stale or more:
            raise UserError(
                self.env._(
                    "Count anew: the numbers are not those of the present state."
                )
            )
        self.sudo().state = "running"
        job._plan([{"kind": "rollback", "plan_id": self.id}], "rollback")

    def action_resume(self):
        """Go on after a pause or a failure, as the migration does."""
        self.ensure_one()
        self.job_id.action_resume()

    def action_decide_again(self):
        """Plan the same once more: what was kept is decided on again."""
        self.ensure_one()
        return self.job_id.action_plan_rollback(
            scope=self.scope, run=self.run_id.id, mapping=self.mapping_id.id
        )

    def action_open_lines(self):
        """Show every single record of the plan."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_case_migration.case_migration_rollback_line_action"
        )
        return {**action, "domain": [("plan_id", "=", self.id)]}
