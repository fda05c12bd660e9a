import json
import re

from psycopg2 import sql

from odoo import models
from odoo.tools import SQL

from ...lib.readers.base import UNREAD
from ...lib.records import digest
from ..findings.case_migration_correction import with_corrections
from ..support import bulk

# Of a deleted record the source gives little or nothing: what is known of it stays.
# So does what was removed on purpose: it is not taken in again.
# What a changed record was like when it was loaded is kept for the comparison.
_UPSERT = sql.SQL(
    """
    ON CONFLICT (stream_id, key) DO UPDATE
       SET payload = CASE WHEN EXCLUDED.deleted OR {known}.forgotten
                          THEN {known}.payload ELSE EXCLUDED.payload END,
           name = CASE WHEN EXCLUDED.deleted OR {known}.forgotten
                       THEN {known}.name ELSE EXCLUDED.name END,
           digest = CASE WHEN EXCLUDED.deleted OR {known}.forgotten
                         THEN {known}.digest ELSE EXCLUDED.digest END,
           loaded_payload = CASE WHEN {known}.loaded_digest IS NULL
                                   OR {known}.loaded_digest = EXCLUDED.digest THEN NULL
                                 ELSE COALESCE({known}.loaded_payload, {known}.payload)
                                 END,
           changed_at = EXCLUDED.changed_at,
           deleted = EXCLUDED.deleted,
           read_run = EXCLUDED.read_run,
           write_uid = EXCLUDED.write_uid,
           write_date = EXCLUDED.write_date
    """
).format(known=sql.Identifier("case_migration_record"))
# PostgreSQL keeps no NUL and no half of a surrogate pair in a text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# And indexes no text of more than 2700 bytes.
_LONGEST = 500
# Problems of a reading after which nobody can tell what the source has deleted.
CUT_SHORT = (UNREAD, "incomplete", "moved")


class CaseMigrationExtractor(models.AbstractModel):
    """Reads a stream of a source into staged records, a page per transaction."""

    _name = "case.migration.extractor"
    _description = "Case Migration Extractor"

    def _steps(self, batch):
        """Handler of batches of kind ``extract``; yields after each staged page.

        But the last: without a position it would be read from the beginning again,
        were the process killed between its commit and the end of the batch.
        """
        stream = batch.stream_id
        with stream.source_id._connection() as connection:
            for page in connection.pages(
                stream.name,
                position=batch.position or None,
                since=stream._asked_since(),
            ):
                self._stage(batch, page)
                batch.position = page.position
                if page.position is not None:
                    yield
        stream._end_reading(is_whole=not self._was_cut_short(batch))

    def _was_cut_short(self, batch):
        """Whether a file could not be read, or not to its end; or a list did not give
        what it claims to have, or moved all the time: what was not met may be there.
        """
        unread = [("batch_id", "=", batch.id), ("kind", "in", CUT_SHORT)]
        return bool(self.env["case.migration.finding"].search_count(unread, limit=1))

    def _stage(self, batch, page):
        rows = {}
        seen = self._seen_in_this_reading(batch, page)
        corrections = self._corrections(batch, page)
        for record in page.records:
            row = self._row(batch, record)
            key = row["key"]
            if key in corrections:
                row["payload"] = with_corrections(row["payload"], corrections[key])
                row["digest"] = digest(row["payload"])
            if seen.setdefault(key, row["digest"]) != row["digest"]:
                self._note_duplicate(batch, key)
            rows[key] = row
        bulk.insert(
            self.env["case.migration.record"], list(rows.values()), on_conflict=_UPSERT
        )
        self._note_problems(batch, page.problems)
        batch.total += len(rows)

    def _corrections(self, batch, page):
        """:return: ``{key: corrections}`` of those that people put right"""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT key, corrections FROM case_migration_record
                     WHERE stream_id = %s AND key = ANY(%s) AND corrections IS NOT NULL
                    """,
                    batch.stream_id.id,
                    [_key(record.key) for record in page.records],
                )
            )
        )

    def _seen_in_this_reading(self, batch, page):
        """:return: ``{key: digest}`` of the page's records that came before"""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT key, digest FROM case_migration_record
                     WHERE stream_id = %s AND key = ANY(%s) AND read_run = %s
                    """,
                    batch.stream_id.id,
                    [_key(record.key) for record in page.records],
                    batch.stream_id.read_run,
                )
            )
        )

    def _row(self, batch, record):
        stream = batch.stream_id
        return {
            "source_id": stream.source_id.id,
            "stream_id": stream.id,
            "company_id": batch.company_id.id,
            "object": stream.object,
            "key": _key(record.key),
            "name": _storable(record.name)[:_LONGEST],
            "payload": _storable_payload(record.payload),
            "digest": digest(record.payload),
            "changed_at": record.changed_at
            and record.changed_at[:19].replace("T", " "),
            "deleted": record.deleted,
            "read_run": stream.read_run,
            "state": "staged",
        }

    def _note_duplicate(self, batch, key):
        self._add_finding(
            batch,
            "duplicate_key",
            self.env._(
                "The source gave two different records with the ID %s; the later one "
                "is kept.",
                key,
            ),
        )

    def _note_problems(self, batch, problems):
        for problem in problems:
            message = _storable(problem.message)
            raw = _storable(problem.raw)
            self._add_finding(batch, problem.kind, message, "3_error", raw)

    def _add_finding(self, batch, kind, message, severity="2_warning", raw=False):
        self.env["case.migration.finding"].create(
            {
                "job_id": batch.job_id.id,
                "company_id": batch.company_id.id,
                "batch_id": batch.id,
                "object": batch.stream_id.object,
                "kind": kind,
                "severity": severity,
                "message": message,
                "raw": raw,
            }
        )


def _key(text):
    return _storable(text) if len(text) <= _LONGEST else digest(text)


def _storable(text):
    return _UNSTORABLE.sub("\ufffd", text)


def _storable_payload(payload):
    text = json.dumps(payload, ensure_ascii=False)
    if "\\u0000" not in text and not _UNSTORABLE.search(text):
        return payload
    return _clean(payload)


def _clean(value):
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _clean(item) for key, item in value.items()}
    return value
