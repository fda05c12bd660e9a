"""One delta of a migration that has run, for the standard input of ``odoo shell``.

Parameters: ``step`` (an action of the job), and the path of a ``bundle`` where the
source has a new one. The answer is that of travel.py, with
``written``, the number of audit lines by operation, and ``findings``, by kind.
"""

import base64
import json
import os
import time
from collections import Counter
from pathlib import Path

from kit.shell import travel

PATIENCE = 300
"""Seconds after which the delta is stuck."""


def pick_up(env, step, bundle=None):
    job = env["case.migration.job"].search([])
    if bundle:
        job.source_id.bundle = base64.b64encode(Path(bundle).read_bytes())
    audit = env["case.migration.audit.log"]
    last = audit.search([], limit=1).id
    getattr(job, step)()
    env.cr.commit()
    give_up = time.monotonic() + PATIENCE
    while job.task and not job.paused:
        job.work_now()
        if time.monotonic() > give_up:
            raise TimeoutError(f"stuck: {job.task}, {job.problem}")
    written = audit.search([("id", ">", last)]).mapped("operation")
    return travel.report(env) | {
        "written": Counter(written),
        "findings": Counter(job.finding_ids.mapped("kind")),
        "audit": job.check_audit(),
    }


if "env" in globals():
    options = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    shell_env = globals()["env"]
    answer = pick_up(shell_env(user=travel.ADMIN), **options)
    print("RESULT", json.dumps(answer))
    os._exit(0)
