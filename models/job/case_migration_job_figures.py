from odoo import fields, models

from ..engine.case_migration_batch import COUNTERS


class CaseMigrationJobFigures(models.AbstractModel):
    """What a job tells of itself: how much there is, how far it is, what came out."""

    _name = "case.migration.job.figures"
    _description = "Case Migration Figures"

    mapping_ids = fields.One2many(
        "case.migration.mapping",
        "job_id",
        string="Objects",
        help="What the kinds of records become in Odoo.",
    )
    line_ids = fields.One2many(
        "case.migration.mapping.line",
        "job_id",
        string="Map",
        help="What becomes of each field.",
    )
    owner_ids = fields.One2many(
        "case.migration.owner",
        "job_id",
        string="Owners",
        help="The people of the old system and their users.",
    )
    batch_ids = fields.One2many(
        "case.migration.batch",
        "job_id",
        string="Batches",
        help="The units of work in the background.",
    )
    setup_item_ids = fields.One2many(
        "case.migration.setup.item",
        "job_id",
        help="What Odoo must have before the run.",
    )
    finding_ids = fields.One2many(
        "case.migration.finding",
        "job_id",
        help="What a person should look at.",
    )
    run = fields.Integer(
        string="Runs", readonly=True, copy=False, help="How often all was loaded."
    )
    started_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the last run began.",
    )
    finished_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the last run ended.",
    )
    progress = fields.Float(compute="_compute_progress", help="Of the task going on.")
    record_count = fields.Integer(
        compute="_compute_record_count",
        help="Records that were read from the source.",
    )
    file_count = fields.Integer(
        string="Files",
        compute="_compute_record_count",
        help="Documents that the source lists.",
    )
    finding_count = fields.Integer(
        compute="_compute_counts",
        help="Findings that nobody has decided on yet.",
    )
    audit_count = fields.Integer(
        compute="_compute_counts",
        help="Operations that the migration has done in Odoo.",
    )
    failed_count = fields.Integer(
        compute="_compute_counts",
        string="Failed records",
        help="Records that could not be loaded; mend the cause and retry.",
    )
    line_count = fields.Integer(
        compute="_compute_counts",
        help="Lines that say what becomes of a field.",
    )
    owner_count = fields.Integer(
        compute="_compute_counts",
        help="People of the old system.",
    )
    missing_count = fields.Integer(
        compute="_compute_counts", help="What Odoo must have and does not have yet."
    )
    person_count = fields.Integer(
        compute="_compute_counts", help="What only a person can settle in Odoo."
    )

    def _compute_progress(self):
        for job in self:
            job.progress = self.env["case.migration.progress"]._percent(job)

    def get_progress(self):
        """What the progress widget shows, see ``case.migration.progress``."""
        self.ensure_one()
        self.check_access("read")
        return self.env["case.migration.progress"]._of(self)

    def _compute_counts(self):
        counts = {
            "finding_count": self._count_by_job(
                "case.migration.finding", [("decision", "=", "open")]
            ),
            "audit_count": self._count_by_job("case.migration.audit.log"),
            "failed_count": self._count_by_job(
                "case.migration.record", [("state", "=", "failed")]
            ),
            "line_count": self._count_by_job("case.migration.mapping.line"),
            "owner_count": self._count_by_job("case.migration.owner"),
            "missing_count": self._count_by_job(
                "case.migration.setup.item", [("state", "=", "to_make")]
            ),
            "person_count": self._count_by_job(
                "case.migration.setup.item", [("state", "=", "manual")]
            ),
        }
        for job in self:
            for name, by_job in counts.items():
                job[name] = by_job.get(job, 0)

    def _compute_record_count(self):
        for job in self:
            streams = job.source_id.stream_ids
            documents = streams.filtered(lambda one: one.object == "document")
            job.record_count = sum(streams.mapped("record_count"))
            job.file_count = sum(documents.mapped("record_count"))

    def _count_by_job(self, model, domain=()):
        """What belongs to a job that one may see is counted without a look at the rows,
        of which there may be millions: an index has them.
        """
        groups = (
            self.env[model]
            .sudo()
            ._read_group([("job_id", "in", self.ids), *domain], ["job_id"], ["__count"])
        )
        return dict(groups)

    # ---------------------------------------------------------------- opening lists

    def action_open_records(self):
        action = self._open("case_migration_record_action")
        action["domain"] = [("source_id", "=", self.source_id.id)]
        return action

    def action_open_files(self):
        action = self.action_open_records()
        return {
            **action,
            "name": self.env._("Files"),
            "domain": [*action["domain"], ("object", "=", "document")],
        }

    def action_open_map(self):
        return self._open("case_migration_mapping_line_action")

    def action_open_owners(self):
        return self._open("case_migration_owner_action")

    def action_open_setup(self):
        return self._open("case_migration_setup_item_action")

    def action_open_findings(self):
        return self._open("case_migration_finding_action")

    def action_open_audit(self):
        action = self._open("case_migration_audit_log_action")
        return {**action, "context": {"case_migration_of_one": True}}

    def _open(self, name):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"crm_case_migration.{name}"
        )
        return {**action, "domain": [("job_id", "=", self.id)]}

    # ---------------------------------------------------------------- results

    def get_summary(self):
        """What became of each source object, in the order of loading.

        :return: list of dicts: object, label, source (records read), created,
            matched, updated, skipped, failed (records), seconds, and handed_over:
            whether they are given out as a data set (then they count as skipped)
        """
        self.ensure_one()
        return [
            {
                "object": mapping.object,
                "label": mapping.name,
                "source": mapping.source_count,
                "seconds": mapping.seconds,
                "handed_over": mapping.handed_over,
                **{counter: mapping[counter] for counter in COUNTERS},
            }
            for mapping in self.mapping_ids.filtered("enabled")
        ]
