"""A headless migration taken to a goal, for the standard input of ``odoo shell``.

Parameters: those of migrate.py, ``goal`` (a state of the job), ``page`` and
``batch_size`` (records), and ``changes``, where those of the source are picked up once
after the run. A migration that is there already is gone on with. To be killed on the
way it takes ``kills``: ``mean`` (seconds that a life lasts, at random from ``seed``) or
``after_commits`` (every life ends with its first commit).
"""

import json
import os
import random
import re
import signal
import time
import traceback

from odoo import sql_db
from odoo.api import Environment
from odoo.modules.registry import Registry

from kit.shell import migrate

ADMIN = 2
MOST_LIVES = 2000
PATIENCE = 60
"""Seconds without any progress after which the migration is stuck."""

STEPS = {
    "draft": "action_discover",
    "discovered": "action_propose",
    "proposed": "action_confirm",
    "delta": "action_rollback",
    "validated": "action_rollback",
}
# Of the moment of the run, or drawn by lot, and not of the source.
VOLATILE = {
    "id",
    "calendar_last_notif_ack",
    "color",
    "message_id",
    "create_date",
    "write_date",
    "date_open",
    "date_closed",
    "date_last_stage_update",
    "day_open",
    "day_close",
}
# The id in a link to a record or to a picture.
LINK = re.compile(r"(/odoo/[\w.]+/|/web/image/)\d+(?:\?access_token=[\w-]+)?")
LEFT_OUT = ("one2many", "binary", "properties", "properties_definition", "json")


def drive(env, options):
    """Take the migration to its goal, from wherever it stands."""
    job = env["case.migration.job"].search([]) or connect(env, options)
    reached, since = how_far(job), time.monotonic()
    while not is_there(job, options):
        take_step(job, options)
        if how_far(job) != reached:
            reached, since = how_far(job), time.monotonic()
        elif time.monotonic() > since + PATIENCE:
            raise TimeoutError(f"stuck: {job.state}, {job.task}, {job.problem}")


def is_there(job, options):
    if job.task or ("changes" in options and not job.delta_on):
        return False
    return job.state == options["goal"]


def how_far(job):
    """What no step leaves as it is, whatever it does."""
    batches = job.env["case.migration.batch"]
    mine = [("job_id", "=", job.id)]
    return job.state, job.task, batches._read_group(mine, ["state"], ["seconds:sum"])


def connect(env, options):
    """A job with small pages and small batches: many transactions, little data."""
    profile = env["case.migration.profile"].search([("code", "=", options["system"])])
    definition = profile.definition
    definition["rest"]["paginator"]["limit"] = options["page"]
    definition["rest"]["requests_per_minute"] = 1_000_000
    profile.definition = definition
    sized = env["case.migration.job"].with_context(
        default_batch_size=options["batch_size"]
    )
    return migrate.connect(sized.env, options).with_env(env)


def take_step(job, options=()):
    if job.paused:
        job.action_resume()
    elif not job.task:
        getattr(job, next_action(job, options))()
    job.work_now()


def next_action(job, options):
    if job.state == "delta" and "changes" in options:
        return "action_delta"
    if job.state == "confirmed":
        if job.owners_open:
            return "action_confirm_owners"
        return "action_apply_setup" if job.missing_count else "action_run"
    return STEPS[job.state]


# -------------------------------------------------------------------- being killed


def live_often(database, options):
    """Take the migration to its goal although its process is killed again and again.

    :return: how often that was
    """
    kills = options["kills"]
    chance = random.Random(kills.get("seed"))  # noqa: S311 - to be repeated
    for count in range(MOST_LIVES):
        sql_db.close_all()
        child = os.fork()
        if not child:
            live(database, options)
        if "mean" in kills:
            time.sleep(chance.expovariate(1 / kills["mean"]))
            os.kill(child, signal.SIGKILL)
        _child, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            if os.WEXITSTATUS(status):
                raise RuntimeError(f"a life failed, after {count} kills")
            return count
        Registry(database).check_signaling()
    raise RuntimeError(f"still not there after {MOST_LIVES} kills")


def live(database, options):
    """One life, in a process of its own."""
    if options["kills"].get("after_commits"):
        die_after_commits()
    try:
        with Registry(database).check_signaling().cursor() as cr:
            drive(Environment(cr, ADMIN, {}), options)
    except BaseException:  # noqa: BLE001 - the parent learns of it by the status
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def die_after_commits():
    """Let the process end with the first commit of its own work.

    Odoo's signals to other processes, sent on cursors without models, are left out:
    as they repeat what is committed, nothing would ever come after them.
    """
    commit = sql_db.Cursor.commit

    def last_commit(cr):
        cr.flush()
        cr.execute("SELECT pg_current_xact_id_if_assigned()")
        [wrote] = cr.fetchone()
        commit(cr)
        if wrote and cr.transaction is not None:
            os.kill(os.getpid(), signal.SIGKILL)

    sql_db.Cursor.commit = last_commit


# -------------------------------------------------------------------- what became of it


def report(env):
    """The state of the job and the business values, without ids and moments."""
    job = env["case.migration.job"].search([])
    summary = job.get_summary()
    for row in summary:
        row.pop("seconds")
    return {
        "job": {name: job[name] for name in ("state", "task", "paused", "problem")},
        "summary": summary,
        "open": len(job._open_batches()),
        "records": records(env),
        "failures": failures(env),
    }


def records(env):
    """What each source record has become, by stream and key."""
    links = env["case.migration.record"].with_context(active_test=False).search([])
    names = {(link.res_model, link.res_id): label(link) for link in links}
    return {
        label(link): {
            "state": link.state,
            "reason": link.reason_kind,
            "payload": link.digest,
            "target": target(env, link, names),
        }
        for link in links
    }


def failures(env):
    """Why records failed, in sentences, by stream and key."""
    failed = env["case.migration.record"].search([("state", "=", "failed")])
    return {label(link): link.reason for link in failed}


def label(link):
    return f"{link.stream_id.name}/{link.key}"


def target(env, link, names):
    if not link.res_id:
        return None
    record = env[link.res_model].browse(link.res_id)
    if link.state not in ("created", "updated"):
        return [link.res_model, record.display_name]
    return {
        name: plain(value_of(record, field), names)
        for name, field in sorted(record._fields.items())
        if field.store and field.type not in LEFT_OUT and name not in VOLATILE
    }


def value_of(record, field):
    value = record[field.name]
    if field.type != "many2one_reference" or not value:
        return value
    return record.env[record[field.model_field]].browse(value)


def plain(value, names):
    """A value as text, a record by its key in the source or its name in Odoo."""
    if hasattr(value, "_name"):
        return sorted(names.get((one._name, one.id), one.display_name) for one in value)
    return LINK.sub(r"\1", str(value))


if "env" in globals():
    options = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    shell_env = globals()["env"]
    database = shell_env.cr.dbname
    started = time.monotonic()
    count = 0
    if "kills" in options:
        shell_env.cr.close()
        count = live_often(database, options)
    else:
        drive(shell_env(user=ADMIN), options)
        shell_env.cr.commit()
    seconds = time.monotonic() - started
    with Registry(database).check_signaling().cursor() as cr:
        answer = report(Environment(cr, ADMIN, {}))
    print("RESULT", json.dumps(answer | {"kills": count, "seconds": seconds}))
    os._exit(0)
