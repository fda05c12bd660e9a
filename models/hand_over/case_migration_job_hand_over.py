from odoo import fields, models
from odoo.exceptions import UserError

from ...lib.cells import as_cell
from ...lib.tables import Sheet


class CaseMigrationJobHandOver(models.Model):
    """What a job hands over to people: blueprints, each with a to-do."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    blueprint_ids = fields.One2many(
        "case.migration.blueprint", "job_id", help="What is rebuilt in Odoo by hand."
    )
    blueprint_count = fields.Integer(
        compute="_compute_blueprint_count",
        string="Blueprints",
        help="What is rebuilt in Odoo by hand.",
    )
    blueprint_open_count = fields.Integer(
        compute="_compute_blueprint_count",
        string="Blueprints to do",
        help="What nobody has rebuilt yet.",
    )

    def _compute_blueprint_count(self):
        model = "case.migration.blueprint"
        counts = self._count_by_job(model)
        todo = self._count_by_job(model, [("done", "=", False)])
        for job in self:
            job.blueprint_count = counts.get(job, 0)
            job.blueprint_open_count = todo.get(job, 0)

    def action_hand_over(self):
        """Read anew, from the source's data, what is handed over."""
        self._require_idle()
        plans = self.env["case.migration.handing.over"]._plan(self)
        if not plans:
            raise UserError(
                self.env._(
                    "The source has nothing that is handed over: no workflows, "
                    "templates, check approvals or trust accounts were read."
                )
            )
        self._plan(plans, "hand_over")

    def action_open_blueprints(self):
        return self._open("case_migration_blueprint_action")

    def _plan(self, plans, task):
        """A run and a delta end with what is handed over."""
        if task in ("run", "delta"):
            plans = [*plans, *self.env["case.migration.handing.over"]._plan(self)]
        return super()._plan(plans, task)

    # ---------------------------------------------------------------- exports

    def _export_document(self, kind):
        if kind == "blueprints":
            return self.blueprint_ids._document() | {
                "system": self.source_id.profile_id.name
            }
        return super()._export_document(kind)

    def _export_sheets(self, kind):
        if kind == "blueprints":
            return [self.blueprint_ids._as_sheet()]
        if kind == "check_approvals":
            return [self._staged_sheet("check_approval")]
        return super()._export_sheets(kind)

    def _staged_sheet(self, source_object):
        """:return: the staged records of an object as they came, a column a field"""
        records = self.env["case.migration.record"]
        domain = [
            ("source_id", "=", self.source_id.id),
            ("object", "=", source_object),
            ("deleted", "=", False),
        ]
        names = self._staged_fields(source_object)
        return Sheet(
            source_object,
            [self.env._("Source ID"), *names],
            self._export_rows(
                records,
                domain,
                lambda record: [
                    record.key,
                    *[as_cell((record.payload or {}).get(name)) for name in names],
                ],
            ),
        )

    def _staged_fields(self, source_object):
        """The fields that occur, in the order of the profiler."""
        streams = self.source_id.stream_ids.filtered(
            lambda stream: stream.object == source_object
        )
        found = self.env["case.migration.field"].search(
            [("stream_id", "in", streams.ids)], order="stream_id, sequence, id"
        )
        return list(dict.fromkeys(found.mapped("name")))
