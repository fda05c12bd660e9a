"""After a run and its rollback the database is what it was before."""

import json
import urllib.request
from urllib.parse import urlsplit

import pytest

from kit import contents, database, headless, paths, sandbox_source, workshop
from kit.leftovers import of_others

SYSTEM = "the_case_file"
TRAVEL = paths.DEV / "kit" / "travel.py"
ESTABLISHED = paths.DEV / "kit" / "established.py"
SCALE = 40


def ask(source, what):
    """The records of one list of the source, in its own words."""
    request = urllib.request.Request(
        f"{source['address']}/api/v2/{what}?limit=200",
        headers={"X-Api-Key": source["credentials"]["api_key"]},
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)["data"]


def known_before(source):
    """What of the source the firm has in Odoo already."""
    contacts = ask(source, "contacts")
    return {
        "host": urlsplit(source["address"]).hostname,
        "users": ask(source, "users")[:5],
        "team": ask(source, "teams")[0],
        "status": ask(source, "matter_statuses")[0],
        "company": next(one for one in ask(source, "companies") if one["web_domain"]),
        "contact": next(one for one in contacts if "@" in (one["email"] or "")),
    }


@pytest.mark.parametrize("skip_auto_install", [True, False], ids=["small", "full"])
def test_rollback_leaves_nothing(skip_auto_install):
    with workshop.opened() as shop:
        template = database.template(
            (*database.BASE, paths.ADDON), skip_auto_install=skip_auto_install
        )
        with (
            database.scratch(template, "dump") as name,
            sandbox_source.reachable(SYSTEM, "rest", SCALE, shop.variables()) as source,
        ):
            there = headless.answer(shop, name, ESTABLISHED, known_before(source))
            assert all(there.values()), there
            travel = {"system": SYSTEM, "channel": "rest", **source}
            travel |= {"page": 200, "batch_size": 100}
            before = contents.read(shop, name)
            run = headless.answer(shop, name, TRAVEL, travel | {"goal": "delta"})
            back = headless.answer(shop, name, TRAVEL, travel | {"goal": "rolled_back"})
            after = contents.read(shop, name)
    matched = {row["object"] for row in run["summary"] if row["matched"]}
    assert {"user", "team", "status", "company", "contact"} <= matched
    assert back["job"]["state"] == "rolled_back"
    left = contents.differences(of_others(before), of_others(after))
    assert not left, contents.told(left)
