"""Changes of the database's structure, on a server that others are working on."""

import threading
import time
from contextlib import contextmanager

from psycopg2.errors import LockNotAvailable

from odoo.modules.registry import Registry
from odoo.tools import SQL

from ...lib.errors import RetriableError

LOCK_TIMEOUT = 10_000  # milliseconds
RETRY = 60  # seconds
LAST_REQUESTS = 5  # seconds


@contextmanager
def impatient(env):
    """Wait for locks on tables for a few seconds only: everybody queues behind us.

    Raises RetriableError when the time is over, and nothing of the block is kept.
    """
    env.cr.execute(SQL("SET LOCAL lock_timeout = %s", LOCK_TIMEOUT))
    try:
        with _without_requests(), env.cr.savepoint():
            yield
    except LockNotAvailable as error:
        raise RetriableError(
            env._(
                "Odoo is busy with the records that get or lose fields; this is tried "
                "again in a minute."
            ),
            wait=RETRY,
        ) from error
    env.cr.execute("SET LOCAL lock_timeout = DEFAULT")


@contextmanager
def _without_requests():
    """Let no request of this process see models that are half set up.

    Without workers, Odoo answers requests in threads that share their models with the
    lanes. Here those that have begun get a moment to end, and new ones wait, as they do
    while Odoo starts.
    """
    with Registry._lock:
        end = time.monotonic() + LAST_REQUESTS
        for thread in threading.enumerate():
            if (
                getattr(thread, "type", None) == "http"
                and thread is not threading.current_thread()
            ):
                thread.join(max(0, end - time.monotonic()))
        yield


def announce(env):
    """Have all processes load their models anew, if this one has changed some.

    Odoo says so after the commit, which a process that is killed does not come to. So
    it is said in the transaction of the change: whoever sees the one sees the other,
    not earlier, when there would be nothing to see, and not later.

    :return: number of the signal, None where nothing has changed
    """
    registry = env.registry
    if not (registry.registry_invalidated and registry.ready):  # or while installing
        return None
    env.cr.execute("LOCK TABLE orm_signaling_registry IN SHARE ROW EXCLUSIVE MODE")
    env.cr.execute("INSERT INTO orm_signaling_registry DEFAULT VALUES RETURNING id")
    return env.cr.fetchone()[0]


def know(env, number):
    """This process needs no new models for its own signal, once it is committed,
    unless others have changed theirs meanwhile.
    """
    env.cr.execute(
        "SELECT count(*) FROM orm_signaling_registry WHERE id > %s AND id < %s",
        (env.registry.registry_sequence, number),
    )
    if env.cr.fetchone() == (0,):
        env.registry.registry_sequence = number
