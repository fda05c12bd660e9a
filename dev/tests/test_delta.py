"""What a source changes after the run arrives as if it had been there before."""

import urllib.request

import pytest

from kit import contents, database, headless, paths, sandbox_source, workshop
from kit.leftovers import of_others
from sandbox.bundle import write_bundle
from sandbox.firm import Firm

TRAVEL = paths.DEV / "kit" / "shell" / "travel.py"
PICK_UP = paths.DEV / "kit" / "shell" / "pick_up.py"
SYSTEMS = ("the_case_file", "backdocket")
SCALE = 40
STEPS = 2
SHOWN = 20
"""Differences that a failure quotes."""

ALLOW = """
    INSERT INTO ir_config_parameter (key, value)
    VALUES ('crm_case_migration.allowed_private_hosts', '127.0.0.1')
"""

# What a delta leaves to a person, or stamps with the moment of the change.
BY_HAND = {"date_deadline", "probability", "automated_probability"}


@pytest.fixture(scope="module")
def shop():
    with workshop.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def template():
    return database.template((*database.BASE, paths.ADDON), skip_auto_install=True)


def evolve(source):
    request = urllib.request.Request(
        f"{source['address']}/_sandbox/evolve", method="POST"
    )
    urllib.request.urlopen(request).close()


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_delta_ends_where_a_late_migration_does(system, shop, template):
    with (
        sandbox_source.reachable(system, "rest", SCALE, shop.variables()) as source,
        database.scratch(template, "early") as early,
        database.scratch(template, "late") as late,
    ):
        database.psql(ALLOW, early)
        before = contents.read(shop, early)
        travel = {"system": system, "channel": "rest", "page": 200, "batch_size": 100}
        travel |= source
        headless.answer(shop, early, TRAVEL, travel | {"goal": "delta"})
        idle = headless.answer(shop, early, PICK_UP, {"step": "action_delta"})
        assert not idle["written"], idle["findings"]
        for _step in range(STEPS):
            evolve(source)
            picked_up = headless.answer(shop, early, PICK_UP, {"step": "action_delta"})
            assert not picked_up["job"]["problem"]
            assert picked_up["written"]["write"]
            assert picked_up["written"]["create"]
        closed = headless.answer(shop, early, PICK_UP, {"step": "action_close_window"})
        whole = headless.answer(shop, late, TRAVEL, travel | {"goal": "delta"})
        back = headless.answer(shop, early, TRAVEL, travel | {"goal": "rolled_back"})
        after = contents.read(shop, early)
    assert closed["findings"]["deleted_in_source"]
    assert not closed["findings"].get("conflict")
    assert not closed["audit"]
    assert_alike(closed["records"], whole["records"])
    assert_nothing_is_left(back, before, after)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_later_export_brings_what_has_changed(system, shop, template, tmp_path):
    firm = Firm(SCALE)
    for name, state in (("first", firm), ("second", firm.evolve())):
        write_bundle(system, state, tmp_path / name)
    first, second = (str(tmp_path / name) for name in ("first", "second"))
    travel = {"system": system, "channel": "bundle", "page": 200, "batch_size": 100}
    with (
        database.scratch(template, "early") as early,
        database.scratch(template, "late") as late,
    ):
        before = contents.read(shop, early)
        headless.answer(
            shop, early, TRAVEL, travel | {"bundle": first, "goal": "delta"}
        )
        delta = {"step": "action_delta", "bundle": second}
        picked_up = headless.answer(shop, early, PICK_UP, delta)
        travel |= {"bundle": second}
        whole = headless.answer(shop, late, TRAVEL, travel | {"goal": "delta"})
        back = headless.answer(shop, early, TRAVEL, travel | {"goal": "rolled_back"})
        after = contents.read(shop, early)
    assert not picked_up["job"]["problem"]
    assert picked_up["written"]["write"]
    assert picked_up["written"]["create"]
    assert picked_up["findings"]["deleted_in_source"]
    assert_alike(picked_up["records"], whole["records"])
    assert_nothing_is_left(back, before, after)


def assert_alike(early, late):
    """The early migration knows the same records and what has been deleted since."""
    assert late.keys() <= early.keys()
    different = []
    for label, record in late.items():
        one, other = early[label]["target"], record["target"]
        if isinstance(one, dict) and isinstance(other, dict):
            different += [
                f"{label}.{name}: {one.get(name)!r} != {other[name]!r}"
                for name in other
                if one.get(name) != other[name] and name not in BY_HAND
            ]
        elif bool(one) != bool(other):
            different.append(f"{label}: {early[label]} != {record}")
    shown = "\n".join(different[:SHOWN])
    assert not different, f"{len(different)} differ\n{shown}"


def assert_nothing_is_left(back, before, after):
    """After the rollback the database holds what it held before the migration."""
    assert back["job"]["state"] == "rolled_back"
    left = contents.differences(of_others(before), of_others(after))
    assert not left, contents.told(left)
