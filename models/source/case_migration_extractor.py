import re

from odoo import models
from odoo.tools import SQL

from ...lib.readers.base import UNREAD
from ...lib.records import canonical, digest, digest_of
from ..findings.case_migration_correction import with_corrections
from ..support.words import said
from . import staging

# PostgreSQL keeps no NUL and no half of a surrogate pair in a text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Of which one is written like this in JSON; so are characters that may be kept.
_SUSPICIOUS = re.compile(r"\\u(?:0000|d[89a-f])")
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
        stream = batch.stream_id
        rows = {}
        known = self._known(stream, page)
        seen = {key: found for key, (found, _none) in known.items() if found}
        for record in page.records:
            row = _row(record)
            _seen, corrections = known.get(row.key, (None, None))
            if corrections:
                row = _corrected(row, record, corrections)
            if seen.setdefault(row.key, row.digest) != row.digest:
                self._note_duplicate(batch, row.key)
            rows[row.key] = row
        staging.write(stream, list(rows.values()), are_new=not known)
        self._note_problems(batch, page.problems)
        batch.total += len(rows)

    def _known(self, stream, page):
        """What is known of those of the page's records that are there.

        :return: ``{key: (digest, corrections)}``: the digest if they came before in
            this reading, and what people put right; each may be None
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key, CASE WHEN read_run = %s THEN digest END, corrections
                  FROM case_migration_record
                 WHERE stream_id = %s AND key = ANY(%s)
                """,
                stream.read_run,
                stream.id,
                [_key(record.key) for record in page.records],
            )
        )
        return {key: found for key, *found in rows}

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
            message = _storable(said(self.env, problem.message))
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


def _row(record):
    text = record.text or canonical(record.payload)
    kept = text
    if _SUSPICIOUS.search(text):
        kept = canonical(_clean(record.payload))
    return staging.Staged(
        key=_key(record.key),
        name=_storable(record.name)[:_LONGEST],
        payload=kept,
        digest=digest_of(text),
        changed_at=record.changed_at and record.changed_at[:19],
        deleted=record.deleted,
    )


def _corrected(row, record, corrections):
    payload = with_corrections(_clean(record.payload), corrections)
    return row._replace(payload=canonical(payload), digest=digest(payload))


def _key(text):
    return _storable(text) if len(text) <= _LONGEST else digest(text)


def _storable(text):
    return _UNSTORABLE.sub("\ufffd", text)


def _clean(value):
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _clean(item) for key, item in value.items()}
    return value
