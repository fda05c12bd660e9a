"""What a migration has written last into records, by its audit log."""

from odoo.tools import SQL


def last_migrated(records):
    """
    :return: ``{record id: {field: value}}`` in the form of a snapshot, of creations and
        changes that nothing has taken back; records that were only matched are missing
    """
    rows = records.env.execute_query(
        SQL(
            """
            SELECT line.res_id, line.after
              FROM case_migration_audit_log line
             WHERE line.res_model = %s AND line.res_id = ANY(%s)
               AND line.operation IN ('create', 'write')
               AND NOT EXISTS (SELECT 1 FROM case_migration_audit_log undo
                                WHERE undo.undoes_id = line.id)
             ORDER BY line.id
            """,
            records._name,
            records.ids,
        )
    )
    values = {}
    for res_id, after in rows:
        values.setdefault(res_id, {}).update(after or {})
    return values
