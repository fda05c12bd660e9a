from odoo import fields, models

from ..lib.cells import as_cell


class CaseMigrationCorrect(models.TransientModel):
    """Asks for the right values of one source record."""

    _name = "case.migration.correct"
    _description = "Case Migration: Correct a Record"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        ondelete="cascade",
        help="The migration that loads it.",
    )
    record_id = fields.Many2one(
        "case.migration.record",
        required=True,
        ondelete="cascade",
        help="The source record that is put right.",
    )
    line_ids = fields.One2many(
        "case.migration.correct.line", "wizard_id", help="A line for each field."
    )

    def _fill(self, findings):
        """List the fields of the record, those that the findings name first."""
        payload = self.record_id.sudo().payload or {}
        lines = self.job_id.line_ids.filtered(
            lambda line: line.mapping_id.object == self.record_id.object
        )
        named = {name for one in findings for name in (one.field or "").split(", ")}
        named.discard("")
        named |= {
            line.source_field
            for line in lines
            if line.target_field in named or self._is_gap(line, payload)
        }
        names = sorted(payload, key=lambda name: (name not in named, name))
        self.line_ids = [
            fields.Command.create(
                {
                    "field": name,
                    "named": name in named,
                    "value": _text(payload[name]),
                    "present": _text(payload[name]),
                }
            )
            for name in names
        ]

    def _is_gap(self, line, payload):
        """Whether the record has no value where it needs one."""
        needed = line.required or line.target_field in line.mapping_id._loader()._needs
        return needed and payload.get(line.source_field) in (None, "")

    def _open(self, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_keep(self):
        """Keep the values for the next load."""
        self._apply()
        return {"type": "ir.actions.act_window_close"}

    def action_retry(self):
        """Keep the values, and load the record with them."""
        self._apply()
        self.job_id._retry(self.record_id)
        return {"type": "ir.actions.act_window_close"}

    def _apply(self):
        self.job_id.check_access("write")
        self.job_id._require_idle()
        payload = self.record_id.sudo().payload or {}
        self.record_id._correct(
            {line.field: line._read(payload) for line in self.line_ids}
        )


def _text(value):
    cell = as_cell(value)
    return "" if cell is None else str(cell)
