"""A whole migration as a person would do it, for the standard input of ``odoo shell``.

Parameters: those of migrate.py, and ``job``, values of the job's options. The answer
is the job's summary, by object, and its problem.
"""

import json
import os
from typing import Any

from odoo.api import Environment

from kit import migrate

ADMIN = 2


def move(env: Environment, options: dict[str, Any]) -> dict[str, Any]:
    """Take the migration to the end of its run."""
    job = migrate.connect(env, options)
    job.write(options["job"])
    problem = None
    try:
        migrate.take_all_steps(job)
    except migrate.Stopped as stopped:
        problem = str(stopped)
    env.cr.commit()
    summary = {row["object"]: row for row in job.get_summary()}
    return {"problem": problem, "summary": summary}


if "env" in globals():
    parameters = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    print("RESULT", json.dumps(move(globals()["env"](user=ADMIN), parameters)))
