"""After a run, a delta and their rollback the database is what it was before.

The firm has used Odoo: much of what the source has is there already, is referred to by
the firm's own records, and is found again by the migration.
"""

import urllib.request
from urllib.parse import urlsplit

import pytest

from kit import contents, database, headless, paths, sandbox_source, workshop
from kit.leftovers import LEFT_BY_ODOO, of_others
from sandbox.backdocket import claims
from sandbox.firm import Firm

TRAVEL = paths.DEV / "kit" / "shell" / "travel.py"
PICK_UP = paths.DEV / "kit" / "shell" / "pick_up.py"
ESTABLISHED = paths.DEV / "kit" / "shell" / "established.py"
SCALE = 20
MATCHED = {
    "the_case_file": {"user", "team", "status", "company", "contact"},
    "backdocket": {"user", "team", "contact"},
}


def known_before(system, source):
    """What of the source the firm has in Odoo already."""
    firm = Firm(SCALE)
    users = [
        {"full_name": one["name"], "email": one["email"]}
        for one in list(firm.records("user"))[:5]
    ]
    status = next(firm.records("case"))["status"]
    if system == "backdocket":
        status = claims.STATUSES.get(status, status)
    domain = next(one["domain"] for one in firm.records("company") if one["domain"])
    email = next(
        one["email"] for one in firm.records("contact") if "@" in (one["email"] or "")
    )
    return {
        "host": urlsplit(source["address"]).hostname,
        "users": users,
        "team": {"name": next(firm.records("team"))["name"]},
        "status": {"name": status},
        "company": {"web_domain": domain},
        "contact": {"email": email},
    }


def evolve(source):
    request = urllib.request.Request(
        f"{source['address']}/_sandbox/evolve", method="POST"
    )
    urllib.request.urlopen(request).close()


@pytest.mark.parametrize(
    ("system", "skip_auto_install"),
    [("the_case_file", True), ("the_case_file", False), ("backdocket", True)],
    ids=["small", "full", "backdocket"],
)
def test_rollback_leaves_nothing(system, skip_auto_install):
    with workshop.opened() as shop:
        template = database.template(
            (*database.BASE, paths.ADDON), skip_auto_install=skip_auto_install
        )
        with (
            database.scratch(template, "dump") as name,
            sandbox_source.reachable(system, "rest", SCALE, shop.variables()) as source,
        ):
            known = known_before(system, source)
            there = headless.answer(shop, name, ESTABLISHED, known)
            assert all(there.values()), there
            travel = {"system": system, "channel": "rest", **source}
            travel |= {"page": 200, "batch_size": 100}
            before = contents.read(shop, name)
            run = headless.answer(shop, name, TRAVEL, travel | {"goal": "delta"})
            evolve(source)
            delta = headless.answer(shop, name, PICK_UP, {"step": "action_delta"})
            back = headless.answer(shop, name, TRAVEL, travel | {"goal": "rolled_back"})
            after = contents.read(shop, name)
    matched = {row["object"] for row in run["summary"] if row["matched"]}
    assert MATCHED[system] <= matched
    assert delta["written"]["write"]
    assert delta["written"]["create"]
    assert back["job"]["state"] == "rolled_back"
    left = contents.differences(of_others(before), of_others(after))
    assert not left, contents.told(left)


@pytest.mark.parametrize("page", ["RULES.md", "USAGE.rst"])
def test_it_is_said_what_odoo_leaves(page):
    """The list is as short as it can be, and nobody has to look for it in a test."""
    text = (paths.ROOT / "readme" / page).read_text()
    assert set(LEFT_BY_ODOO) == {"bus_bus", "ir_cron", "orm_signaling_"}
    for beginning in LEFT_BY_ODOO:
        assert f"`{beginning}" in text, beginning
