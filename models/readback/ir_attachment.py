import hashlib
import re
from pathlib import Path

from odoo import fields, models

from ...lib.diff import DIFFERENT, Verdict, compare
from ...lib.errors import MigrationError
from ..support.words import said

CHUNK = 1024 * 1024


class CaseMigrationReadbackIrAttachment(models.AbstractModel):
    """Documents: the stored bytes against those that the source gives once more."""

    _name = "case.migration.readback.ir_attachment"
    _inherit = "case.migration.readback.on_record"
    _description = "Case Migration Reading Back: Documents"

    def _judge_raw(self, mapping, item, record, expected):
        actual = stored_digest(record)
        try:
            wanted = self._source_digest(item)
        except MigrationError as error:
            why = said(self.env, error)
            item.memo["expected"] = self.env._("It cannot be read: %s", why)
            return actual, Verdict(DIFFERENT, why)
        item.memo["expected"] = wanted
        item.memo["same_bytes"] = wanted == actual
        return actual, compare("char", wanted, actual)

    def _source_digest(self, item):
        digest = hashlib.sha256()
        with item.open_document() as document:
            while chunk := document.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def _judge_sha256(self, mapping, item, record, expected):
        actual = stored_digest(record) if expected else None
        return actual, compare("char", (expected or "").lower(), actual)

    def _judge_size(self, mapping, item, record, expected):
        if expected is None:
            return record.file_size, Verdict("equal")
        return record.file_size, compare("integer", expected, record.file_size)

    def _rule_size(self, mapping, item, record, expected, actual):
        if item.memo.get("same_bytes"):
            return self.env._("The source states another size than its file has.")
        return ""

    def _rule_name(self, mapping, item, record, expected, actual):
        last = re.split(r"[/\\]", expected or "")[-1].strip()
        if actual == (last or item.key):
            return self.env._("Only the last part of a path is the file's name.")
        return ""

    def _rule_mimetype(self, mapping, item, record, expected, actual):
        if not expected or expected == "application/octet-stream":
            return self.env._("The source says nothing of it; Odoo looks at the file.")
        return ""

    def _judge_folder(self, mapping, item, record, expected):
        return self._within(expected, record.description)

    _judge_version = _judge_author_name = _judge_description = _judge_folder

    def _rule_description(self, mapping, item, record, expected, actual):
        if expected:
            return ""
        return self.env._("What Odoo has no field for is kept in the description.")

    _rule_folder = _rule_version = _rule_author_name = _rule_description

    def _judge_create_date(self, mapping, item, record, expected):
        wanted = expected and f"{fields.Datetime.to_string(expected)} UTC"
        return self._within(wanted, record.description)

    _judge_write_date = _judge_create_date
    _rule_create_date = _rule_write_date = _rule_description


def stored_digest(attachment):
    """:return: SHA-256 (hex) of a file as it lies in the store, a chunk at a time"""
    digest = hashlib.sha256()
    if attachment.store_fname:
        try:
            path = Path(attachment._full_path(attachment.store_fname))
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
        except OSError:
            return None
    else:
        digest.update(attachment.db_datas or b"")
    return digest.hexdigest()
