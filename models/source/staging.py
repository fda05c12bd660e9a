"""Writes the records of a page into the staging table, in one statement.

What is the same for all of them is given once, and the rest as an array for each
column: a list of rows costs more to write and to parse than to store. No user is named
as its author, since the check that there is such a user would be a tenth of the cost.
"""

from typing import NamedTuple

from odoo.tools import SQL

# Of a deleted record the source gives little or nothing: what is known of it stays.
# So does what was removed on purpose: it is not taken in again.
# What a changed record was like when it was loaded is kept for the comparison.
_UPSERT = """
    INSERT INTO case_migration_record AS known (
           source_id, stream_id, company_id, object, read_run, state,
           create_date, write_date,
           key, name, payload, digest, changed_at, deleted)
    SELECT %s, %s, %s, %s, %s, 'staged', %s, %s, page.*
      FROM unnest(%s::varchar[], %s::varchar[], %s::jsonb[], %s::varchar[],
                  %s::timestamp[], %s::boolean[]) page
        ON CONFLICT (stream_id, key) DO UPDATE
       SET payload = CASE WHEN EXCLUDED.deleted OR known.forgotten
                          THEN known.payload ELSE EXCLUDED.payload END,
           name = CASE WHEN EXCLUDED.deleted OR known.forgotten
                       THEN known.name ELSE EXCLUDED.name END,
           digest = CASE WHEN EXCLUDED.deleted OR known.forgotten
                         THEN known.digest ELSE EXCLUDED.digest END,
           loaded_payload = CASE WHEN known.loaded_digest IS NULL
                                   OR known.loaded_digest = EXCLUDED.digest THEN NULL
                                 ELSE COALESCE(known.loaded_payload, known.payload)
                                 END,
           changed_at = EXCLUDED.changed_at,
           deleted = EXCLUDED.deleted,
           read_run = EXCLUDED.read_run,
           write_date = EXCLUDED.write_date
"""


class Staged(NamedTuple):
    """What is written of a record; ``payload`` is JSON that PostgreSQL can keep."""

    key: str
    name: str
    payload: str
    digest: str
    changed_at: str | None
    deleted: bool


def write(stream, rows):
    """Write records of a stream, or what has changed of those that are there.

    :param rows: list of :class:`Staged`, each key once
    """
    if not rows:
        return
    env = stream.env
    now = env.cr.now()
    *texts, deleted = zip(*rows, strict=True)
    env.cr.execute(
        SQL(
            _UPSERT,
            stream.source_id.id,
            stream.id,
            stream.company_id.id,
            stream.object,
            stream.read_run,
            now,
            now,
            *map(_array, texts),
            list(deleted),
        )
    )
    env["case.migration.record"].invalidate_model(flush=False)


def _array(texts):
    """:return: the texts, None among them, as PostgreSQL writes an array"""
    return "{" + ",".join(map(_element, texts)) + "}"


def _element(text):
    if text is None:
        return "NULL"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
