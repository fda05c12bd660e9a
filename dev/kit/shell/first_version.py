"""A migration begun with the first released version, for Odoo's shell.

Parameters: those of migrate.py, and ``batches``, so many of the run are worked on.
"""

import json
import os

from kit.shell import life, migrate

if "env" in globals():
    shell_env = globals()["env"](user=2)
    options = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    job = migrate.connect(shell_env, options)
    for action in ("action_discover", "action_propose", "action_confirm"):
        migrate.step(job, action)
    life.begin(shell_env, options["batches"])
    print("RESULT", json.dumps({"state": job.state, "task": job.task}), flush=True)
    os._exit(0)
