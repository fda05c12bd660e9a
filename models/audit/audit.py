"""The one place where lines of the audit log are written."""

import hashlib

from ...lib.records import canonical
from ..support import bulk


def write_audit(env, rows):
    """Add a line for each of ``rows``, dicts with the same keys.

    :return: ids of the lines
    """
    rows = [_sealable(row) for row in rows]
    return bulk.insert(env["case.migration.audit.log"], rows)


def _sealable(row):
    # The ORM reads an empty column as False, and False would be written as JSON.
    before, after = (_serialised(row[name]) for name in _VALUES)
    return {
        **row,
        "before": bulk.Serialised(before) if row["before"] else None,
        "after": bulk.Serialised(after) if row["after"] else None,
        "content_digest": _digest(before, after),
    }


def _serialised(value):
    return canonical(_normal(value)) if value else "null"


def content_digest(before, after):
    """SHA-256 (hex) of what a line says, the same after a journey through the database.

    The chain over the log covers this digest and not the values themselves, so that
    personal data can be taken out of a line and the chain still holds.
    """
    return _digest(canonical(_normal(before)), canonical(_normal(after)))


def _digest(before, after):
    return hashlib.sha256(f"[{before},{after}]".encode()).hexdigest()


def _normal(value):
    """PostgreSQL gives back 1e22 as a whole number, and a tuple as a list."""
    if isinstance(value, dict):
        return {
            str(key): one if type(one) in _AS_IT_IS else _normal(one)
            for key, one in value.items()
        }
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list | tuple):
        return [_normal(one) for one in value]
    return value


_VALUES = ("before", "after")
_AS_IT_IS = (str, int, bool, type(None))


# What the digest of a line without values is.
NOTHING = content_digest(None, None)


def is_emptied(line):
    """Whether the values of an audit line were removed after it was written."""
    nothing = not line.before and not line.after
    return nothing and line.content_digest not in (False, NOTHING)
