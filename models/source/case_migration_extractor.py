import re

from odoo import models
from odoo.tools import SQL

from ...lib.readers.base import NOT_READ, ROW, UNREAD
from ...lib.records import canonical, digest, digest_of
from ..findings.case_migration_correction import with_corrections
from ..support.words import counted, said
from . import staging

# PostgreSQL keeps no NUL and no half of a surrogate pair in a text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Of which one is written like this in JSON; so are characters that may be kept.
_SUSPICIOUS = re.compile(r"\\u(?:0000|d[89a-f])")
# And indexes no text of more than 2700 bytes.
_LONGEST = 500
# Problems of a reading after which nobody can tell what the source has deleted.
CUT_SHORT = (UNREAD, NOT_READ, ROW, "incomplete", "moved")


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
        is_whole = not self._was_cut_short(batch)
        if not is_whole:
            self._note_unmet(batch)
        stream._end_reading(is_whole)

    def _was_cut_short(self, batch):
        """Whether a file is missing or could not be read, or not to its end; or a row
        of it; or a list did not give what it claims to have, or moved all the time:
        what was not met may be there.
        """
        [[found]] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (SELECT FROM case_migration_finding
                                WHERE batch_id = %s AND kind IN %s)
                """,
                batch.id,
                CUT_SHORT,
            )
        )
        return found

    def _note_unmet(self, batch):
        count = batch.stream_id._count_unmet()
        if not count:
            return
        message = counted(
            self.env,
            count,
            self.env._(
                "A record that is known did not come this time. Because not all of the "
                "list could be read, it is not marked as deleted in the source."
            ),
            self.env._(
                "%(count)s records that are known did not come this time. Because not "
                "all of the list could be read, none is marked as deleted in the "
                "source."
            ),
        )
        self._add_findings(batch, [{"kind": "unmet", "message": message}])

    def _stage(self, batch, page):
        """Of a list that is read for the first time, nothing is known, but of records
        that come again: so its pages are copied, and looked up where that fails.
        """
        stream = batch.stream_id
        staged = list(map(_row, page.records))
        rows, repeated = _by_key(staged)
        if stream.read_run > 1 or not staging.copy(stream, list(rows.values())):
            known = self._known(stream, list(rows))
            staged = [
                _corrected(row, record, known)
                for row, record in zip(staged, page.records, strict=True)
            ]
            rows, repeated = _by_key(staged, known)
            staging.upsert(stream, list(rows.values()))
        self._note_duplicates(batch, repeated)
        self._note_problems(batch, page.problems)
        batch.total += len(rows)

    def _known(self, stream, keys):
        """What is known of the page's records.

        :return: ``{key: (digest, corrections)}``: the digest of those that came before
            in this reading, and what people put right; each may be None
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key, CASE WHEN read_run = %s THEN digest END, corrections
                  FROM case_migration_record
                 WHERE stream_id = %s AND key = ANY(%s)
                   AND (read_run = %s OR corrections IS NOT NULL)
                """,
                stream.read_run,
                stream.id,
                keys,
                stream.read_run,
            )
        )
        return {key: found for key, *found in rows}

    def _note_duplicates(self, batch, keys):
        self._add_findings(
            batch,
            [
                {
                    "kind": "duplicate_key",
                    "message": self.env._(
                        "The source gave two different records with the ID %s; the "
                        "later one is kept.",
                        key,
                    ),
                }
                for key in keys
            ],
        )

    def _note_problems(self, batch, problems):
        self._add_findings(
            batch,
            [
                {
                    "kind": problem.kind,
                    "severity": "3_error",
                    "message": _storable(said(self.env, problem.message)),
                    "raw": _storable(problem.raw),
                }
                for problem in problems
            ],
        )

    def _add_findings(self, batch, findings):
        if not findings:
            return
        common = {
            "job_id": batch.job_id.id,
            "company_id": batch.company_id.id,
            "batch_id": batch.id,
            "object": batch.stream_id.object,
            "severity": "2_warning",
        }
        self.env["case.migration.finding"].create(
            [common | finding for finding in findings]
        )


def _by_key(rows, known=None):
    """:return: the last row of each key, and the keys that came with other data before

    :param known: ``{key: (digest before, …)}``
    """
    seen = {key: found for key, (found, _none) in (known or {}).items() if found}
    last, repeated = {}, []
    for row in rows:
        if seen.setdefault(row.key, row.digest) != row.digest:
            repeated.append(row.key)
        last[row.key] = row
    return last, repeated


def _row(record):
    text = record.text or canonical(record.payload)
    kept = text
    if "\\u" in text and _SUSPICIOUS.search(text):
        kept = canonical(_clean(record.payload))
    return staging.Staged(
        key=_key(record.key),
        name=record.name and _storable(record.name)[:_LONGEST],
        payload=kept,
        digest=digest_of(text),
        changed_at=record.changed_at and record.changed_at[:19],
        deleted=record.deleted,
    )


def _corrected(row, record, known):
    _digest, corrections = known.get(row.key, (None, None))
    if not corrections:
        return row
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
