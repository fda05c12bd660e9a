"""What a migration has written last into records, by its audit log."""

from odoo.tools import SQL


def last_migrated(records):
    """
    :return: ``{record id: {field: value}}`` in the form of a snapshot, of creations and
        changes that nothing has taken back, and of what was put back of a change in
        part; records that were only matched are missing
    """
    rows = records.env.execute_query(
        SQL(
            """
            SELECT line.res_id, line.after
              FROM case_migration_audit_log line
             WHERE line.res_model = %s AND line.res_id = ANY(%s)
               AND (line.operation IN ('create', 'write')
                    OR line.operation = 'restore' AND line.undoes_id IS NULL)
               AND NOT EXISTS (SELECT 1 FROM case_migration_audit_log undo
                                WHERE undo.undoes_id = line.id)
             ORDER BY line.id
            """,
            records._name,
            records.ids,
        )
    )
    return _by_record(rows)


def put_back(records):
    """
    :return: ``{record id: {field: value}}`` in the form of a snapshot, of what a
        rollback has found in records that it has left as they were before
    """
    rows = records.env.execute_query(
        SQL(
            """
            SELECT res_id, before
              FROM case_migration_audit_log
             WHERE res_model = %s AND res_id = ANY(%s) AND operation = 'restore'
             ORDER BY id
            """,
            records._name,
            records.ids,
        )
    )
    return _by_record(rows)


def _by_record(rows):
    values = {}
    for res_id, some in rows:
        values.setdefault(res_id, {}).update(some or {})
    return values
