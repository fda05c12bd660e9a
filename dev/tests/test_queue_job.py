"""A migration on OCA's job queue, which is really installed, with and without a runner.

The addon is installed first, and needs nothing of the queue.
"""

import time

import pytest

from kit import (
    contents,
    database,
    headless,
    paths,
    queue_job,
    sandbox_source,
    server,
    workshop,
)
from kit.leftovers import of_others

SYSTEM = "the_case_file"
TRAVEL = paths.DEV / "kit" / "shell" / "travel.py"
TURNS = paths.DEV / "kit" / "shell" / "queue_turns.py"
SCALE = 20
JOB = "case.migration.job"
PREPARE = """
    INSERT INTO ir_config_parameter (key, value)
    VALUES ('crm_case_migration.allowed_private_hosts', '127.0.0.1');
    UPDATE ir_cron SET active = false WHERE id NOT IN (
        SELECT res_id FROM ir_model_data
         WHERE module = 'crm_case_migration' AND model = 'ir.cron')
"""
STEPS = (
    "action_discover",
    "action_propose",
    "action_confirm",
    "action_confirm_owners",
    "action_apply_setup",
    "action_run",
)
RUNNER = {"ODOO_QUEUE_JOB_CHANNELS": "root:2,root.case_migration:2"}
WIDE = "--load=base,rpc,web,queue_job"
NO_CRONS = "--max-cron-threads=0"
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
def queued(shop, source, template):
    """A database with both addons, and a migration that is to be done by the queue."""
    with database.scratch(template, "queue") as name:
        queue_job.install(shop, name)
        database.psql(PREPARE, name)
        travel(shop, name, source, "draft")
        database.psql("UPDATE case_migration_job SET runner = 'queue_job'", name)
        yield name


@pytest.fixture
def copy(queued):
    with database.scratch(queued, "queued") as name:
        yield name


def travel(shop, name, source, goal):
    options = source | {"page": 50, "batch_size": 10, "goal": goal}
    return headless.answer(shop, name, TRAVEL, options, *queue_job.options(shop))


def running(shop, name, log, *options, **variables):
    return server.running(
        shop,
        name,
        paths.LOGS / f"queue-{log}.log",
        *queue_job.options(shop),
        *options,
        variables=variables,
    )


def test_with_its_runner_it_does_all_of_the_work(shop, source, template, copy):
    with database.scratch(template, "alone") as name:
        database.psql(PREPARE, name)
        alone = travel(shop, name, source, "delta")
    before = held(shop, copy)
    with running(shop, copy, "runner", WIDE, NO_CRONS, **RUNNER) as odoo:
        for step in STEPS:
            odoo.call(JOB, step, [1])
            wait_for_end(copy)
        together = travel(shop, copy, source, "delta")
        problem = odoo.call(JOB, "read", [1], ["runner_problem"])[0]["runner_problem"]
        odoo.call(JOB, "action_rollback", [1])
        wait_for_end(copy)
    assert not problem
    for what in ("job", "summary", "records", "failures"):
        assert together[what] == alone[what]
    assert turns(copy, "state, channel") == ["done|root.case_migration"]
    assert int(turns(copy, "count(*)")[0]) >= len(STEPS)
    left = contents.differences(before, held(shop, copy))
    assert not left, contents.told(left)


def test_without_a_runner_it_says_so_and_can_be_done_by_cron(shop, copy):
    with running(shop, copy, "no-runner", "--max-cron-threads=1") as odoo:
        odoo.call(JOB, "action_discover", [1])
        time.sleep(5)
        assert turns(copy, "state") == ["pending"]
        [job] = odoo.call(JOB, "read", [1], ["runner_problem", "state", "task"])
        assert "The runner of the job queue does not work" in job["runner_problem"]
        assert (job["state"], job["task"]) == ("draft", "discover")
        odoo.call(JOB, "write", [1], {"runner": "cron"})
        wait_for_end(copy)
        [job] = odoo.call(JOB, "read", [1], ["runner_problem", "state", "problem"])
    assert (job["state"], job["problem"], job["runner_problem"]) == (
        "discovered",
        False,
        False,
    )


def test_what_is_queued(shop, queued):
    """Of a migration that has begun; in the database itself, and last therefore."""
    begin = "env['case.migration.job'].search([]).action_discover(); env.cr.commit()"
    script = paths.STATE / "begin_on_queue.py"
    script.write_text(f"{begin}; print('RESULT true')\n")
    headless.answer(shop, queued, script, {}, *queue_job.options(shop))
    said = headless.answer(shop, queued, TURNS, {}, *queue_job.options(shop))
    assert said["planned"] == ["pending", "pending"]
    assert said["keys"] == ["case_migration/1/1", "case_migration/1/2"]
    assert said["woken_twice"] == 2
    assert said["channels"] == ["root.case_migration"]
    assert said["retries"]
    assert said["function"] == [[True, "{1: 5, 3: 30, 6: 300}"]]
    assert said["left_to_the_queue"]
    assert said["collision"] == ["RetryableJobError", None]
    assert said["problem"] == said["workers"] != ""
    assert said["waits"] == [0]
    assert said["forgotten"] == 2
    assert said["removed"] == [0, 0, 0]


def held(shop, name):
    """The contents without those of the queue."""
    read = of_others(contents.read(shop, name))
    tables = {
        table: rows for table, rows in read.tables.items() if "queue_job" not in table
    }
    return contents.Contents(tables, read.schema)


def turns(name, columns):
    query = f"""
        SELECT DISTINCT {columns} FROM queue_job
         WHERE method_name = '_run_turn'
    """
    return database.psql(query, name).splitlines()


def wait_for_end(name):
    end = time.monotonic() + LONGEST
    query = """
        SELECT task IS NULL AND NOT EXISTS (
            SELECT 1 FROM queue_job WHERE state IN ('enqueued', 'started'))
          FROM case_migration_job
    """
    while database.psql(query, name) != "t":
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.3)
