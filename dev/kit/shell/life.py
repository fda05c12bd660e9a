"""What a database holds of a finished migration, for Odoo's shell: with the addon, and
after it was uninstalled.

Parameters: ``batches``, so many of the run are worked on and no more; ``uninstall``,
the addon is taken out. Answers with the migrated cases, what is
left of the addon, and whether Odoo still shows a case.
"""

import json
import os
import time

from kit.shell import migrate

LEFTOVERS = {
    "tables": "SELECT tablename FROM pg_tables WHERE tablename ~ '^case_migration'",
    "columns": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE column_name LIKE '%migrat%' AND table_schema = 'public'
           AND table_name NOT LIKE 'ir\\_%'
    """,
    "models": "SELECT model FROM ir_model WHERE model LIKE 'case.migration.%'",
    "fields": """
        SELECT model || '.' || name FROM ir_model_fields
         WHERE model LIKE 'case.migration.%' OR relation LIKE 'case.migration.%'
    """,
    "names": r"""
        SELECT complete_name FROM (SELECT module || '.' || name AS complete_name
          FROM ir_model_data WHERE module = 'crm_case_migration') AS names
    """,
    "attachments": """
        SELECT name FROM ir_attachment WHERE res_model LIKE 'case.migration.%'
    """,
    "messages": "SELECT body FROM mail_message WHERE model LIKE 'case.migration.%'",
    "followers": """
        SELECT res_model FROM mail_followers WHERE res_model LIKE 'case.migration.%'
    """,
    "activities": """
        SELECT summary FROM mail_activity WHERE res_model LIKE 'case.migration.%'
    """,
    "parameters": r"""
        SELECT key FROM ir_config_parameter WHERE key LIKE 'crm\_case\_migration.%'
    """,
    "crons": "SELECT cron_name FROM ir_cron WHERE cron_name ILIKE '%case migration%'",
    "groups": """
        SELECT comment FROM res_groups WHERE comment::text ILIKE '%migrations%'
    """,
    "views": "SELECT name FROM ir_ui_view WHERE arch_db::text LIKE '%case.migration%'",
    "menus": "SELECT name FROM ir_ui_menu WHERE name::text ILIKE '%case migration%'",
}


def begin(env, batches):
    """Prepare Odoo, start the run, and stop after a few batches, as if killed."""
    job = env["case.migration.job"].search([])
    # The first version has no list of people to agree to.
    if "owners_open" in job._fields and job.owners_open:
        job.action_confirm_owners()
    if job.missing_count:
        job.action_apply_setup()
        job.work_now()
    migrate.plan_run(job)
    for _ in range(batches):
        env["case.migration.batch"]._run_one(job, time.monotonic())
        env.cr.commit()


def cases(env):
    """The migrated cases with their custom fields, by name."""
    leads = env["crm.lead"].with_context(active_test=False).search([], order="id")
    own = sorted(name for name in leads._fields if name.startswith("x_"))
    return {
        f"{lead.id} {lead.name}": {
            "values": {name: str(lead[name]) for name in own},
            "notes": len(lead.message_ids),
            "files": env["ir.attachment"].search_count(
                [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)]
            ),
        }
        for lead in leads
    }


def shown(env):
    """The names of the custom fields in the form of a case, which can be opened."""
    leads = env["crm.lead"]
    arch = leads.get_view(view_type="form")["arch"]
    return sorted(
        name
        for name in leads._fields
        if name.startswith("x_") and f'name="{name}"' in arch
    )


def leftovers(env):
    """What there is of the addon, by kind; nothing for the kinds without any."""
    found = {}
    for kind, query in LEFTOVERS.items():
        env.cr.execute(query)
        rows = [str(row[0]) for row in env.cr.fetchall()]
        if rows:
            found[kind] = sorted(rows)
    return found


if "env" in globals():
    shell_env = globals()["env"]
    parameters = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    if parameters.get("batches"):
        begin(shell_env, parameters["batches"])
    if parameters.get("uninstall"):
        module = shell_env["ir.module.module"].search(
            [("name", "=", "crm_case_migration")]
        )
        module.button_immediate_uninstall()
        shell_env.cr.commit()
        shell_env.transaction.reset()
    answer = {
        "cases": cases(shell_env),
        "shown": shown(shell_env),
        "leftovers": leftovers(shell_env),
    }
    print("RESULT", json.dumps(answer), flush=True)
    os._exit(0)
