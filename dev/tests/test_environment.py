"""The environment's own promises: databases, locks, sentences, sight of the linters."""

import os
import subprocess

import pytest

from kit import accounting, browser, database, locks, paths, ports, workshop
from kit.addon_copy import addon_copy
from kit.commands import lint as lint_command
from kit.plugins.shares import BySetUp

DEAD = 4_194_304 + 1
"""No process has this id: it is beyond what the kernel gives."""


@pytest.fixture(scope="module")
def small():
    """A database with one table, and a file of its own."""
    name = f"small_{os.getpid()}"
    database.drop(name)
    database.psql('CREATE DATABASE :"name"', name=name)
    database.psql("CREATE TABLE fruit (name text)", name)
    (paths.FILESTORE / name).mkdir(parents=True)
    (paths.FILESTORE / name / "file").write_text("content")
    yield name
    database.drop(name)


def run(command, **variables):
    return subprocess.run(
        command,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_clone_has_the_data_and_the_files_and_a_life_of_its_own(small):
    with database.scratch(small, "clone") as name:
        database.psql("INSERT INTO fruit VALUES ('pear')", name)
        assert database.psql("SELECT name FROM fruit", name) == "pear"
        assert database.psql("SELECT name FROM fruit", small) == ""
        assert (paths.FILESTORE / name / "file").read_text() == "content"
    assert not (paths.FILESTORE / name).exists()
    assert (paths.FILESTORE / small / "file").exists()


def test_the_clone_of_a_killed_process_is_dropped_by_the_next(small):
    left_behind = f"clone_{DEAD}"
    database.clone(small, left_behind)
    with database.scratch(small, "clone"):
        names = database.psql("SELECT datname FROM pg_database").split()
    assert left_behind not in names


def test_a_dump_holds_the_whole_database(small):
    assert "CREATE TABLE public.fruit" in database.dump(small).read_text()


def test_a_name_with_quotes_stays_a_name():
    assert database.psql("SELECT :'x'", x="a'; DROP TABLE b; --") == (
        "a'; DROP TABLE b; --"
    )


def test_a_lock_is_held_by_one_process_at_a_time(tmp_path):
    with (
        locks.exclusive(tmp_path / "lock", "testing"),
        (tmp_path / "lock").open("w") as other,
    ):
        assert not locks.try_exclusive(other)


def test_a_port_that_is_in_use_is_said_in_one_sentence():
    with ports.socket.socket() as taken:
        taken.bind((ports.LOOPBACK, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        demo = run((paths.DEV / "demo", "--once", "--port", port))
    assert demo.returncode == 1
    assert demo.stderr.splitlines() == [
        f"✗ Port {port} is in use; choose another or leave --port out."
    ]


def test_a_wrong_odoo_checkout_is_said_in_one_sentence(tmp_path):
    odoo = run((paths.DEV / "odoo", "--version"), ODOO_SOURCE=str(tmp_path))
    assert odoo.returncode == 1
    assert odoo.stderr.splitlines() == [
        f"✗ ODOO_SOURCE is to name an Odoo 19 checkout, but {tmp_path} is none."
    ]


def test_odoo_runs_with_this_environment_only():
    odoo = run((paths.DEV / "odoo", "--version"), PGHOST="elsewhere", PYTHONPATH="/no")
    assert odoo.returncode == 0
    assert "19.0" in odoo.stdout


def test_a_browser_that_was_just_fetched_is_used_at_once(tmp_path, monkeypatch):
    def fetch():
        program = tmp_path / "bin" / "chromium"
        program.parent.mkdir()
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)

    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(browser, "FOLDER", tmp_path / "bin")
    monkeypatch.setattr(browser, "_fetch", fetch)
    assert browser.program() == str(tmp_path / "bin" / "chromium")


def test_the_addon_checks_see_a_planted_error(capfd):
    variables = workshop.tool_variables(workshop.install())
    with addon_copy() as addon:
        (addon / "views" / "case_migration_menus.xml").write_text("<odoo><menu")
        command = ("oca-checks-odoo-module", addon.name)
        assert not lint_command.check(command, addon.parent, variables)
    assert "case_migration_menus.xml:1: xml-syntax-error" in capfd.readouterr().out


@pytest.fixture
def template_of(monkeypatch):
    """A function that makes a template of a state of the addon, without Odoo."""
    names = set()

    def install(_shop, name, *_arguments):
        if name not in database.psql("SELECT datname FROM pg_database").split():
            database.psql('CREATE DATABASE :"name"', name=name)

    def make(state):
        monkeypatch.setattr(database, "_addon_digest", lambda: state)
        names.add(database.template(("made_up", paths.ADDON)))
        return database.template(("made_up", paths.ADDON))

    monkeypatch.setattr(database, "_install", install)
    with workshop.opened():
        yield make
        for name in {*names, database.template(("made_up",))}:
            database.drop(name)
            database._used.pop(name).close()
            (database.TEMPLATES / name).unlink(missing_ok=True)


def test_a_template_stays_as_long_as_somebody_uses_it(template_of):
    first = template_of("one")
    second = template_of("two")
    database._used[first].close()  # as if its process had ended
    third = template_of("three")
    there = database.psql("SELECT datname FROM pg_database").split()
    assert first not in there
    assert {second, third} < set(there)


def test_a_template_is_made_while_somebody_makes_another(template_of):
    with locks.exclusive(database._making("another"), "another"):
        assert template_of("one")


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("a.py::C::test_1", "a.py::C::test_2", True),
        ("a.py::C::test_1", "a.py::D::test_1", False),
        ("a.py::test_1[x]", "a.py::test_2[x]", True),
        ("a.py::test_1[x]", "a.py::test_1[y]", False),
        ("a.py::test_1", "b.py::test_1", False),
        ("test_tour.py::C::test_1", "test_javascript.py::D::test_1", True),
        ("test_tour.py::C::test_1", "test_job.py::D::test_1", False),
    ],
)
def test_parallel_tests_of_one_set_up_go_to_one_process(one, other, together):
    scopes = [BySetUp._split_scope(None, name) for name in (one, other)]
    assert (scopes[0] == scopes[1]) == together


def result(**changes):
    company = dict.fromkeys(accounting.OUTCOMES, 0)
    company |= {"source": 3, "created": 1, "matched": 1, "updated": 1, "seconds": 0.5}
    return {
        "objects": {"company": company},
        "mails": 0,
        "seconds": 1.0,
        "ok": True,
        **changes,
    }


def test_a_result_is_complete_when_each_record_has_an_outcome():
    assert accounting.is_accounted_for(result())


@pytest.mark.parametrize(
    "change",
    [
        {"ok": False},
        {"mails": 1},
        {"left": {"res.partner": 1}},
        {"objects": {}},
        {"objects": {"case": {"source": 2, "created": 1}}},
    ],
)
def test_a_result_is_not_complete_otherwise(change):
    assert not accounting.is_accounted_for(result(**change))


def test_the_table_and_the_summary_tell_the_same_numbers():
    assert accounting.table(result()).splitlines() == [
        "object   in source  created  matched  skipped  failed  seconds",
        "--------------------------------------------------------------",
        "company          3        1        2        0       0      0.5",
        "",
        "mails sent: 0",
    ]
    assert accounting.summary(result(), "backdocket", "rest")["objects"] == {
        "company": {"source": 3, "created": 1, "matched": 2, "skipped": 0, "failed": 0}
    }
