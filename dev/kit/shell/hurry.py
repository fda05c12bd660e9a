"""A headless migration to the end of its run, for the standard input of ``odoo shell``.

Parameters and answer are those of travel.py; the goal is always ``delta``. Pauses are
cut short by the factor ``hurry``, and what is to be tried again later is so at once.
With ``stop`` it ends where the migration stands still, and goes on from there when it
is started again.
"""

import json
import os
import time

from kit.shell import travel

PATIENCE = 450
"""Seconds."""


def hurry(env, factor):
    """Have requests wait only this part of the time that they should."""
    model = env.registry["case.migration.source"]
    settings = model._settings

    def hurried(source):
        found = settings(source)
        found.sleep = lambda seconds: time.sleep(seconds * factor)
        return found

    model._settings = hurried


def drive(env, options):
    """Take the migration through its run, or to where it stands still."""
    job = env["case.migration.job"].search([]) or travel.connect(env, options)
    give_up = time.monotonic() + PATIENCE
    while job.task or job.state != "delta":
        job._open_batches().wait_until = False
        travel.take_step(job)
        if job.paused and options.get("stop"):
            return
        if time.monotonic() > give_up:
            raise TimeoutError(f"stuck: {job.state}, {job.task}, {job.problem}")


if "env" in globals():
    options = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    admin = globals()["env"](user=travel.ADMIN)
    hurry(admin, options.get("hurry", 1))
    drive(admin, options)
    admin.cr.commit()
    print("RESULT", json.dumps(travel.report(admin)))
