import hashlib
from email.header import decode_header, make_header
from email.utils import parseaddr

from odoo import models
from odoo.tools import email_normalize

from ...lib.diff import BY_RULE, Verdict, compare
from ...lib.embedded import decoded, extract
from ...lib.file_types import forbidden_type


class CaseMigrationReadbackMailMessage(models.AbstractModel):
    """Notes: text, date, author, and the files enclosed in them."""

    _name = "case.migration.readback.mail_message"
    _inherit = "case.migration.readback.on_record"
    _description = "Case Migration Reading Back: Notes"
    _model_field = "model"

    def _rule_date(self, mapping, item, record, expected, actual):
        return "" if expected else self.env._("The source gives no date: dated now.")

    def _rule_author_id(self, mapping, item, record, expected, actual):
        known = email_normalize(item.values.get("author_email") or "")
        if not expected and known and record.author_id.email_normalized == known:
            return self.env._("The author was found by the e-mail address.")
        return ""

    def _judge_author_email(self, mapping, item, record, expected):
        actual = _parts(record.email_from)[1]
        return actual, compare("char", expected, actual)

    def _judge_author_name(self, mapping, item, record, expected):
        actual = record.author_id.name or _parts(record.email_from)[0]
        return actual, compare("char", expected, actual)

    def _rule_author_email(self, mapping, item, record, expected, actual):
        return self._of_author(record)

    def _rule_author_name(self, mapping, item, record, expected, actual):
        if not expected and not record.author_id:
            return self.env._("The source names nobody.")
        return self._of_author(record)

    def _of_author(self, record):
        if record.author_id:
            return self.env._("The author is a contact of Odoo; it says its own.")
        return ""

    def _judge_attachments(self, mapping, item, record, expected):
        held, meant = self._files_held(record), _enclosed(expected, _types(mapping))
        item.memo["expected"] = [one.get("name") for one in expected or []] or None
        verdict = compare("many2many", sorted(meant), sorted(held & meant.keys()))
        if len(meant) < len(_enclosed(expected)) and not verdict.deviates:
            reason = self.env._("Files of some types are left out.")
            verdict = Verdict(BY_RULE, reason)
        return record.attachment_ids.sudo().mapped("name") or None, verdict

    def _enclosed_files(self, mapping, item):
        """:return: ``{SHA-256: name}`` of the files that come with a note, those that
        lie in its text among them; what cannot be read, or is left out, is none
        """
        in_text = extract(item.values.get("body") or "").files
        return _enclosed(item.values.get("attachments"), _types(mapping)) | {
            _digest(file.content): file.name for file in in_text
        }

    def _files_held(self, record):
        """:return: SHA-256 of each file of a note"""
        return {_digest(file.raw or b"") for file in record.attachment_ids.sudo()}


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def _types(mapping):
    return mapping.job_id.source_id.forbidden_types or ""


def _enclosed(files, left_out=""):
    """:return: ``{SHA-256: name}`` of what the source has enclosed"""
    read = [
        (one.get("name"), decoded(one.get("content") or ""))
        for one in files or []
        if not forbidden_type(one.get("name") or "", left_out)
    ]
    return {_digest(content): name for name, content in read if content is not None}


def _parts(author):
    """:return: name and address of an author whom Odoo does not know"""
    if "@" not in (author or ""):
        return author or None, None
    name, address = parseaddr(author)
    return str(make_header(decode_header(name))) or None, address
