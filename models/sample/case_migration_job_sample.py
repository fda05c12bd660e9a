from odoo import api, fields, models


class CaseMigrationJobSample(models.Model):
    """A part of the source that is loaded first, and looked at field by field."""

    _inherit = "case.migration.job"  # pylint: disable=consider-merging-classes-inherited

    sample_size = fields.Integer(
        default=200,
        required=True,
        help="How many records are chosen for the sample, between 100 and 500. What "
        "they refer to, and what hangs on the cases among them, comes with them.",
    )
    sample_coverage = fields.Json(
        readonly=True,
        copy=False,
        help="Of each pick list: how many of its values are in the sample.",
    )
    sample_count = fields.Integer(
        string="Sampled records",
        compute="_compute_sample_count",
        help="Records that are in Odoo, or were tried, as the sample.",
    )

    sample_table = fields.Html(
        string="Values in the sample",
        compute="_compute_sample_table",
        help="Of each pick list: how many of its values are in the sample.",
    )
    diff_count = fields.Integer(
        string="Deviations",
        compute="_compute_diff_count",
        help="Fields of the sample in which Odoo does not hold what was expected.",
    )

    _sample_sane = models.Constraint(
        "CHECK (sample_size BETWEEN 100 AND 500)",
        "A sample has between 100 and 500 records.",
    )

    def _compute_sample_count(self):
        counts = self._count_by_job("case.migration.record", [("is_sample", "=", True)])
        for job in self:
            job.sample_count = counts.get(job, 0)

    @api.depends("sample_coverage")
    def _compute_sample_table(self):
        for job in self:
            job.sample_table = self.env["ir.qweb"]._render(
                "crm_case_migration.sample_coverage",
                {"rows": job.sample_coverage or []},
            )

    def _compute_diff_count(self):
        counts = self._count_by_job(
            "case.migration.diff", [("purpose", "=", "sample"), ("deviates", "=", 1)]
        )
        for job in self:
            job.diff_count = counts.get(job, 0)

    def action_sample(self):
        """Load a sample, and compare it with the source field by field.

        The run goes on from it. A second sample is loaded beside the first.
        """
        self._require_idle()
        self._require_state("confirmed", "sampled")
        self._require_owners()
        self._require_setup()
        if self.state == "confirmed":
            self.run += 1
        self._plan([{"kind": "sample", "sequence": 0}], "sample")

    def action_open_sample(self):
        """Show the records of the sample."""
        action = self._open("case_migration_record_action")
        return {**action, "domain": [*action["domain"], ("is_sample", "=", True)]}

    def action_open_diff(self):
        """Show the sample field by field, the deviations first."""
        action = self._open("case_migration_diff_action")
        return {**action, "domain": [*action["domain"], ("purpose", "=", "sample")]}
