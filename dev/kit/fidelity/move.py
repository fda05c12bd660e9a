"""A whole migration as a person would do it, for the standard input of ``odoo shell``.

Parameters: those of migrate.py, and ``job``, values of the job's options. The answer
is the job's summary, by object, its problem, and what its own proof has come to: the
deviations in what was loaded, and the state of each check of the validation.
"""

import json
import os
from typing import Any

from odoo.api import Environment

from kit.shell import migrate

ADMIN = 2


def move(env: Environment, options: dict[str, Any]) -> dict[str, Any]:
    """Take the migration to the end of its run."""
    job = migrate.connect(env, options)
    job.write(options["job"])
    problem = None
    try:
        migrate.take_all_steps(job, with_proof=True)
    except migrate.Stopped as stopped:
        problem = str(stopped)
    env.cr.commit()
    summary = {row["object"]: row for row in job.get_summary()}
    return {"problem": problem, "summary": summary, "proof": proof_of(job)}


def proof_of(job: Any) -> dict[str, Any]:
    """What the job itself has found out about what it has loaded."""
    diffs = job.env["case.migration.diff"].search(
        [
            ("job_id", "=", job.id),
            ("deviates", "=", 1),
            ("record_id.state", "!=", "failed"),
        ]
    )
    return {
        "sampled": job.sample_count,
        "deviations": [f"{one.display_name}: {one.reason}" for one in diffs],
        "checks": {
            f"{one.display_name} ({one.message})": one.state for one in job.check_ids
        },
    }


if "env" in globals():
    parameters = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    print("RESULT", json.dumps(move(globals()["env"](user=ADMIN), parameters)))
