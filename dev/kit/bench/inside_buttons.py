"""Presses the buttons of a large migration, for the standard input of ``odoo shell``.

Parameter: ``do``, which of the functions below. Answers with seconds by button.
"""

import json
import os
import time

from kit.bench import inside

ADMIN = inside.ADMIN
REPORTS = ("assessment_document", "specification_document", "summary")


def before(env):
    """What is staged is still to be loaded."""
    job = stand_still(env, "confirmed")
    largest = max(job.mapping_ids, key=lambda one: one.source_count)
    buttons = {
        "Read": lambda: in_state(job, "discovered").action_discover(),
        "Propose": lambda: in_state(job, "discovered").action_propose(),
        "Check the map": job.action_check_map,
        "Confirm": lambda: in_state(job, "proposed").action_confirm(),
        "Confirm the owners": job.action_confirm_owners,
        "Check what Odoo has": job.action_check_setup,
        "Prepare": job.action_apply_setup,
        "Sample": job.action_sample,
        "Run, the question": lambda: asked(job.action_ask_run()),
        "Run": job.action_run,
        "Load one object": largest.action_run,
        "Retry one object": lambda: failed(job, largest).action_retry_failed(),
        "Pause": lambda: running(job).action_pause(),
        "Resume": lambda: running(job).action_resume(),
        "Cancel, the question": lambda: asked(running(job).action_ask_cancel()),
        "Cancel": lambda: running(job).action_cancel(),
    }
    return timed(env, job, buttons | of_the_form(env, job))


def after(env):
    """What is staged is loaded."""
    job = stand_still(env, "delta")
    env["case.migration.audit.seal"]._seal(job)
    whole = searched(env)
    buttons = {
        "Retry": lambda: retried(job),
        "Pick up changes": job.action_delta,
        "Validate": job.action_validate,
        "Roll back, count": job.action_plan_rollback,
        "Roll back": job.action_rollback,
        "Close, the question": lambda: checklist(job.action_open_closing()),
        "Close": lambda: closed(job),
        "Close, and remove": lambda: closed(job, retention_days=0),
        "Remove data": lambda: in_state(job, "done").action_remove_data(),
        "Remove a person, search": lambda: search(env).action_search(),
        "Remove a person": whole.action_forget,
    }
    return timed(env, job, buttons | of_the_form(env, job) | prints(env, job))


def long_map(env):
    """Little is staged, and the map has many lines."""
    job = stand_still(env, "confirmed")
    mapping = max(job.mapping_ids, key=lambda one: len(one.line_ids))
    env["case.migration.map.check"].sudo()._check(job.mapping_ids)
    job.template_id = env["case.migration.template"]._save(job)
    job.line_ids.action_confirm()
    buttons = {
        "Save as a template": job.action_save_template,
        "Load the template": lambda: in_state(job, "proposed").action_load_template(),
        "Check the map": job.action_check_map,
        "Agree to all lines": job.line_ids.action_confirm,
        "Change a line": lambda: mapping.line_ids[0].write({"default_value": "-"}),
        "Open a line": lambda: form_of(env, mapping.line_ids[0]),
        "Preview": mapping.action_preview,
        "Confirm, the question": lambda: asked(job.action_ask_confirm()),
        "Confirm": lambda: in_state(unconfirmed(job), "proposed").action_confirm(),
        "Check what Odoo has": job.action_check_setup,
        "Run, the question": lambda: asked(job.action_ask_run()),
        "Run": job.action_run,
    }
    return timed(env, job, buttons | of_the_form(env, job) | prints(env, job))


def of_the_form(env, job):
    return {
        "the form": lambda: form_of(env, job),
        "the form, progress": job.get_progress,
    }


def form_of(env, record):
    view = env[record._name].get_view(view_type="form")
    return record.web_read({name: {} for name in view["models"][record._name]})


def prints(env, job):
    reports = env["ir.actions.report"]
    return {
        f"print: {name}": lambda name=name: reports._render_qweb_html(
            f"crm_case_migration.report_{name}", job.ids
        )
        for name in REPORTS
    }


# ---------------------------------------------------------------------- to press them


def timed(env, job, buttons):
    """:return: seconds by button; each in a transaction that is rolled back"""
    env.cr.commit()
    found = {}
    for name, press in buttons.items():
        env.invalidate_all()
        job.read(["name"])
        started = time.monotonic()
        press()
        env.flush_all()
        found[name] = time.monotonic() - started
        print(f"{found[name]:8.2f}  {name}", flush=True)
        env.cr.rollback()
        env.transaction.clear()
    return found


def stand_still(env, state):
    """The migration, as if nothing went on in it."""
    job = env["case.migration.job"].search([])
    env.cr.execute(
        "UPDATE case_migration_batch SET state = 'cancelled' WHERE state = 'todo'"
    )
    env.invalidate_all()
    for mapping in job.mapping_ids:
        mapping.source_count = sum(mapping._streams().mapped("record_count"))
    return in_state(job, state)


def in_state(job, state):
    job.write({"state": state, "task": False, "paused": False})
    return job


def unconfirmed(job):
    job.line_ids.write({"confirmed": False})
    return job


def running(job):
    """All batches of a run are still to be worked on."""
    job.env.cr.execute("UPDATE case_migration_batch SET state = 'todo'")
    job.write({"state": "running", "task": "run"})
    return job


def failed(job, mappings):
    """A hundred records of each have failed."""
    for mapping in mappings:
        job.env.cr.execute(
            "UPDATE case_migration_record SET state = 'failed' WHERE id IN ("
            "SELECT id FROM case_migration_record WHERE stream_id = ANY(%s) LIMIT 100)",
            [mapping._streams().ids],
        )
    return mappings


def retried(job):
    failed(job, job.mapping_ids)
    job.action_retry_failed()


def asked(action):
    return action_record(action).message


def checklist(action):
    return action_record(action).checklist


def action_record(action):
    return globals()["env"][action["res_model"]].browse(action["res_id"])


def closed(job, **values):
    job.write(values)
    job.action_close([one["code"] for one in job.get_closing_checklist()])


def search(env):
    contacts = [("object", "=", "contact"), ("name", "!=", False)]
    one = env["case.migration.record"].search(contacts, limit=1)
    return env["case.migration.forget"].create({"text": one.name})


def searched(env):
    """A search that has come to its end."""
    found = search(env)
    found.action_search()
    while found.search_on():
        pass
    return found


if "env" in globals():
    parameters = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    admin = globals()["env"](user=ADMIN)
    print("RESULT", json.dumps(globals()[parameters["do"]](admin)), flush=True)
