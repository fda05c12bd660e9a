from openupgradelib import openupgrade
from psycopg2 import sql

IMPLIED = (
    ("case_migration_record", "source_id"),
    ("case_migration_record", "company_id"),
    ("case_migration_audit_log", "company_id"),
    ("case_migration_finding", "company_id"),
)


@openupgrade.migrate()
def migrate(env, version):
    """Foreign keys that others of the same row imply are no longer there."""
    for table, column in IMPLIED:
        openupgrade.logged_query(
            env.cr,
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}").format(
                sql.Identifier(table), sql.Identifier(f"{table}_{column}_fkey")
            ),
        )
