import hashlib
import re

from odoo import SUPERUSER_ID, fields, models

from ...lib.errors import RetriableError, SkipError
from ...lib.file_types import forbidden_type
from ..loading.backdating import DATES
from ..support.words import number, said

# What is created in one go, so that no more than this lies in memory.
AT_ONCE = 8 * 1024 * 1024
MEGABYTE = 1024 * 1024
# What is loaded in one transaction, and what a file counts for whose size is unknown.
MOST = 64 * MEGABYTE
UNKNOWN = 2 * MEGABYTE
CHUNK = 1024 * 1024
TEXT_LIKE = re.compile("ht|xml")


class CaseMigrationLoaderIrAttachment(models.AbstractModel):
    """Documents, byte for byte, on the record that they belong to.

    Beside the fields of ir.attachment the map fills ``folder``, ``version`` and
    ``author_name``, which are kept in the description as ``create_date`` and
    ``write_date`` are, and may fill ``size`` and ``sha256`` as the source states them.
    What is written is read again and compared.

    Larger than the source's limit, of a type that it leaves out, or without bytes: not
    loaded, with a reason. A
    file name with a path in it keeps its last part, and the whole in the description.
    """

    _name = "case.migration.loader.ir_attachment"
    _inherit = "case.migration.loader.on_record"
    _description = "Case Migration Loader: Documents"
    _target = "ir.attachment"
    _further_targets = ("folder", "version", "author_name", "size", "sha256")
    _needs = ("res_id", "name")
    _slice = 100
    _reads_documents = True

    def _take_dates(self, items, job):  # pylint: disable=missing-return
        for item in items:
            item.memo["stamps"] = [item.values.get(name) for name in DATES]
        super()._take_dates(items, job)

    def _prepare(self, items, job):
        limit = job.source_id.document_limit
        for item in self._require_record(items):
            values = item.values
            values["res_model"], values["res_id"] = self._record_of(item)
            values["company_id"] = False
            item.memo["limit"] = limit * MEGABYTE
            item.memo["sha256"] = (values.pop("sha256", "") or "").lower()
            item.memo["size"] = values.pop("size", None)
            item.memo["mimetype"] = values.get("mimetype")
            self._set_name(item)
            self._set_description(item)
            types = job.source_id.forbidden_types or ""
            if found := forbidden_type(values["name"], types):
                self._end_forbidden(item, found)
            elif item.memo["size"] and item.memo["size"] > item.memo["limit"]:
                self._end_too_large(item, item.memo["size"])

    def _set_name(self, item):
        name = item.values.get("name") or ""
        last = re.split(r"[/\\]", name)[-1].strip()
        item.values["name"] = last or item.key
        if last != name.strip():
            item.memo["path"] = name
            item.note(
                "path_in_name",
                self.env._(
                    "The file's name has a path in it; only its last part is the name."
                ),
                "name",
                "1_info",
            )

    def _set_description(self, item):
        """What else the source says of the document, in lines with titles."""
        values = item.values
        created, changed = map(_in_words, item.memo.get("stamps") or (None, None))
        titled = (
            (self.env._("Folder"), values.pop("folder", None)),
            (self.env._("Version"), values.pop("version", None)),
            (self.env._("Author"), values.pop("author_name", None)),
            (self.env._("Created"), created),
            (self.env._("Changed"), changed),
            (self.env._("Name in the source"), item.memo.get("path")),
        )
        lines = [f"{title}: {value}" for title, value in titled if value]
        if values.get("description"):
            lines.append(values["description"])
        values["description"] = "\n".join(lines) or False

    # ---------------------------------------------------------------- loading

    def _part(self, items):
        size = 0
        for place, item in enumerate(items, 1):
            if item.outcome is None:
                size += item.memo["size"] or UNKNOWN
            if size >= MOST:
                return items[:place]
        return items

    def _load(self, items, targets):
        """A few files at a time. One that does not come fails alone, unless none
        comes: then the source is away, and the batch is tried again later.
        """
        late, waiting, size = [], [], 0
        for item in items:
            try:
                content = self._read(item)
            except SkipError as error:
                item.end("failed", "no_bytes", said(self.env, error))
                continue
            except RetriableError as error:
                late.append((item, error))
                continue
            if item.outcome is None:
                item.memo["content"] = content
                waiting.append(item)
                size += len(content)
            if size > AT_ONCE:
                self._store(waiting, targets)
                waiting, size = [], 0
        self._store(waiting, targets)
        self._end_late(items, late)

    def _end_late(self, items, late):
        if late and len(late) == len(items):
            raise late[0][1]
        for item, error in late:
            item.end("failed", error.kind, said(self.env, error))

    def _read(self, item):
        """:return: the bytes; an item whose document is too large ends"""
        limit = item.memo["limit"]
        content, digest = bytearray(), hashlib.sha256()
        with item.open_document() as document:
            if document.size and document.size > limit:
                self._end_too_large(item, document.size)
                return b""
            item.values["mimetype"] = item.memo["mimetype"] or document.mimetype
            while chunk := document.read(CHUNK):
                content += chunk
                digest.update(chunk)
                if len(content) > limit:
                    self._end_too_large(item, None)
                    return b""
        item.memo["digest"] = digest.hexdigest()
        self._compare(item)
        self._note_size(item, len(content))
        return bytes(content)

    def _compare(self, item):
        """:raise SkipError: when the source states another checksum"""
        stated = item.memo["sha256"]
        if stated and stated != item.memo["digest"]:
            raise SkipError(
                self.env._(
                    "The bytes that the source gave do not have the checksum that it "
                    "states."
                )
            )

    def _end_too_large(self, item, size):
        limit = item.memo["limit"] // MEGABYTE
        if size:
            reason = self.env._(
                "The document has %(size)s MB; the limit is %(limit)s MB. It was not "
                "loaded.",
                size=-(-size // MEGABYTE),
                limit=limit,
            )
        else:
            reason = self.env._(
                "The document is larger than the limit of %(limit)s MB. It was not "
                "loaded.",
                limit=limit,
            )
        item.end("skipped", "too_large", reason)
        item.note("too_large", reason, "size")

    def _end_forbidden(self, item, ending):
        reason = self.env._(
            "Files of the type “%s” are left out; the source's settings say which are. "
            "It was not loaded.",
            ending,
        )
        item.end("skipped", "forbidden_type", reason)
        item.note("forbidden_type", reason, "name")

    def _note_size(self, item, size):
        stated = item.memo["size"]
        if stated is not None and stated != size:
            item.note(
                "size_differs",
                self.env._(
                    "The source states %(stated)s bytes and gave %(size)s.",
                    stated=number(self.env, stated),
                    size=number(self.env, size),
                ),
                "size",
            )

    def _store(self, items, targets):
        if not items:
            return
        super()._load(items, targets)  # pylint: disable=super-method-mismatch
        for item in items:
            del item.memo["content"]
            self._verify(item)

    def _create(self, items):
        files = self._model().create(
            [{**item.values, "raw": item.memo["content"]} for item in items]
        )
        self._keep_types(items, files)
        return files

    def _keep_types(self, items, files):
        """Odoo calls HTML and its like plain text, unless a user who may change views
        makes it. The bytes are the same; Odoo serves them with scripts switched off.
        """
        for item, file in zip(items, files, strict=True):
            if file.mimetype != "text/plain":
                continue
            wanted = file._compute_mimetype(
                {**item.values, "raw": item.memo["content"]}
            )
            if TEXT_LIKE.search(wanted):
                file.with_user(SUPERUSER_ID).write({"mimetype": wanted})

    def _remember(self, items, records, targets):  # pylint: disable=missing-return
        """The bytes are among what is remembered, by their SHA-256."""
        super()._remember(items, records, {*targets, "raw", "file_size"})

    def _verify(self, item):
        """:raise SkipError: when what is stored is not what the source gave"""
        if item.after["raw"] != item.memo["digest"]:
            raise SkipError(
                self.env._("The stored bytes differ from those that the source gave.")
            )


def _in_words(moment):
    return moment and f"{fields.Datetime.to_string(moment)} UTC"
