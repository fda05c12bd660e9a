"""The fidelity run: after a migration every value of the source is in Odoo, unaltered,
or it is on a list that says why not.

CASE_MIGRATION_FIDELITY_CASES is the number of cases (60), 2,000 for a whole firm.
Half of the runs give records their original dates, half do not.
"""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest

import pytest

from kit import database, headless, paths, workshop
from kit.fidelity import checker
from kit.fidelity.held import Held
from sandbox.bundle import write_bundle
from sandbox.custom_fields import CUSTOM_FIELDS
from sandbox.firm import Firm
from sandbox.server import SandboxServer

CASES = int(os.environ.get("CASE_MIGRATION_FIDELITY_CASES", "60"))
SCRIPT = paths.DEV / "kit" / "fidelity" / "move.py"
TAMPERED = {
    ("res_partner", "contact"): {
        "street": "1 Elsewhere",
        "phone": None,
        "email": "somebody@else.test",
        "comment": "<p>Something else</p>",
        "x_birthday": "1999-12-31",
    },
    ("crm_lead", "case"): {
        "description": "<p>Something else</p>",
        "x_parties": "<ul><li>Witness: Nobody</li></ul>",
        "x_limitation_on": "1999-12-31",
        "won_status": "pending",
        "priority": "3",
        "user_id": 1,
        "source_id": None,
    },
    ("mail_activity", "activity"): {
        "date_done": "1999-12-31",
        "feedback": None,
        "note": "<p>Something else</p>",
        "res_id": 1,
    },
    ("mail_message", "note"): {
        "date": "1999-12-31T00:00:00",
        "body": "<p>Something else</p>",
        "author_id": 1,
    },
    ("ir_attachment", "document"): {"store_fname": None, "description": None},
    ("calendar_event", "event"): {
        "start": "1999-12-31T00:00:00",
        "opportunity_id": None,
        "location": None,
    },
}
"""(table, object) → columns, and what the test of the checker puts into them."""

RUNS = [
    ("the_case_file", "rest", {"backdate": True}),
    ("the_case_file", "bundle", {"backdate": False}),
    ("backdocket", "rest", {"backdate": False}),
    ("backdocket", "bundle", {"backdate": True}),
]
"""System, channel and options of the job."""


@contextmanager
def reachable(system, channel, firm, folder):
    """How the addon gets at the source."""
    if channel == "bundle":
        write_bundle(system, firm, folder / "export.zip")
        yield {"bundle": str(folder / "export.zip")}
        return
    with SandboxServer(system, firm) as server:
        yield {"address": server.address, "credentials": server.credentials}


@dataclass
class Moved:
    """A firm that was migrated, and how it was found in the database."""

    run: tuple
    held: Held
    result: checker.Result
    proof: dict

    def check(self):
        system, channel, _options = self.run
        return checker.check(system, Firm(CASES), self.held, channel)


@pytest.fixture(scope="module", params=RUNS, ids=lambda run: "-".join(run[:2]))
def moved(request, tmp_path_factory):
    system, channel, options = request.param
    with workshop.opened() as shop:
        template = database.template(
            (*database.BASE, paths.ADDON), skip_auto_install=True
        )
        folder = tmp_path_factory.mktemp("export")
        with (
            database.scratch(template, "fidelity") as name,
            reachable(system, channel, Firm(CASES), folder) as source,
        ):
            source |= {"system": system, "channel": channel, "job": options}
            answer = headless.answer(shop, name, SCRIPT, source)
            assert not answer["problem"], answer
            held = Held(name)
            result = checker.check(system, Firm(CASES), held, channel)
            print(f"\n{system}, {channel}, {CASES} cases\n{result.table()}")
            yield Moved(request.param, held, result, answer["proof"])


def test_every_object_has_values(moved):
    objects = {name for name, _path in moved.result.counts}
    assert {"user", "team", "contact", "case", "activity", "document"} <= objects
    assert {"event", "lead_source", "billing", "time_entry"} <= objects
    assert moved.result.total("found") > 50 * CASES


def test_nothing_is_lost(moved):
    assert moved.result.total("lost") == 0, moved.result.complaints()


def test_nothing_is_altered(moved):
    assert moved.result.total("altered") == 0, moved.result.complaints()


def test_pick_lists_are_selections_of_the_values_found(moved):
    """Also from an export that lists no options: the values are few and repeat."""
    firm = Firm(CASES)
    cases = [firm.record("case", index)["custom"] for index in range(CASES)]
    for field in CUSTOM_FIELDS:
        if field.kind == "picklist":
            row = moved.held.columns["crm.lead", field.label]
            assert row["ttype"] == "selection", field.label
            options = moved.held.where(
                "ir_model_fields_selection", "field_id", row["id"]
            )
            values = {case.get(field.label) for case in cases} - {None, ""}
            assert values <= {one["value"] for one in options}


def test_the_own_proof_agrees(moved):
    """The sample was loaded first; it and the validation find nothing amiss."""
    assert moved.proof["sampled"] > min(CASES / 2, 500)  # a sample has a limit
    assert moved.proof["deviations"] == []
    states = set(moved.proof["checks"].values())
    assert "passed" in states
    assert states <= {"passed", "not_applicable"}, moved.proof["checks"]


@contextmanager
def tampered(held, changes):
    """Other values in whole columns of what was read of the database.

    :param changes: (table, column, value) of each
    """
    before = [
        (row, column, row[column])
        for table, column, _value in changes
        for row in held.rows(table)
    ]
    for table, column, value in changes:
        for row in held.rows(table):
            row[column] = value
    yield
    for row, column, value in before:
        row[column] = value


def rounds():
    """Of each table one column in a round; so few checks are enough for all."""
    places = [
        [(table, name, column, value) for column, value in columns.items()]
        for (table, name), columns in TAMPERED.items()
    ]
    return [list(filter(None, one)) for one in zip_longest(*places)]


def bad(result, wanted):
    return sum(
        counts[verdict]
        for (name, _path), counts in result.counts.items()
        for verdict in checker.BAD
        if name == wanted
    )


def test_the_checker_sees_what_was_tampered_with(moved):
    if moved.run[1] == "bundle":
        return  # the same rules, already tried
    for one in rounds():
        changes = [(table, column, value) for table, _name, column, value in one]
        with tampered(moved.held, changes):
            result = moved.check()
        for table, name, column, _value in one:
            assert bad(result, name) > bad(moved.result, name), (table, column)
