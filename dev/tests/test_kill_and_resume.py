"""A migration killed at any moment goes on, and ends as if nothing had happened.

CASE_MIGRATION_KILLS is the number of kills at random moments, CASE_MIGRATION_SEED
repeats them.
"""

import os
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from kit import contents, database, headless, paths, sandbox_source, workshop
from kit.leftovers import LEFT_BY_ODOO, of_others
from sandbox.firm import TODAY, Firm
from sandbox.server import SandboxServer

SYSTEM = "the_case_file"
TRAVEL = paths.DEV / "kit" / "shell" / "travel.py"
KILLS = int(os.environ.get("CASE_MIGRATION_KILLS", "12"))
SEED = int(os.environ.get("CASE_MIGRATION_SEED", str(time.time_ns())))
SCALE = max(12, KILLS // 5)
SHORTEST = 0.4
"""Seconds that a life lasts on average at the least: a life shorter than the longest
transaction never gets past it."""

LONGEST = 4
"""And at the most: a machine that was busy before may be quick now."""

SHOWN = 30
"""Differences that a failure quotes."""

SMALL = {"page": 12, "batch_size": 12}
# Read for its own sake, and once more by every process that reads cases.
DEFINITIONS = "GET /api/v2/custom_fields"

ALLOW = """
    INSERT INTO ir_config_parameter (key, value)
    VALUES ('crm_case_migration.allowed_private_hosts', '127.0.0.1')
"""


@dataclass
class Journey:
    """One way there, on with what the source changes meanwhile, and back."""

    run: dict
    delta: dict
    back: dict
    counts_before_rollback: dict
    left: dict

    @property
    def parts(self):
        return self.run, self.delta, self.back

    @property
    def seconds(self):
        return sum(part["seconds"] for part in self.parts)

    @property
    def kills(self):
        return sum(part["kills"] for part in self.parts)


@pytest.fixture(scope="module")
def shop():
    with workshop.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def template():
    return database.template((*database.BASE, paths.ADDON), skip_auto_install=True)


@pytest.fixture(scope="module")
def source(shop):
    with sandbox_source.reachable(SYSTEM, "rest", SCALE, shop.variables()) as reached:
        yield reached


@pytest.fixture(scope="module")
def undisturbed(shop, template, source):
    return travel(shop, template, source)


def travel(shop, template, source, kills=None):
    options = {"system": SYSTEM, "channel": "rest", **source, **SMALL}
    if kills:
        options["kills"] = kills
    with database.scratch(template, "kills") as name:
        database.psql(ALLOW, name)
        before = contents.read(shop, name)
        tell(source, "begin")
        run = headless.answer(shop, name, TRAVEL, options | {"goal": "delta"})
        tell(source, "evolve", at=(TODAY + timedelta(days=1)).isoformat())
        changes = {"goal": "delta", "changes": True}
        delta = headless.answer(shop, name, TRAVEL, options | changes)
        there = contents.read(shop, name)
        back = headless.answer(shop, name, TRAVEL, options | {"goal": "rolled_back"})
        after = contents.read(shop, name)
    left = contents.differences(of_others(before), of_others(after))
    return Journey(run, delta, back, contents.counts(there), left)


def tell(source, what, **query):
    """Have the source begin anew, or go on with its work."""
    address = f"{source['address']}/_sandbox/{what}?{urlencode(query)}"
    request = urllib.request.Request(address, method="POST")
    urllib.request.urlopen(request).close()


def assert_same(killed, undisturbed):
    """Both have made the same, counted the same, and left nothing."""
    for one, other in zip(killed.parts, undisturbed.parts, strict=True):
        assert one["failures"] == other["failures"]
        unlike = list(differing(one["records"], other["records"]))
        assert not unlike, "\n".join(unlike[:SHOWN])
        assert one["summary"] == other["summary"]
        assert one["job"] == other["job"]
        assert one["open"] == 0
    counts = {
        table: (number, undisturbed.counts_before_rollback.get(table))
        for table, number in killed.counts_before_rollback.items()
        if not table.startswith(tuple(LEFT_BY_ODOO))
    }
    assert [kv for kv in counts.items() if kv[1][0] != kv[1][1]] == []
    assert not killed.left, contents.told(killed.left)


def differing(records, others):
    """A line for each value that is not the same."""
    for label in sorted({*records, *others}):
        one, other = flat(records.get(label)), flat(others.get(label))
        for name in sorted({*one, *other}):
            if one.get(name) != other.get(name):
                yield f"{label} {name}: {one.get(name)!r} / {other.get(name)!r}"


def flat(record):
    record = dict(record or {})
    target = record.pop("target", None)
    return record | (target if isinstance(target, dict) else {"target": target})


def test_undisturbed_journey_leaves_nothing(undisturbed):
    assert undisturbed.run["job"]["state"] == "delta"
    updated = sum(row["updated"] for row in undisturbed.delta["summary"])
    assert updated > sum(row["updated"] for row in undisturbed.run["summary"])
    assert undisturbed.back["job"]["state"] == "rolled_back"
    assert not undisturbed.left, contents.told(undisturbed.left)


def test_killed_after_every_commit(shop, template, source, undisturbed):
    killed = travel(shop, template, source, {"after_commits": True})
    print(f"killed {killed.kills} times in {killed.seconds:.0f} s")
    assert_same(killed, undisturbed)


def test_killed_at_random_moments(shop, template, source, undisturbed):
    mean = max(min(undisturbed.seconds / KILLS, LONGEST), SHORTEST)
    killed = travel(shop, template, source, {"mean": mean, "seed": SEED})
    print(f"killed {killed.kills} times in {killed.seconds:.0f} s, seed {SEED}")
    assert killed.kills
    assert_same(killed, undisturbed)


def test_pages_that_were_read_are_not_asked_for_again(shop, template):
    calm, calm_staged = read_only(shop, template)
    killed, killed_staged = read_only(shop, template, {"after_commits": True})
    assert killed_staged == calm_staged
    assert calm.total() > len(calm) > 10
    del calm[DEFINITIONS], killed[DEFINITIONS]
    assert killed == calm


def read_only(shop, template, kills=None):
    """:return: the requests that reading took, and the number of staged records"""
    with (
        database.scratch(template, "reading") as name,
        SandboxServer(SYSTEM, Firm(SCALE, 1)) as server,
    ):
        options = {"address": server.address, "credentials": server.credentials}
        options |= {"system": SYSTEM, "channel": "rest", "goal": "discovered", **SMALL}
        if kills:
            options["kills"] = kills
        answer = headless.answer(shop, name, TRAVEL, options)
        staged = database.psql(
            "SELECT sum(total) FROM case_migration_batch WHERE kind = 'extract'",
            name,
        )
    assert bool(answer["kills"]) == bool(kills)
    return Counter(server.requests), (staged, len(answer["records"]))
