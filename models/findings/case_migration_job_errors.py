from odoo import models
from odoo.exceptions import UserError

from ...lib.cells import ERROR, KEY, LIST, as_cell
from ...lib.tables import Sheet

FAILED = "failed"


class CaseMigrationJobErrors(models.Model):
    """The error file: the records that failed, to be corrected and uploaded again."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    def _export_sheets(self, kind):
        """``failed``: all objects; ``failed-contact``: those of one."""
        name, _dash, source_object = kind.partition("-")
        if name != FAILED:
            return super()._export_sheets(kind)
        sheets = [
            self._error_sheet(mapping)
            for mapping in self.mapping_ids
            if mapping.object == source_object or (not source_object and mapping.failed)
        ]
        if not sheets:
            raise UserError(self.env._("No record of this kind has failed."))
        return sheets

    def _error_sheet(self, mapping):
        names = self._staged_fields(mapping.object)
        domain = [
            ("job_id", "=", self.id),
            ("object", "=", mapping.object),
            ("state", "=", "failed"),
            ("payload", "!=", False),
        ]
        return Sheet(
            mapping.name,
            [ERROR, KEY, LIST, *names],
            self._export_rows(
                self.env["case.migration.record"],
                domain,
                lambda record: [
                    record.reason,
                    record.key,
                    record.stream_id.name,
                    *[as_cell((record.payload or {}).get(name)) for name in names],
                ],
            ),
        )

    def action_upload_errors(self):
        """Ask for a corrected error file."""
        self._require_idle()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload corrected records"),
            "res_model": "case.migration.error.upload",
            "context": {"default_job_id": self.id},
            "views": [(False, "form")],
            "target": "new",
        }
