import shutil

from odoo.tools import SQL

from .models.source.case_migration_source_upload import upload_folder

# Tables of Odoo with rows that belong to records of any model.
_BELONGINGS = (
    ("ir_attachment", "res_model"),
    ("mail_activity", "res_model"),
    ("mail_followers", "res_model"),
    ("mail_message", "model"),
)


def uninstall_hook(env):
    """Remove what hangs on our records and what only we read; the migrated records
    and the fields made for them stay.
    """
    for table, column in _BELONGINGS:
        model = "mail.message" if column == "model" else table.replace("_", ".")
        rows = env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE %s LIKE 'case.migration.%%'",
                SQL.identifier(table),
                SQL.identifier(column),
            )
        )
        records = env[model].with_context(active_test=False)
        records.browse(row_id for [row_id] in rows).unlink()
    env["case.migration.queue"]._remove()
    shutil.rmtree(upload_folder(env), ignore_errors=True)
    parameters = [("key", "=like", r"crm\_case\_migration.%")]
    env["ir.config_parameter"].search(parameters).unlink()
