"""From a dump of the first released version, in the middle of a migration, to this one.

The archive in `files` is that version as it was released, and the database is made by
it, on the spot: a stored dump would be ten times as large, and of one Odoo build.
"""

import os
import subprocess
import tarfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from kit import database, headless, paths, sandbox_source, workshop

FIRST = Path(__file__).with_name("files") / "crm_case_migration-19.0.1.0.0.tar.xz"
FIRST_VERSION = paths.DEV / "kit" / "shell" / "first_version.py"
TRAVEL = paths.DEV / "kit" / "shell" / "travel.py"
OPEN = "SELECT count(*) FROM case_migration_batch WHERE state = 'todo'"
DONE = "SELECT count(*) FROM case_migration_record WHERE res_id IS NOT NULL"
SEALS = "SELECT count(*) FROM case_migration_audit_log"
FORGETS = "SELECT count(*) FROM case_migration_job WHERE retention_days > 0"
CHECKED = """
    SELECT conname FROM pg_constraint
     WHERE contype = 'f' AND conrelid::regclass::text LIKE 'case_migration%'
     ORDER BY 1
"""


@pytest.fixture
def first_version(tmp_path):
    """An addons folder with the first released version."""
    with tarfile.open(FIRST) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


def run_odoo(shop, name, *options):
    done = subprocess.run(
        shop.odoo_command("-d", name, *options, "--no-http", "--stop-after-init"),
        env=shop.variables(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert " WARNING " not in done.stderr, done.stderr
    assert " ERROR " not in done.stderr, done.stderr


@contextmanager
def restored_to(purpose):
    """The name of a database that is to be made of a dump, dropped in the end."""
    name = f"{purpose}_{os.getpid()}"
    try:
        yield name
    finally:
        database.drop(name)


def restore(shop, dump, name):
    database.drop(name)
    database.psql('CREATE DATABASE :"name"', name=name)
    subprocess.run(
        (shop.server.binaries / "psql", "-Xq", "-d", name, "-f", dump),
        env=shop.variables(),
        check=True,
        capture_output=True,
    )
    # As Odoo's own restoring does; a dump does not tell of it.
    database.psql("ALTER FUNCTION unaccent(text) IMMUTABLE", name)


def test_a_migration_goes_on_after_the_upgrade(first_version):
    system = "the_case_file"
    with workshop.opened() as shop:
        old = [*shop.odoo.addons, first_version]
        template = database.template(database.BASE, skip_auto_install=True)
        present = database.template(
            (*database.BASE, paths.ADDON), skip_auto_install=True
        )
        with (
            database.scratch(template, "first") as first,
            database.scratch(present, "fresh") as fresh,
            restored_to("upgrade") as name,
            sandbox_source.reachable(system, "bundle", 12, shop.variables()) as source,
        ):
            travel = {"system": system, "channel": "bundle", **source}
            travel |= {"page": 50, "batch_size": 20, "batches": 6}
            addons = f"--addons-path={','.join(map(str, old))}"
            run_odoo(shop, first, addons, "-i", paths.ADDON)
            headless.answer(shop, first, FIRST_VERSION, travel, addons)
            before = [database.psql(query, first) for query in (OPEN, DONE, SEALS)]
            assert all(map(int, before))
            restore(shop, database.dump(first), name)
            # The uploaded bundle is in the files that belong to the database.
            database.share_files(first, name)
            run_odoo(shop, name, "-u", paths.ADDON)
            after = [database.psql(query, name) for query in (OPEN, DONE, SEALS)]
            assert after == before
            # What nobody has closed is not emptied by the first night after.
            assert database.psql(FORGETS, name) == "0"
            assert database.psql(CHECKED, name) == database.psql(CHECKED, fresh)
            run = headless.answer(shop, name, TRAVEL, travel | {"goal": "delta"})
            assert run["job"]["state"] == "delta"
            assert run["open"] == 0
            # The made-up firm has a note on nothing.
            assert len(run["failures"]) < 2, run["failures"]
            back = headless.answer(shop, name, TRAVEL, travel | {"goal": "rolled_back"})
            assert back["job"]["state"] == "rolled_back"
