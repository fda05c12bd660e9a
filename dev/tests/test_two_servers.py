"""Two servers share the work of one job through their scheduled actions.

One of them is killed in the middle: the other finishes, nothing twice, nothing lost.
"""

import os
import signal
import time

import pytest

from kit import contents, database, headless, paths, sandbox_source, server, workshop
from kit.leftovers import of_others

SYSTEM = "the_case_file"
TRAVEL = paths.DEV / "kit" / "shell" / "travel.py"
SCALE = 20
JOB = "case.migration.job"
ALLOW = """
    INSERT INTO ir_config_parameter (key, value)
    VALUES ('crm_case_migration.allowed_private_hosts', '127.0.0.1')
"""
# What else is due in a new database takes its time, and asks for the internet.
ONLY_OURS = """
    UPDATE ir_cron SET active = false WHERE id NOT IN (
        SELECT res_id FROM ir_model_data
         WHERE module = 'crm_case_migration' AND model = 'ir.cron')
"""
LANE = "Case migration: lane"
UP_TO_THE_RUN = (
    "action_propose",
    "action_confirm",
    "action_confirm_owners",
    "action_apply_setup",
)
WAKING = 5
"""Seconds after which a planned batch must have been begun."""

LONGEST = 150
"""Seconds that a task may take."""


@pytest.fixture(scope="module")
def shop():
    with workshop.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def source(shop):
    with sandbox_source.reachable(SYSTEM, "rest", SCALE, shop.variables()) as reached:
        yield reached | {"system": SYSTEM, "channel": "rest"}


@pytest.fixture(scope="module")
def template():
    return database.template((*database.BASE, paths.ADDON), skip_auto_install=True)


@pytest.fixture(scope="module")
def alone(shop, source, template):
    """What becomes of the source without servers and without trouble."""
    with database.scratch(template, "alone") as name:
        return headless.answer(shop, name, TRAVEL, options(source, "delta"))


def options(source, goal):
    return source | {"page": 50, "batch_size": 4, "goal": goal}


def test_one_server_finishes_for_both(shop, source, template, alone):
    with database.scratch(template, "servers") as name:
        database.psql(ALLOW + ";" + ONLY_OURS, name)
        before = contents.read(shop, name)
        headless.answer(shop, name, TRAVEL, options(source, "draft"))
        with (
            server.running(shop, name, log("first"), "--max-cron-threads=1") as first,
            server.running(shop, name, log("second"), "--max-cron-threads=1") as second,
        ):
            waking = begin(first, "action_discover", "extract")
            wait_for_end(name)
            for step in UP_TO_THE_RUN:
                first.call(JOB, step, [1])
                wait_for_end(name)
            begin(first, "action_run", "load")
            wait_until(lambda: done(name, "load") > 5 and are_busy(name, first, second))
            os.killpg(second.child.pid, signal.SIGKILL)
            killed_after = done(name, "load")
            wait_for_end(name)
            together = headless.answer(shop, name, TRAVEL, options(source, "delta"))
            first.call(JOB, "action_rollback", [1])
            wait_for_end(name)
        after = contents.read(shop, name)
    print(f"woken in {waking:.1f} s, killed after {killed_after} batches")
    assert waking < WAKING
    assert all(LANE in one.log.read_text() for one in (first, second))
    assert together["job"] == alone["job"]
    assert together["summary"] == alone["summary"]
    assert together["records"] == alone["records"]
    left = contents.differences(of_others(before), of_others(after))
    assert not left, contents.told(left)


def log(which):
    return paths.LOGS / f"two-servers-{which}.log"


def begin(through, action, kind):
    """Take a step; :return: the seconds until the first batch of it was through"""
    started = time.monotonic()
    through.call(JOB, action, [1])
    wait_until(lambda: done(through.database, kind), seconds=WAKING * 4)
    return time.monotonic() - started


def done(name, kind):
    return int(
        database.psql(
            "SELECT count(*) FROM case_migration_batch"
            " WHERE kind = :'kind' AND (state = 'done' OR seconds > 0)",
            name,
            kind=kind,
        )
    )


def are_busy(name, *servers):
    """Whether all of them are in the middle of a transaction that writes.

    A server that has nothing to do just then would take up the work of a dead one
    when it looks around the next time, as Odoo does every minute.
    """
    query = """
        SELECT count(DISTINCT application_name) FROM pg_stat_activity
         WHERE datname = current_database() AND backend_xid IS NOT NULL
           AND application_name = ANY (string_to_array(:'names', ' '))
    """
    names = " ".join(f"odoo-{one.child.pid}" for one in servers)
    return database.psql(query, name, names=names) == str(len(servers))


def wait_for_end(name):
    wait_until(
        lambda: (
            database.psql("SELECT task IS NULL FROM case_migration_job", name) == "t"
        )
    )


def wait_until(condition, seconds=LONGEST):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.2)
