from odoo import fields, models


class CaseMigrationJobValidation(models.Model):
    """The proof, after the run and after the delta, that everything is there."""

    _inherit = "case.migration.job"  # pylint: disable=consider-merging-classes-inherited

    check_ids = fields.One2many(
        "case.migration.check",
        "job_id",
        string="Checks",
        help="What the last validation has asked, and the answers.",
    )
    check_size = fields.Integer(
        string="Records looked at",
        default=300,
        required=True,
        help="How many records, chosen at random, are compared field by field when the "
        "migration is validated. 300 without a deviation say, with 95 % confidence, "
        "that fewer than 1 % of all records have one.",
    )
    file_check = fields.Selection(
        [
            ("source", "With what the source gives once more"),
            ("load", "With the checksum taken at the load"),
        ],
        string="Compare files",
        default="source",
        required=True,
        help="The first reads every file of the source again; the second is quick.",
    )
    failed_check_count = fields.Integer(
        string="Failed checks",
        compute="_compute_failed_check_count",
        help="Checks of the last validation that have failed.",
    )

    _check_size_sane = models.Constraint(
        "CHECK (check_size BETWEEN 1 AND 10000)",
        "Between 1 and 10,000 records are compared.",
    )

    def _compute_failed_check_count(self):
        counts = self._count_by_job("case.migration.check", [("state", "=", "failed")])
        for job in self:
            job.failed_check_count = counts.get(job, 0)

    def action_validate(self):
        """Check that everything in the source is in Odoo, or on a list with a reason.

        Changes that come later make the validation out of date: picking them up leads
        back into the window.
        """
        self._require_idle()
        self._require_state("delta", "validated")
        self._start_validation()

    def _start_validation(self):
        self._plan(self.env["case.migration.checking"].sudo()._plan(self), "validate")

    def _end_task(self):  # pylint: disable=missing-return
        """The last changes are picked up: is everything there now?"""
        closes = self.task == "delta" and self.window_closing
        super()._end_task()
        if closes:
            self._start_validation()

    def action_open_checks(self):
        return self._open("case_migration_check_action")

    def get_summary(self):
        """With what the sample and the validation have found, object by object.

        ``sample``: dict of fields compared and deviations; ``validation``: dict of
        numbers of checks passed, failed and not applicable
        """
        rows = super().get_summary()
        compared = self._compared_by_object()
        answers = self._answers_by_object()
        for row in rows:
            row["sample"] = compared.get(row["object"], {"fields": 0, "deviations": 0})
            row["validation"] = dict.fromkeys(
                ("passed", "failed", "not_applicable"), 0
            ) | answers.get(row["object"], {})
        return rows

    def _compared_by_object(self):
        groups = self.env["case.migration.diff"]._read_group(
            [("job_id", "=", self.id), ("purpose", "=", "sample")],
            ["object"],
            ["__count", "deviates:sum"],
        )
        return {
            name: {"fields": count, "deviations": deviations}
            for name, count, deviations in groups
        }

    def _answers_by_object(self):
        answers = {}
        for check in self.check_ids.filtered("mapping_id"):
            of_object = answers.setdefault(check.mapping_id.object, {})
            of_object[check.state] = of_object.get(check.state, 0) + 1
        return answers
