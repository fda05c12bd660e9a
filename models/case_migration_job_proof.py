from odoo import models

from ..lib.tables import Sheet

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


def _in_words(results, row):
    word = results[row.result].lower()
    return f"{word}: {row.reason}" if row.reason else word
