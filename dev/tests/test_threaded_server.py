"""A server without workers answers requests while a lane gives its models new fields.

Requests and lanes share the models of one process there.
"""

import threading
import time

import pytest

from kit import database, headless, paths, sandbox_source, server, workshop

SYSTEM = "the_case_file"
TRAVEL = paths.DEV / "kit" / "shell" / "travel.py"
JOB = "case.migration.job"
ALLOW = """
    INSERT INTO ir_config_parameter (key, value)
    VALUES ('crm_case_migration.allowed_private_hosts', '127.0.0.1')
"""
# Of a migration in which something goes on.
STATE = """
    SELECT COALESCE(paused, false), problem FROM case_migration_job
     WHERE id = :job AND task IS NOT NULL
"""
READERS = 2
LONGEST = 120
"""Seconds that a task may take."""


@pytest.fixture(scope="module")
def odoo():
    template = database.template((*database.BASE, paths.ADDON), skip_auto_install=True)
    with (
        workshop.opened() as shop,
        sandbox_source.reachable(SYSTEM, "rest", 20, shop.variables()) as source,
        database.scratch(template, "threads") as name,
    ):
        database.psql(ALLOW, name)
        options = source | {"system": SYSTEM, "channel": "rest", "goal": "draft"}
        headless.answer(shop, name, TRAVEL, options | {"page": 50, "batch_size": 50})
        log = paths.LOGS / "threaded-server.log"
        with server.running(shop, name, log, "--workers=0") as running:
            yield running


def test_nobody_meets_models_that_are_half_set_up(odoo):
    for step in ("action_discover", "action_propose", "action_confirm"):
        taken(odoo, step)
    taken(odoo, "action_confirm_owners")
    other = another(odoo)
    for step, is_there in (("action_apply_setup", True), ("action_rollback", False)):
        with Readers(odoo) as answers, Proposals(odoo, other) as proposed:
            taken(odoo, step)
        assert answers["read"] > READERS
        assert not answers["failed"], answers["failed"]
        assert not proposed["problems"], proposed["problems"]
        assert proposed["times"]
        assert any(map(is_own, odoo.call("crm.lead", "fields_get"))) is is_there
    assert " ERROR " not in odoo.log.read_text()


def is_own(field):
    """Whether a field was made for the migration."""
    return field.startswith("x_")


def another(odoo):
    """Another migration of the same source, which has been read."""
    [job] = odoo.call(JOB, "copy", [1])
    taken(odoo, "action_discover", job)
    return job


class Readers:
    """People who look at cases and at the migration, all the time."""

    def __init__(self, odoo):
        self._odoo = odoo
        self._end = threading.Event()
        self._answers = {"read": 0, "failed": []}
        self._threads = [threading.Thread(target=self._read) for _ in range(READERS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self._answers

    def __exit__(self, *_failure):
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _read(self):
        while not self._end.is_set():
            try:
                self._odoo.call(JOB, "read", [1])
                self._odoo.call("res.partner", "read", [1])
                self._answers["read"] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                self._answers["failed"].append(str(error))


class Proposals:
    """A lane that goes through the fields of all models for another migration."""

    def __init__(self, odoo, job):
        self._odoo, self._job = odoo, job
        self._end = threading.Event()
        self._found = {"times": 0, "problems": []}
        self._thread = threading.Thread(target=self._propose)

    def __enter__(self):
        self._thread.start()
        return self._found

    def __exit__(self, *_failure):
        self._end.set()
        self._thread.join()

    def _propose(self):
        while not self._end.is_set():
            try:
                taken(self._odoo, "action_propose", self._job)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                self._found["problems"].append(str(error))
                return
            self._found["times"] += 1


def taken(odoo, step, job=1):
    """Take a step, and wait until its work is done."""
    odoo.call(JOB, step, [job])
    end = time.monotonic() + LONGEST
    while state := database.psql(STATE, odoo.database, job=str(job)):
        assert state.startswith("f"), state
        assert time.monotonic() < end, step
        time.sleep(0.1)
