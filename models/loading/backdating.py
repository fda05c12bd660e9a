"""Original dates in ``create_date`` and ``write_date``, which the ORM does not write.

Done in SQL after everything else, for the ORM stamps both with the time of the load.
"""

from datetime import date, datetime, time

from odoo import fields
from odoo.tools import SQL

DATES = ("create_date", "write_date")


def backdate(records, wanted):
    """
    :param wanted: ``{record id: (create_date or None, write_date or None)}``
    :return: ``{record id: (before, after)}``, both as an audit line keeps them
    """
    if not wanted or not records._log_access:
        return {}
    env = records.env
    env.flush_all()
    before = _dates(records.browse(wanted))
    _update(records, [(row_id, *map(_moment, pair)) for row_id, pair in wanted.items()])
    _recompute(records.browse(wanted))
    after = _dates(records.browse(wanted))
    return {row_id: (before[row_id], after[row_id]) for row_id in wanted}


def restore_dates(record, before):
    """Put back the dates of a record that :func:`backdate` has changed.

    :param before: ``{"create_date": text, "write_date": text}``
    """
    record.env.flush_all()
    dates = [fields.Datetime.to_datetime(before[name]) for name in DATES]
    _update(record, [(record.id, *dates)])


def _update(records, rows):
    values = SQL(", ").join(
        SQL("(%s, %s::timestamp, %s::timestamp)", *row) for row in rows
    )
    records.env.cr.execute(
        SQL(
            """
            UPDATE %s AS t
               SET create_date = COALESCE(v.created, t.create_date),
                   write_date = COALESCE(v.changed, t.write_date)
              FROM (VALUES %s) AS v(id, created, changed)
             WHERE t.id = v.id
            """,
            SQL.identifier(records._table),
            values,
        )
    )
    records.invalidate_recordset(DATES, flush=False)


def _recompute(records):
    """Bring up to date what is computed of the creation date, write_date untouched."""
    changed = _dates(records)
    records.modified(["create_date"])
    records.env.flush_all()
    _update(
        records,
        [
            (row_id, None, fields.Datetime.to_datetime(dates["write_date"]))
            for row_id, dates in changed.items()
        ],
    )


def _dates(records):
    return {
        record.id: {name: fields.Datetime.to_string(record[name]) for name in DATES}
        for record in records
    }


def _moment(value):
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value or None
