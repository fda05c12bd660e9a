"""One lane of several, for the standard input of ``odoo shell``.

Parameters: ``folder`` where the ``lanes`` say that they have started, and ``number``, 0
for the one that presses the button.
"""

import json
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from psycopg2.errors import SerializationFailure

from kit.bench import statements

ADMIN = 2
LOOK = 0.01
"""Seconds between two looks for something to do, which a server is told of at once."""


def lane(env, options):
    """Work as one of several lanes, until the task has ended.

    :return: dict with begin and end, by the clock; seconds of CPU in Odoo; ``worked``,
        the stretches by the clock in which it had a batch; ``collisions``, the
        statements at which another lane was in the way of work that was done again;
        ``looks``, how often it had to look for a batch once more
    """
    job = env["case.migration.job"].search([])
    env.cr.commit()
    folder = Path(options["folder"])
    (folder / str(options["number"])).touch()
    while len(list(folder.iterdir())) < options["lanes"]:
        time.sleep(LOOK)
    begin, used = time.time(), time.process_time()
    if options["number"] == 0:
        job.action_run()
        env.cr.commit()
    wait_for(env, lambda: job.run)
    with watched(env) as found:
        while job.task:
            job.work_now()
            look_again(env)
    used = time.process_time() - used
    return {"begin": begin, "end": time.time(), "cpu": used, **found}


def wait_for(env, condition):
    while not condition():
        look_again(env)


def look_again(env):
    env.cr.rollback()
    env.invalidate_all()
    time.sleep(LOOK)


@contextmanager
def watched(env):
    """Note what the lane does within the block."""
    model = env.registry["case.migration.batch"]
    start_over, work, claim = model._start_over, model._work_on_it, model._claim
    found = {"collisions": [], "worked": [], "looks": 0}

    def counted(batch):
        found["collisions"].append(told(sys.exception()))
        return start_over(batch)

    def timed(batch, *args):
        begin = time.time()
        busy = work(batch, *args)
        if busy:
            found["worked"].append((begin, time.time()))
        return busy

    def claimed(batch, *args):
        try:
            return claim(batch, *args)
        except SerializationFailure:
            found["looks"] += 1
            raise

    model._start_over, model._work_on_it, model._claim = counted, timed, claimed
    try:
        yield found
    finally:
        model._start_over, model._work_on_it, model._claim = start_over, work, claim


def told(error):
    """:return: code and statement of a collision"""
    query = getattr(error.cursor, "query", None) or b""
    return f"{error.pgcode} {statements.shortened(query)}"


if "env" in globals():
    parameters = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    outcome = lane(globals()["env"](user=ADMIN), parameters)
    print("RESULT", json.dumps(outcome), flush=True)
