"""Installed, updated in the middle of a job, uninstalled: nothing is lost."""

import subprocess

import pytest

from kit import database, headless, paths, sandbox_source, workshop

TRAVEL = paths.DEV / "kit" / "shell" / "travel.py"
LIFE = paths.DEV / "kit" / "shell" / "life.py"
SCALE = 12
ADD_FRENCH = ("--load-language", "fr_FR")
TRANSLATED = """
    SELECT 1 FROM ir_ui_menu WHERE name->>'fr_FR' != name->>'en_US' AND id IN (
        SELECT res_id FROM ir_model_data
         WHERE module = 'crm_case_migration' AND model = 'ir.ui.menu')
     LIMIT 1
"""


@pytest.fixture(scope="module")
def shop():
    with workshop.opened() as opened:
        yield opened


def run_odoo(shop, name, *options):
    """What Odoo logs; checklog-odoo has nothing to say about it."""
    command = shop.odoo_command("-d", name, *options, "--no-http", "--stop-after-init")
    done = subprocess.run(
        command, env=shop.variables(), capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr[-2000:]
    checked = subprocess.run(
        (paths.VENV / "bin" / "checklog-odoo", "--no-echo"),
        input=done.stderr,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not checked.returncode, checked.stdout + checked.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("options", "language"),
    [
        ({"skip_auto_install": True}, ()),
        ({"skip_auto_install": True}, ADD_FRENCH),
        ({"skip_auto_install": False}, ()),
        ({"skip_auto_install": False, "with_demo": True}, ADD_FRENCH),
    ],
    ids=["only crm", "in French", "all that comes with it", "with demo, in French"],
)
def test_installing_and_updating_gives_no_warning(shop, options, language):
    template = database.template(database.BASE, **options)
    with database.scratch(template, "life") as name:
        if language:
            database.psql("UPDATE res_partner SET lang = 'fr_FR'", name)
        # The language is loaded first, then the addon is installed.
        installed = run_odoo(shop, name, *language, "-i", paths.ADDON)
        assert "crm_case_migration" in installed
        run_odoo(shop, name, "-u", paths.ADDON)
        if language:
            assert database.psql(TRANSLATED, name)


@pytest.fixture(scope="module")
def updated(shop):
    """A migration that was interrupted by an update, and what was left of the addon
    when it had been uninstalled afterwards.
    """
    template = database.template((*database.BASE, paths.ADDON), skip_auto_install=True)
    system = "the_case_file"
    with (
        sandbox_source.reachable(system, "bundle", SCALE, shop.variables()) as source,
        database.scratch(template, "life") as name,
        database.scratch(template, "calm") as calm,
    ):
        travel = {"system": system, "channel": "bundle", **source}
        travel |= {"page": 50, "batch_size": 5}
        undisturbed = headless.answer(shop, calm, TRAVEL, travel | {"goal": "delta"})
        headless.answer(shop, name, TRAVEL, travel | {"goal": "confirmed"})
        headless.answer(shop, name, LIFE, {"uninstall": False, "batches": 8})
        open_before = database.psql(OPEN, name)
        run_odoo(shop, name, "-u", paths.ADDON)
        open_after = database.psql(OPEN, name)
        run = headless.answer(shop, name, TRAVEL, travel | {"goal": "delta"})
        there = headless.answer(shop, name, LIFE, {"uninstall": False})
        gone = headless.answer(shop, name, LIFE, {"uninstall": True})
    return {
        "undisturbed": undisturbed,
        "open": (open_before, open_after),
        "run": run,
        "there": there,
        "gone": gone,
    }


OPEN = "SELECT count(*) FROM case_migration_batch WHERE state = 'todo'"


def test_an_update_in_the_middle_of_a_job_loses_nothing(updated):
    before, after = updated["open"]
    assert int(before) > 0
    assert before == after
    assert updated["run"]["records"] == updated["undisturbed"]["records"]


def test_uninstalling_leaves_the_migrated_records(updated):
    assert updated["there"]["cases"]
    assert updated["gone"]["cases"] == updated["there"]["cases"]


def test_and_their_custom_fields_with_values_and_views(updated):
    values = [case["values"] for case in updated["gone"]["cases"].values()]
    assert any(value not in ("", "False") for one in values for value in one.values())
    assert updated["there"]["shown"]
    assert updated["gone"]["shown"] == updated["there"]["shown"]


def test_and_nothing_of_ours(updated):
    assert updated["there"]["leftovers"]
    assert updated["gone"]["leftovers"] == {}
