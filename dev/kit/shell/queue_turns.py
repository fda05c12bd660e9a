"""What a migration leaves in the job queue, for the standard input of ``odoo shell``.

Nobody works on the queue meanwhile: each question is answered by what is in it.
"""

import json
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields


def look(env):
    """:return: dict of answers, about the migration that is being read"""
    job = env["case.migration.job"].search([])
    queue = env["case.migration.queue"]
    first = turns(env)
    job._wake()
    answers = {
        "planned": first.mapped("state"),
        "keys": sorted(first.mapped("identity_key")),
        "woken_twice": len(turns(env)),
        "channels": sorted(set(first.mapped("channel"))),
        "retries": set(first.mapped("max_retries")) == {0},
        "function": env["queue.job.function"]
        .search([("method", "=", "_run_turn")])
        .mapped(lambda one: [one.allow_commit, one.edit_retry_pattern]),
        "left_to_the_queue": not env["case.migration.batch"]._claim(),
        "collision": collide(job),
        "problem": job.runner_problem,
        "workers": env["case.migration.preflight"]._check_workers(job)[1],
    }
    return answers | {
        "waits": wait_a_while(env, job),
        "forgotten": forget(env, job),
        "removed": remove(env, queue),
    }


def turns(env):
    mine = [("model_name", "=", "case.migration.job")]
    return env["queue.job"].search(mine, order="id")


def collide(job):
    """:return: what a turn raises that another transaction was in the way of"""
    lanes = type(job.env["case.migration.batch"])
    with patch.object(lanes, "_run_lane", side_effect=SerializationFailure):
        try:
            job._run_turn()
        except Exception as error:  # noqa: BLE001 - it is the answer
            return [type(error).__name__, getattr(error, "seconds", "-")]


def wait_a_while(env, job):
    """:return: seconds from when a batch may be tried again to the turn for it"""
    turns(env).unlink()
    later = fields.Datetime.now() + timedelta(minutes=15)
    job.batch_ids.wait_until = later
    env["case.migration.batch"]._wake_up_later(job)
    return [(turn.eta - later).total_seconds() for turn in turns(env)]


def forget(env, job):
    """:return: the turns that a scheduled action puts back into an emptied queue"""
    job.batch_ids.wait_until = False
    turns(env).unlink()
    env.flush_all()
    env["case.migration.queue"]._wake_forgotten()
    return len(turns(env))


def remove(env, queue):
    """:return: what an uninstallation of the addon leaves in the queue"""
    queue._remove()
    return [
        len(turns(env)),
        env["queue.job.function"].search_count([("method", "=", "_run_turn")]),
        env["queue.job.channel"].search_count([("name", "=", "case_migration")]),
    ]


if "env" in globals():
    print("RESULT", json.dumps(look(globals()["env"])))
