from odoo import models

from ...lib.diff import BY_RULE, MISSING, Verdict, words


class CaseMigrationReadbackElsewhere(models.AbstractModel):
    """Records that became something else than the map says, by a rule of the job: an
    activity that is years overdue and was loaded as a note. Its texts are in there.
    """

    _name = "case.migration.readback.elsewhere"
    _description = "Case Migration Reading Back: Other Model"

    def _judge(self, mapping, item, record, name, expected):
        text = record.body if "body" in record._fields else record.display_name
        reason = self.env._("It was loaded as a note, by a rule of this migration.")
        if isinstance(expected, str) and not _within(expected, text):
            return text, Verdict(MISSING, "missing"), ""
        return text, Verdict(BY_RULE), reason


def _within(expected, text):
    return " ".join(words(expected)) in " ".join(words(str(text or "")))
