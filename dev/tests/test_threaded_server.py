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
    for step in ("action_apply_setup", "action_rollback"):
        with Readers(odoo) as answers:
            taken(odoo, step)
        assert answers["read"] > READERS
        assert not answers["failed"], answers["failed"]
    assert " ERROR " not in odoo.log.read_text()


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


def taken(odoo, step):
    """Take a step, and wait until its work is done."""
    odoo.call(JOB, step, [1])
    end = time.monotonic() + LONGEST
    while database.psql("SELECT task FROM case_migration_job", odoo.database):
        assert time.monotonic() < end, step
        time.sleep(0.1)
