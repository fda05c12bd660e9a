"""Changes of the database's structure, on a server that others are working on."""

import threading
import time
from contextlib import ExitStack, contextmanager

from psycopg2.errors import LockNotAvailable

from odoo.modules.registry import Registry
from odoo.tools import SQL

from ...lib.errors import RetriableError

LOCK_TIMEOUT = 10_000  # milliseconds
RETRY = 60  # seconds
LAST_ONES = 5  # seconds for requests and lanes that have begun
LOOK = 0.01  # seconds between two looks whether the others are through

LONGEST = 60  # seconds that a lane waits for one that changes models

# Threads of lanes that work with the models, and of those that change them.
_turn = threading.Condition()
_at_work, _changing = set(), set()


class _Lane(threading.local):
    """What the lane of this thread keeps until its work is committed."""

    kept = None


_lane = _Lane()


@contextmanager
def impatient(env):
    """Wait for locks for a few seconds only, to the end of the transaction: everybody
    queues behind us.

    Raises RetriableError when the time is over, and nothing of the block is kept.
    """
    env.cr.execute(SQL("SET LOCAL lock_timeout = %s", LOCK_TIMEOUT))
    try:
        with _without_others(), env.cr.savepoint():
            yield
    except LockNotAvailable as error:
        raise RetriableError(
            env._(
                "Odoo is busy with the records that get or lose fields; this is tried "
                "again in a minute."
            ),
            wait=RETRY,
        ) from error


@contextmanager
def working_lane():
    """This thread works with the models, from one commit to the next; whoever is kept
    away by a change of them stays away until its commit, or to the end.
    """
    thread = threading.current_thread()
    with ExitStack() as kept:
        _lane.kept = kept
        _at_work.add(thread)
        try:
            with aside():
                pass
            yield
        finally:
            _lane.kept = None
            _at_work.discard(thread)


def let_in():
    """All is committed, or taken back: now is the time for changes of other lanes."""
    if _lane.kept:
        _lane.kept.close()
    with aside():
        pass


@contextmanager
def aside():
    """The lane of this thread, if it is one, does not work with the models. Afterwards
    it waits until none are changed; it must not be in a transaction then, which would
    not see what the models are by now.
    """
    thread = threading.current_thread()
    is_lane = thread in _at_work
    _at_work.discard(thread)
    try:
        yield
    finally:
        if is_lane:
            with _turn:
                _turn.wait_for(lambda: not _changing, LONGEST)
                _at_work.add(thread)


@contextmanager
def _without_others():
    """Let no request and no other lane of this process see models that are half set up.

    Without workers, Odoo answers requests in threads that share their models with the
    lanes. Here those that have begun get a moment to end, and new ones wait, as they do
    while Odoo starts.
    """
    with ExitStack() as own:
        keep = (_lane.kept or own).enter_context
        keep(Registry._lock)
        keep(_no_new_steps())
        end = time.monotonic() + LAST_ONES
        others = set(threading.enumerate()) - {threading.current_thread()}
        while any(map(_is_at_work, others)) and time.monotonic() < end:
            time.sleep(LOOK)
        yield


@contextmanager
def _no_new_steps():
    thread = threading.current_thread()
    with _turn:
        _changing.add(thread)
    try:
        yield
    finally:
        with _turn:
            _changing.discard(thread)
            _turn.notify_all()


def _is_at_work(thread):
    is_request = getattr(thread, "type", None) == "http" and thread.is_alive()
    return is_request or thread in _at_work


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
