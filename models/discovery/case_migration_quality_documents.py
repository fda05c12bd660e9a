from odoo import models
from odoo.tools import SQL

from ...lib.file_types import endings
from ..support.words import counted, number


class CaseMigrationQualityDocuments(models.AbstractModel):
    """Which documents will not arrive, by what the source says of them."""

    _name = "case.migration.quality.documents"
    _inherit = "case.migration.quality.records"
    _description = "Case Migration Quality: Documents"

    def _of_documents(self, job, default, streams):
        if default["target"] != "ir.attachment":
            return
        limit = job.source_id.document_limit
        size = SQL("substring(payload->>'size' FROM '^[0-9]{1,15}$')::bigint")
        cases = [
            (
                SQL("%s > %s", size, limit * 2**20),
                self.env._(
                    "One document is larger than %(limit)s MB and will be left out."
                ),
                self.env._(
                    "%(count)s documents are larger than %(limit)s MB and will be left "
                    "out."
                ),
            ),
            (
                SQL(
                    "lower(substring(btrim(payload->>'name') FROM '[^.]+$')) = ANY(%s) "
                    "AND payload->>'name' LIKE '%%.%%'",
                    endings(job.source_id.forbidden_types or ""),
                ),
                self.env._("One document is of a type that is left out (programs)."),
                self.env._(
                    "%(count)s documents are of a type that is left out (programs)."
                ),
            ),
            (
                SQL("%s = 0", size),
                self.env._("One document is empty."),
                self.env._("%(count)s documents are empty."),
            ),
            (
                SQL("payload ? 'path' AND COALESCE(payload->>'path', '') = ''"),
                self.env._("One document is listed, and its file is missing."),
                self.env._(
                    "%(count)s documents are listed, and their files are missing."
                ),
            ),
        ]
        for condition, *sentences in cases:
            found = self._which(streams, condition)
            if found.count:
                yield {
                    "kind": "quality_document",
                    "object": default["object"],
                    **found._asdict(),
                    "message": counted(
                        self.env,
                        found.count,
                        *sentences,
                        limit=number(self.env, limit),
                    ),
                }
