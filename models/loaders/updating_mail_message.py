from markupsafe import Markup

from odoo import models

from .mail_message import _addresses


class CaseMigrationLoaderMailMessageUpdating(models.AbstractModel):
    """The text of a note changes; its files are left to a person."""

    _inherit = "case.migration.loader.mail_message"

    def _final_values(self, item, record, targets):
        values = super()._final_values(item, record, targets)
        values.pop("attachment_ids", None)
        if any(finding["kind"] == "no_date" for finding in item.findings):
            values.pop("date", None)
        files = record.attachment_ids.sorted("id")
        if len(files) == len(item.memo["files"]):
            html = item.memo["body"].with_addresses(_addresses(files))
            values["body"] = Markup(html)  # noqa: S704 - the field sanitises it
        else:
            values.pop("body", None)
        return values

    def _refuse(self, old, new, values):
        if old is None or old.memo.get("files") != new.memo["files"]:
            return self.env._(
                "The note or its files have changed in the source; files are not "
                "exchanged, so the note is left as it is."
            )
        return ""
