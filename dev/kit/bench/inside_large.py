"""Loads and takes back in a large database, for the standard input of ``odoo shell``.

Parameters: ``do``, one of the functions below, and those of inside.py.
"""

import json
import os
import resource
import time

from odoo.sql_db import Cursor

from kit.bench import inside, large, statements
from kit.bench.tally import Tally
from kit.shell import migrate

CLOSING = "closing"


def load(env, options):
    """Load the firm, whose batches are planned; those of a later sequence wait.

    :return: dict with ``figures`` (by object, and ``closing`` for what is done once at
        the end of a run), ``read`` (rows and blocks) and ``statements``
    """
    job = env["case.migration.job"].search([])
    tally = Tally([os.getpid(), options["postmaster"]])
    measure(env, tally)
    before = has_read(env)
    with statements.watched(Cursor) as times:
        work(env, job)
    if job.problem:
        raise RuntimeError(job.problem)
    read = {name: count - before[name] for name, count in has_read(env).items()}
    for name, row in tally.figures.items():
        row["records"] = 0 if name == CLOSING else created(env, name)
    return {"figures": tally.figures, "read": read, "statements": times}


def load_and_roll_back(env, options):
    """Load the firm, and take it back.

    :return: dict with ``load`` and ``rollback`` (figures), and ``read`` and
        ``statements`` of the rollback
    """
    loaded = load(env, options)["figures"]
    job = env["case.migration.job"].search([])
    tally = Tally([os.getpid(), options["postmaster"]])
    job.action_rollback()
    env.cr.commit()
    before = has_read(env)
    with statements.watched(Cursor) as times, tally.of("all"):
        job.work_now()
    read = {name: count - before[name] for name, count in has_read(env).items()}
    if job.problem or job.state != "rolled_back":
        raise RuntimeError(f"{job.state}: {job.problem}")
    return {
        "load": loaded,
        "rollback": tally.figures["all"],
        "read": read,
        "statements": times,
    }


def discover(env, options):
    """Look at what is staged, as it is done after a reading.

    :return: dict with the figures of both steps, ``records``, and ``peak_mb``, the most
        memory that this process has had
    """
    job = env["case.migration.job"].search([])
    streams = job.source_id._readable_streams()
    job._plan(
        [{"kind": "profile", "stream_id": stream.id} for stream in streams]
        + [{"kind": "quality", "sequence": 1}],
        "discover",
    )
    env.cr.commit()
    tally = Tally([os.getpid(), options["postmaster"]])
    inside.measure_batches(env, tally)
    job.work_now()
    if job.problem or job.task:
        raise RuntimeError(job.problem)
    return {
        **tally.figures,
        "records": env["case.migration.record"].search_count([]),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def work(env, job):
    """Work on the batches of the firm, as a lane does."""
    lane = env["case.migration.batch"]
    while todo(env):
        lane._catch_up()._run_one(job, time.monotonic() + 60)
        env.cr.commit()


def todo(env):
    env.cr.execute(
        "SELECT 1 FROM case_migration_batch"
        " WHERE state = 'todo' AND sequence < %s LIMIT 1",
        [large.LATER],
    )
    return bool(env.cr.rowcount)


def has_read(env):
    """How many rows and blocks PostgreSQL has read in this database so far: unlike
    seconds, they do not depend on what else the machine does.
    """
    env.cr.execute("SELECT pg_stat_force_next_flush()")
    env.cr.commit()
    env.cr.execute("SELECT pg_stat_clear_snapshot()")
    env.cr.execute(
        "SELECT tup_returned AS rows, blks_hit + blks_read AS blocks"
        " FROM pg_stat_database WHERE datname = current_database()"
    )
    return env.cr.dictfetchone()


def created(env, name):
    """How many records of the firm's own were made of an object."""
    env.cr.execute(
        "SELECT sum(created) FROM case_migration_batch b"
        " JOIN case_migration_mapping m ON m.id = b.mapping_id"
        " WHERE m.object = %s AND b.seconds != 1 AND b.state = 'done'",
        [name],
    )
    return env.cr.fetchone()[0] or 0


def measure(env, tally):
    """Count the seconds of each batch to its object, or to the end of the run."""
    model = env.registry["case.migration.batch"]
    run = model._run

    def measured(batch, deadline):
        one = batch.sudo()
        name = CLOSING if one.relinks or one.kind == "tell" else one.mapping_id.object
        with tally.of(name):
            run(batch, deadline)

    model._run = measured


def plan(env, options):
    """:return: CPU seconds of planning the run"""
    tally = Tally([os.getpid(), options["postmaster"]])
    with tally.of("all"):
        migrate.plan_run(env["case.migration.job"].search([]))
    return tally.figures["all"]


if "env" in globals():
    parameters = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    admin = globals()["env"](user=inside.ADMIN)
    outcome = globals()[parameters.pop("do")](admin, parameters)
    admin.cr.commit()
    print("RESULT", json.dumps(outcome), flush=True)
