"""The journey of a firm, for the standard input of ``odoo shell``.

Parameters: those of migrate.py; ``known``, what established.py is told; ``before``,
what else the firm has; ``folder``, where each stage's tables are kept; and of an export
the path of the ``later`` one. The answer has the job's problem.
"""

import base64
import json
import os
import urllib.request
from pathlib import Path
from typing import Any

from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.tools import SQL

from odoo.addons.crm_case_migration.lib.tables import write_csv

from kit.shell import established, migrate

ADMIN = 2
TABLES = (
    *("account_move", "account_move_line", "account_move_line_account_tax_rel"),
    *("calendar_attendee", "calendar_event", "calendar_recurrence"),
    *("case_migration_finding", "case_migration_job", "case_migration_mapping"),
    *("case_migration_mapping_line", "case_migration_record", "case_migration_value"),
    *("case_migration_audit_log", "crm_lead", "crm_lead_scoring_frequency"),
    *("crm_lost_reason", "crm_stage", "crm_tag", "crm_tag_rel", "crm_team"),
    *("crm_team_member", "ir_attachment", "ir_model_fields"),
    *("ir_model_fields_selection", "mail_activity", "mail_activity_type"),
    *("mail_followers", "mail_mail", "mail_message", "mail_notification"),
    *("message_attachment_rel", "res_country", "res_country_state", "res_currency"),
    *("res_partner", "res_partner_category", "res_partner_industry"),
    *("res_partner_res_partner_category_rel", "res_users", "utm_source"),
)
DATA_SETS = ("invoices", "time_entries", "expenses")


def travel(env: Environment, options: dict[str, Any]) -> dict[str, Any]:
    """Take the firm through all stages."""
    folder = Path(options["folder"])
    keep(env, folder / "before")
    job = migrate.connect(env, options)
    job.make_invoices = True
    problem = None
    try:
        migrate.step(job, "action_discover")
        migrate.get_ready(job)
        migrate.step(job, "action_run")
        keep(env, folder / "run")
        keep_data_sets(job, folder)
        go_on(job, options)
        migrate.step(job, "action_delta")
        keep(env, folder / "delta")
        migrate.step(job, "action_rollback")
        keep(env, folder / "back")
    except migrate.Stopped as stopped:
        problem = str(stopped)
    return {"problem": problem, "state": job.state}


def add_more(env: Environment, before: dict[str, Any]) -> None:
    """What the firm has beside what established.py makes: a lead source and a field
    that the source has too, and records that only look like the source's.
    """
    env["utm.source"].create({"name": before["lead_source"]})
    model = env["ir.model"]._get("crm.lead")
    field = {"model_id": model.id, "ttype": "char", "state": "manual"}
    env["ir.model.fields"].create([field | one for one in before["fields"]])
    lead = env["crm.lead"].create({"name": before["case"]})
    env["ir.attachment"].create(
        {"name": before["document"], "raw": b"Its own", "res_model": lead._name}
        | {"res_id": lead.id}
    )
    env["mail.activity"].create(
        {"summary": before["activity"], "res_model_id": model.id, "res_id": lead.id}
    )
    env["calendar.event"].create(
        {"name": before["event"], "start": "2020-01-01", "stop": "2020-01-01"}
    )
    env["account.move"].create(
        {"move_type": "out_invoice", "ref": before["invoice"]}
        | {"partner_id": env.company.partner_id.id}
    )
    env.cr.commit()
    env.registry.signal_changes()  # of the fields


def go_on(job: Any, options: dict[str, Any]) -> None:
    """The source changes: over its API, or by another export."""
    if "later" in options:
        job.source_id.bundle = base64.b64encode(Path(options["later"]).read_bytes())
        job.env.cr.commit()
        return
    address = f"{options['address']}/_sandbox/evolve"
    urllib.request.urlopen(urllib.request.Request(address, method="POST")).close()


def keep(env: Environment, folder: Path) -> None:
    """Write the tables as they are, a row of JSON in each line."""
    folder.mkdir(parents=True)
    env.flush_all()
    for table in TABLES:
        query = SQL("SELECT to_jsonb(t)::text FROM %s t", SQL.identifier(table))
        lines = "\n".join(row for [row] in env.execute_query(query))
        (folder / table).write_text(lines, encoding="utf-8")


def keep_data_sets(job: Any, folder: Path) -> None:
    """Write what is handed over for the accountants."""
    for name in DATA_SETS:
        with (folder / f"{name}.csv").open("wb") as file:
            write_csv(job._exported(name), file)


if "env" in globals():
    parameters = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    shell_env = globals()["env"](user=ADMIN)
    established.establish(shell_env, parameters["known"])
    add_more(shell_env, parameters["before"])
    with Registry(shell_env.cr.dbname).check_signaling().cursor() as cr:
        answer = travel(Environment(cr, ADMIN, {}), parameters)
    print("RESULT", json.dumps(answer))
