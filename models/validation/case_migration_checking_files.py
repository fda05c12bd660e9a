import hashlib
from contextlib import ExitStack

from odoo import models
from odoo.tools import SQL

from ...lib.errors import MigrationError
from ..readback.ir_attachment import CHUNK, stored_digest
from ..support.words import number
from .case_migration_checking import MADE

# Files compared in one transaction.
AT_ONCE = 10
# Records with files in them, of which the bytes are at hand.
ENCLOSED_AT_ONCE = 50


class CaseMigrationCheckingFiles(models.AbstractModel):
    """All files, byte for byte: as they lie in Odoo's store, and as the source gives
    them once more. Where it does not, the checksum counts that was taken of what it
    gave when the file was loaded.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.checking"

    def _check_files(self, batch, check):
        mapping, job = check.mapping_id, check.job_id
        if not mapping._loader()._reads_documents:
            yield from self._check_enclosed(batch, check)
            return
        differ = self.env["case.migration.differ"]
        mine = SQL("job_id = %s AND %s", job.id, MADE)
        after = (batch.position or {}).get("after", 0)
        with ExitStack() as stack:
            connections = {}
            while items := differ._read_items(mapping, after, mine, AT_ONCE):
                if job.file_check == "source":
                    self._connect(stack, connections, items)
                self._compare_files(check, items)
                after = items[-1].id
                batch.position = {"after": after}
                yield
        check.message = self._files_in_words(check)

    def _connect(self, stack, connections, items):
        streams = self.env["case.migration.stream"]
        for item in items:
            stream = streams.browse(item.memo["stream"])
            if stream not in connections:
                connections[stream] = stack.enter_context(
                    stream.source_id._connection()
                )
            item.open_document = (connections[stream], stream.name)

    def _compare_files(self, check, items):
        files = self.env["case.migration.differ"]._records(items)
        at_load = self._digests_at_load(items)
        wrong = []
        for item in items:
            wanted = self._digest_of_source(check, item) or at_load.get(item.id)
            held = files[item] is not None and stored_digest(files[item])
            if not held:
                wrong.append((item.id, None, self.env._("The file is not there.")))
            elif held != wanted:
                wrong.append(
                    (
                        item.id,
                        None,
                        self.env._(
                            "Its bytes are not those of the source: SHA-256 %(held)s "
                            "instead of %(wanted)s.",
                            held=held,
                            wanted=wanted,
                        ),
                    )
                )
        check.checked += len(items)
        check.deviations += len(wrong)
        self._list(check, wrong)

    def _digest_of_source(self, check, item):
        """:return: SHA-256 of what the source gives now, None when it does not"""
        if not item.open_document:
            return None
        connection, stream = item.open_document
        digest = hashlib.sha256()
        try:
            with connection.open_document(stream, item.payload) as document:
                while chunk := document.read(CHUNK):
                    digest.update(chunk)
        except MigrationError:
            check.unread += 1
            return None
        return digest.hexdigest()

    def _digests_at_load(self, items):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (record_id) record_id, after->>'raw'
                  FROM case_migration_audit_log
                 WHERE record_id = ANY(%s) AND after->>'raw' IS NOT NULL
                 ORDER BY record_id, id DESC
                """,
                [item.id for item in items],
            )
        )
        return dict(rows)

    # ---------------------------------------------------------------- in other records

    def _check_enclosed(self, batch, check):
        """All files that came within a record, a note: none is missing or altered."""
        mapping, differ = check.mapping_id, self.env["case.migration.differ"]
        some = SQL(
            "job_id = %s AND %s AND %s", check.job_id.id, MADE, _may_hold(mapping)
        )
        after = (batch.position or {}).get("after", 0)
        while items := differ._read_items(mapping, after, some, ENCLOSED_AT_ONCE):
            differ._expect(mapping, items)
            for item, record in differ._records(items).items():
                if record is not None:  # what is gone has its own check
                    self._compare_enclosed(check, mapping, item, record)
            after = items[-1].id
            batch.position = {"after": after}
            yield
        check.message = check.checked and self.env._(
            "%(good)s of %(count)s enclosed files have the bytes that were read.",
            good=number(self.env, check.checked - check.deviations),
            count=number(self.env, check.checked),
        )

    def _compare_enclosed(self, check, mapping, item, record):
        readback = self.env["case.migration.differ"]._readback(mapping, record)
        meant, held = (
            readback._enclosed_files(mapping, item),
            readback._files_held(record),
        )
        lost = [name for digest, name in meant.items() if digest not in held]
        check.checked += len(meant)
        check.deviations += len(lost)
        sentence = self.env._("“%s”, which came with it, is not there as it was.")
        self._list(check, [(item.id, None, sentence % name) for name in lost])

    def _files_in_words(self, check):
        if not check.checked:
            return False
        good = number(self.env, check.checked - check.deviations)
        count = number(self.env, check.checked)
        if check.job_id.file_check != "source":
            return self.env._(
                "Files that have the bytes that were loaded: %(good)s of %(count)s.",
                good=good,
                count=count,
            )
        return self.env._(
            "Files that have the bytes that the source gives, by SHA-256: %(good)s of "
            "%(count)s. Compared with the checksum taken at the load, because the "
            "source did not give them again: %(unread)s.",
            good=good,
            count=count,
            unread=number(self.env, check.unread),
        )


def _may_hold(mapping):
    """:return: condition on the records that may have files within them"""
    fields = mapping.line_ids.filtered(lambda line: line.target_field == "attachments")
    return SQL(
        "(payload ?| %s OR payload::text LIKE '%%data:%%')",
        fields.mapped("source_field"),
    )
