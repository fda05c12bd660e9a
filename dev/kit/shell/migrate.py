"""A whole migration without screens, for the standard input of ``odoo shell``.

Takes its parameters as JSON from the environment variable CASE_MIGRATION_DEMO
(system, channel, address, credentials, bundle, validate, rollback) and prints, as its
last line, ``RESULT`` and a JSON object. ``env`` is the shell's own.
"""

import base64
import json
import os
import time
from pathlib import Path
from urllib.parse import urlsplit

EVERYTHING = ("mail.mail", "mail.notification")


class Stopped(Exception):
    """The job stands still; the argument is its own sentence on why."""


def migrate(env, options):
    """:return: dict with objects, mails, seconds, ok and, if asked for, left"""
    started = time.monotonic()
    mails = count_mails(env)
    job = connect(env, options)
    problem, left = None, {}
    try:
        take_all_steps(job, options.get("validate"))
        if options.get("rollback"):
            step(job, "action_rollback")
            left = count_left(env, job)
    except Stopped as stopped:
        problem = str(stopped)
    objects = {row.pop("object"): row for row in job.get_summary()}
    accounted = bool(objects) and all(map(is_accounted_for, objects.values()))
    return {
        "objects": objects,
        "mails": count_mails(env) - mails,
        "seconds": round(time.monotonic() - started, 1),
        "problem": problem,
        "left": left,
        "ok": accounted and not problem and not any(left.values()),
    }


def take_all_steps(job, with_proof=False):
    """:param with_proof: load a sample before the run, and validate after it"""
    step(job, "action_discover")
    open_for_business(job)
    get_ready(job)
    if with_proof:
        step(job, "action_sample")
        print(f"  sample: {job.sample_count} records, {job.diff_count} deviations")
    step(job, "action_run")
    if with_proof:
        step(job, "action_validate")
        tell_checks(job)


def get_ready(job):
    """Take what was read to where it can be loaded, with all that is proposed."""
    step(job, "action_propose")
    step(job, "action_confirm")
    step(job, "action_confirm_owners")
    if job.missing_count:
        step(job, "action_apply_setup")


def plan_run(job):
    """Plan a run, its batches included, and load nothing yet."""
    job.action_run()
    batches = job.env["case.migration.batch"].sudo()
    cutting = [("job_id", "=", job.id), ("kind", "=", "plan"), ("state", "=", "todo")]
    while batches.search_count(cutting, limit=1):
        job.env.cr.commit()
        batches._run_one(job, time.monotonic())
    job.env.cr.commit()


def tell_checks(job):
    """Print what the sample and each check of the validation have come to."""
    for diff in job.env["case.migration.diff"].search(
        [("job_id", "=", job.id), ("deviates", "=", 1)], limit=20
    ):
        values = (diff.expected_value, diff.target_value)
        print(f"  ✗ {diff.display_name}: {diff.reason} {values}"[:200])
    for check in job.check_ids:
        print(f"  {check.state:15}{check.display_name}: {check.message}", flush=True)


def open_for_business(job):
    """Give every second colleague a user in Odoo, and one client a contact: what a
    firm has that has begun to work with Odoo.
    """
    staged = job.env["case.migration.record"].search(
        [("source_id", "=", job.source_id.id)]
    )
    colleagues = staged.filtered(lambda record: record.object == "user")[1::2]
    job.env["res.users"].with_context(no_reset_password=True).create(
        [
            {
                "name": one.name or one.key,
                "login": one.payload["email"],
                "email": one.payload["email"],
            }
            for one in colleagues
            if one.payload.get("email")
        ]
    )
    client = next(
        (one for one in staged if one.object == "contact" and one.payload.get("email")),
        None,
    )
    if client:
        job.env["res.partner"].create(
            {"name": client.name, "email": client.payload["email"]}
        )
    job.env.cr.commit()


def connect(env, options):
    profile = env["case.migration.profile"].search([("code", "=", options["system"])])
    vals = {
        "name": profile.name,
        "profile_id": profile.id,
        "channel": options["channel"],
    }
    if options["channel"] == "rest":
        allow(env, urlsplit(options["address"]).hostname)
        vals |= {"address": options["address"], **options["credentials"]}
    else:
        path = Path(options["bundle"])
        vals |= {
            "bundle": base64.b64encode(path.read_bytes()),
            "bundle_name": path.name,
        }
    source = env["case.migration.source"].create(vals)
    job = env["case.migration.job"].create(
        {"name": f"Move from {profile.name}", "source_id": source.id}
    )
    env.cr.commit()
    return job


def allow(env, host):
    """The sandbox is on this machine, which an administrator has to allow."""
    env["ir.config_parameter"].set_param(
        "crm_case_migration.allowed_private_hosts", host
    )


def step(job, action):
    """Take one step of the job and do its work in this process."""
    started = time.monotonic()
    getattr(job, action)()
    job.work_now()
    seconds = time.monotonic() - started
    print(f"  {action.removeprefix('action_')}: {seconds:.1f} s", flush=True)
    if job.problem:
        raise Stopped(job.problem)


def is_accounted_for(row):
    outcomes = ("created", "matched", "updated", "skipped", "failed")
    return row["source"] == sum(row[name] for name in outcomes)


def count_mails(env):
    return sum(env[model].search_count([]) for model in EVERYTHING)


def count_left(env, job):
    """What a rollback has left behind, by Odoo model."""
    left = {}
    for line in env["case.migration.audit.log"].search(
        [("job_id", "=", job.id), ("operation", "=", "create")]
    ):
        model = env[line.res_model].with_context(active_test=False)
        left.setdefault(line.res_model, 0)
        left[line.res_model] += len(model.browse(line.res_id).exists())
    return left


if "env" in globals():
    outcome = migrate(
        globals()["env"](user=2),
        json.loads(os.environ["CASE_MIGRATION_DEMO"]),
    )
    print("RESULT", json.dumps(outcome), flush=True)
