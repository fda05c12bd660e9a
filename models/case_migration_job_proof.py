from datetime import datetime

from odoo import models

from ..lib.tables import Sheet
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
        _ = self.env._
        summary = self._summary()
        titles = {
            "object": _("Source object"),
            "label": _("Name"),
            "source": _("In source"),
            "created": _("Created"),
            "matched": _("Matched"),
            "updated": _("Updated"),
            "skipped": _("Skipped"),
            "failed": _("Failed"),
            "seconds": _("Seconds"),
            "what": _("What"),
            "kind": _("Kind"),
            "count": _("Number"),
            "model": _("Odoo model"),
            "name": _("Name"),
            "changed": _("Changed"),
            "user": _("User"),
            "first": _("First"),
            "last": _("Last"),
            "label_of_state": _("Result"),
            "message": _("Sentence"),
            "checked": _("Checked"),
            "deviations": _("Deviations"),
            "key": _("Source ID"),
            "link": _("Link"),
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
            Sheet(_("Figures"), [_("What"), _("Value")], self._figures(summary)),
            sheet(_("Objects"), summary["objects"], (*objects, "failed", "seconds")),
            sheet(_("Errors"), summary["errors"], ("what", "kind", "object", "count")),
            sheet(_("To review"), findings, ("object", "key", "message", "link")),
            sheet(_("Made"), summary["made"], ("model", "name", "created", "changed")),
            sheet(
                _("Confirmed"),
                summary["confirmed"],
                ("what", "user", "count", "first", "last"),
            ),
            sheet(
                _("Checks"),
                [
                    {**check, "label_of_state": check["label"]}
                    for check in summary["checks"]
                ],
                ("name", "label_of_state", "message", "checked", "deviations"),
            ),
        ]

    def _figures(self, summary):
        _ = self.env._
        total, time = summary["total"], summary["time"]
        return [
            [_("Records of the source"), total["source"]],
            [_("In Odoo"), total["loaded"]],
            [_("Success rate (%)"), round(total["success"], 2)],
            [_("Started on"), time["started"] or None],
            [_("Finished on"), time["finished"] or None],
            [_("Seconds of work"), round(time["work"], 1)],
            [_("Records a second"), round(time["per_second"], 1)],
        ]


def _cell(value):
    if isinstance(value, datetime):
        return value
    return None if value in (False, "") else value


def _in_words(results, row):
    word = results[row.result].lower()
    return f"{word}: {row.reason}" if row.reason else word
