from odoo import api, fields, models

STEPS = [
    ("action_confirm", "Confirm the map"),
    ("action_run", "Run"),
    ("action_cancel", "Cancel"),
    ("action_execute", "Roll back"),
]
# Steps of a rollback plan; the others are the job's.
OF_A_PLAN = ("action_execute",)


class CaseMigrationAsk(models.TransientModel):
    """Asks once, in numbers, before a step of a job is taken."""

    _name = "case.migration.ask"
    _description = "Case Migration Question"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The migration that the step is taken in.",
    )
    plan_id = fields.Many2one(
        "case.migration.rollback.plan",
        readonly=True,
        ondelete="cascade",
        help="The rollback that is asked about.",
    )
    step = fields.Selection(
        STEPS, required=True, readonly=True, help="What is asked about."
    )
    message = fields.Html(
        compute="_compute_message", help="What will happen, in numbers."
    )

    @api.depends("job_id", "plan_id", "step")
    def _compute_message(self):
        for question in self:
            name = (question.step or "").removeprefix("action_")
            question.message = question.job_id and self.env["ir.qweb"]._render(
                f"crm_case_migration.ask_{name}",
                {
                    "job": question.job_id,
                    "plan": question.plan_id,
                    "number": question._number,
                },
            )

    def _number(self, value):
        return self.env["ir.qweb.field.integer"].value_to_html(value, {})

    def action_go(self):
        """Take the step."""
        self.check_access("write")
        self.ensure_one()
        subject = self.plan_id if self.step in OF_A_PLAN else self.job_id
        getattr(subject, self.step)()
        return {"type": "ir.actions.act_window_close"}
