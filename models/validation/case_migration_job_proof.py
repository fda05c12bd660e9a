from datetime import datetime

from odoo import models

from ...lib.tables import Sheet
from .case_migration_summary import REVIEW

COLUMNS = (
    "source object",
    "source id",
    "source field",
    "source value",
    "destination model",
    "record",
    "destination field",
    "expected value",
    "destination value",
    "result",
)


class CaseMigrationJobProof(models.Model):
    """What may be taken along of the comparisons, the checks and the summary."""

    _inherit = "case.migration.job"  # pylint: disable=consider-merging-classes-inherited

    def _export_sheets(self, kind):
        if kind == "diff":
            return [self._diff_sheet()]
        if kind == "summary":
            return self._summary_sheets()
        return super()._export_sheets(kind)

    def _diff_sheet(self):
        """The sample, field by field; the heads of its columns are agreed upon."""
        diff = self.env["case.migration.diff"]
        results = dict(diff._fields["result"]._description_selection(self.env))

        def as_row(row):
            return [
                row.object,
                row.key,
                row.source_field or None,
                row.source_value or None,
                row.res_model or None,
                row.res_id or None,
                row.target_field,
                row.expected_value or None,
                row.target_value or None,
                _in_words(results, row),
            ]

        domain = [("job_id", "=", self.id), ("purpose", "=", "sample")]
        rows = self._export_rows(diff, domain, as_row)
        return Sheet(self.env._("Field by field"), COLUMNS, rows)

    def action_export_diff(self):
        """Take the comparison along; the format is in the context."""
        return self.action_export("diff", self.env.context.get("file_format", "xlsx"))

    # ---------------------------------------------------------------- summary

    def action_export_summary(self):
        """Take the summary along as a workbook."""
        return self.action_export("summary")

    def _summary(self):
        """:return: the parts of the summary, for the report"""
        return self.env["case.migration.summary"]._of(self)

    def action_open_summary(self):
        """Show the summary report on the screen."""
        self.ensure_one()
        self.check_access("write")
        report = self.env.ref("crm_case_migration.case_migration_summary_html")
        return report.report_action(self, config=False)

    def _summary_sheets(self):
        summary = self._summary()
        titles = {
            "object": self.env._("Source object"),
            "label": self.env._("Name"),
            "source": self.env._("In source"),
            "created": self.env._("Created"),
            "matched": self.env._("Matched"),
            "updated": self.env._("Updated"),
            "skipped": self.env._("Skipped"),
            "failed": self.env._("Failed"),
            "seconds": self.env._("Seconds"),
            "what": self.env._("What"),
            "kind": self.env._("Kind"),
            "count": self.env._("How many"),
            "model": self.env._("Odoo model"),
            "name": self.env._("Name"),
            "changed": self.env._("Changed"),
            "user": self.env._("User"),
            "first": self.env._("First"),
            "last": self.env._("Last"),
            "label_of_state": self.env._("Result"),
            "message": self.env._("Sentence"),
            "checked": self.env._("Checked"),
            "deviations": self.env._("Deviations"),
            "key": self.env._("Source ID"),
            "link": self.env._("Link"),
        }

        def sheet(name, rows, keys):
            heads = [titles[key] for key in keys]
            return Sheet(
                name, heads, ([_cell(row[key]) for key in keys] for row in rows)
            )

        objects = ("label", "source", "created", "matched", "updated", "skipped")
        review = self.env["case.migration.summary"]._to_review
        findings = self._export_rows(
            self.env["case.migration.finding"],
            [("job_id", "=", self.id), *REVIEW],
            review,
        )
        return [
            Sheet(
                self.env._("Figures"),
                [self.env._("What"), self.env._("Value")],
                self._figures(summary),
            ),
            sheet(
                self.env._("Objects"),
                summary["objects"],
                (*objects, "failed", "seconds"),
            ),
            sheet(
                self.env._("Errors"),
                summary["errors"],
                ("what", "kind", "object", "count"),
            ),
            sheet(
                self.env._("To review"), findings, ("object", "key", "message", "link")
            ),
            sheet(
                self.env._("Made"),
                summary["made"],
                ("model", "name", "created", "changed"),
            ),
            sheet(
                self.env._("Confirmed"),
                summary["confirmed"],
                ("what", "user", "count", "first", "last"),
            ),
            sheet(
                self.env._("Checks"),
                [
                    {**check, "label_of_state": check["label"]}
                    for check in summary["checks"]
                ],
                ("name", "label_of_state", "message", "checked", "deviations"),
            ),
        ]

    def _figures(self, summary):
        total, time = summary["total"], summary["time"]
        return [
            [self.env._("Records of the source"), total["source"]],
            [self.env._("In Odoo"), total["loaded"]],
            [self.env._("Success rate (%)"), round(total["success"], 2)],
            [self.env._("Started on"), time["started"] or None],
            [self.env._("Finished on"), time["finished"] or None],
            [self.env._("Seconds of work"), round(time["work"], 1)],
            [self.env._("Records a second"), round(time["per_second"], 1)],
        ]


def _cell(value):
    if isinstance(value, datetime):
        return value
    return None if value in (False, "") else value


def _in_words(results, row):
    word = results[row.result].lower()
    return f"{word}: {row.reason}" if row.reason else word
