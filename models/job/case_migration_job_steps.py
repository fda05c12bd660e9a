from odoo import api, fields, models

from ..engine.case_migration_batch import COUNTERS


class CaseMigrationJobSteps(models.Model):
    """What a job shows of its way: the steps, the next one, and how far it is."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    steps = fields.Json(
        compute="_compute_steps",
        help="What is done, what is next, and why a step has to wait.",
    )
    next_step = fields.Char(
        compute="_compute_steps", help="The step that can be taken now."
    )
    unconfirmed_count = fields.Integer(
        string="To decide",
        compute="_compute_unconfirmed_count",
        help="Lines of the map that nobody has agreed to yet.",
    )
    object_count = fields.Integer(
        string="Kinds of records",
        compute="_compute_object_count",
        help="Kinds of records that are migrated.",
    )

    @api.depends("state", "task", "window_closed_on", "mapping_ids.enabled")
    def _compute_steps(self):
        for job in self:
            job.steps = self.env["case.migration.steps"]._of(job)
            job.next_step = not job.task and next(
                (step["name"] for step in job.steps if step["state"] == "next"), False
            )

    @api.depends("line_ids.confirmed")
    def _compute_unconfirmed_count(self):
        counts = self._count_by_job(
            "case.migration.mapping.line", [("confirmed", "=", False)]
        )
        for job in self:
            job.unconfirmed_count = counts.get(job, 0)

    @api.depends("mapping_ids.enabled")
    def _compute_object_count(self):
        for job in self:
            job.object_count = len(job.mapping_ids.filtered("enabled"))

    def _outcome(self):
        """:return: dict of what has become of the records, over all objects"""
        mappings = self.mapping_ids.filtered("enabled")
        return {name: sum(mappings.mapped(name)) for name in COUNTERS}

    def _left_to_load(self, handed_over=False):
        """
        :param handed_over: tell of those that are handed over, and not loaded
        :return: pairs of an object's name and how many records a run would take up;
            after a sample, those that it has left over
        """
        dealt_with = COUNTERS if self.state == "sampled" else ()
        left = [
            (mapping.name, mapping.source_count - sum(mapping[n] for n in dealt_with))
            for mapping in self.mapping_ids.filtered("enabled")
            if mapping.handed_over == handed_over
        ]
        return [(name, count) for name, count in left if count > 0]

    def action_start(self):
        """Connect a system, step by step."""
        self.check_access("write")
        return self.env["case.migration.source"].action_start()

    def action_open_objects(self):
        return self._open("case_migration_mapping_action")

    def action_ask_confirm(self):
        return self._ask("action_confirm")

    def action_ask_run(self):
        return self._ask("action_run")

    def action_ask_cancel(self):
        return self._ask("action_cancel")

    def _ask(self, step, **values):
        """Open the question that says in numbers what a step will do."""
        self.ensure_one()
        self.check_access("write")
        question = self.env["case.migration.ask"].create(
            {"job_id": self.id, "step": step, **values}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What will happen"),
            "res_model": question._name,
            "res_id": question.id,
            "views": [(False, "form")],
            "target": "new",
        }
