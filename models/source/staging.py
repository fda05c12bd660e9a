"""Writes the records of a page into the staging table, in one statement.

Records that are all new are copied, for which PostgreSQL takes three fifths of the
time. Of others, what is the same for all is given once, and the rest as an array for
each column: a list of rows costs more to write and to parse than to store. No user is
named as its author, since the check that there is such a user would be a tenth of the
cost.
"""

from io import StringIO
from typing import NamedTuple

from psycopg2.errors import UniqueViolation

from odoo.tools import SQL

# What is the same for all records of a page, and then those of `Staged`.
_COLUMNS = """
    source_id, stream_id, company_id, object, read_run, state, create_date, write_date,
    key, name, payload, digest, changed_at, deleted
"""

# Of a deleted record the source gives little or nothing: what is known of it stays.
# So does what was removed on purpose: it is not taken in again.
# What a changed record was like when it was loaded is kept for the comparison.
_UPSERT = """
    INSERT INTO case_migration_record AS known (%s)
    SELECT %s, %s, %s, %s, %s, %s, %s, %s, page.*
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
_COPY = f"COPY case_migration_record ({_COLUMNS}) FROM STDIN"
_NULL = r"\N"
_ESCAPES = (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"))


class Staged(NamedTuple):
    """What is written of a record; ``payload`` is JSON that PostgreSQL can keep.

    No text has a NUL character.
    """

    key: str
    name: str
    payload: str
    digest: str
    changed_at: str | None
    deleted: bool


def copy(stream, rows):
    """Write records of a stream that are likely to be new.

    :param rows: list of :class:`Staged`, each key once
    :return: False where one of the keys is there, and nothing was written
    """
    if not rows:
        return True
    cr = stream.env.cr
    *texts, deleted = zip(*rows, strict=True)
    columns = *map(_copied, texts), map(str, deleted)
    same = "\t".join(_copied([str(value) for value in _common(stream)]))
    lines = ["\t".join((same, *row)) for row in zip(*columns, strict=True)]
    try:
        with cr.savepoint(flush=False):
            cr.copy_expert(_COPY, StringIO("\n".join(lines)))
    except UniqueViolation:
        return False
    stream.env["case.migration.record"].invalidate_model(flush=False)
    return True


def upsert(stream, rows):
    """Write records of a stream, or what has changed of those that are there.

    :param rows: list of :class:`Staged`, each key once
    """
    if not rows:
        return
    *texts, deleted = zip(*rows, strict=True)
    arrays = map(_array, texts)
    stream.env.cr.execute(
        SQL(_UPSERT, SQL(_COLUMNS), *_common(stream), *arrays, list(deleted))
    )
    stream.env["case.migration.record"].invalidate_model(flush=False)


def _common(stream):
    """:return: what all records of a page have in the first columns"""
    now = stream.env.cr.now()
    return (
        stream.source_id.id,
        stream.id,
        stream.company_id.id,
        stream.object,
        stream.read_run,
        "staged",
        now,
        now,
    )


def _copied(texts):
    """:return: the texts, None among them, as COPY reads them"""
    column = "\0".join("" if text is None else text for text in texts)
    for mark, written in _ESCAPES:
        column = column.replace(mark, written)
    escaped = column.split("\0")
    if None not in texts:
        return escaped
    pairs = zip(texts, escaped, strict=True)
    return [_NULL if text is None else one for text, one in pairs]


def _array(texts):
    """:return: the texts, None among them, as PostgreSQL writes an array"""
    return "{" + ",".join(map(_element, texts)) + "}"


def _element(text):
    if text is None:
        return "NULL"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
