from odoo import models

from ...lib.diff import DIFFERENT, Verdict, compare


class CaseMigrationReadbackOnRecord(models.AbstractModel):
    """For what hangs on another record: it must hang on the one that is meant."""

    _name = "case.migration.readback.on_record"
    _inherit = "case.migration.readback"
    _description = "Case Migration Reading Back: On Other Records"
    _model_field = "res_model"

    def _judge_res_id(self, mapping, item, record, expected):
        model, res_id = record[self._model_field], record.res_id
        shown = f"{model},{res_id}" if res_id else None
        meant = item.models.get("res_id") or "crm.lead"
        item.memo["expected"] = f"{meant},{expected}" if expected else None
        verdict = compare("integer", expected or False, res_id or False)
        if not verdict.deviates and expected and model != meant:
            verdict = Verdict(DIFFERENT, "other")
        return shown, verdict

    def _within(self, expected, text):
        """:return: the text, and whether the expected one occurs in it"""
        return text or None, compare("within", _text(expected), str(text or ""))


def _text(value):
    return "" if value in (None, False) else str(value)
