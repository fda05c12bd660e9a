"""Whichever way a firm comes into Odoo, it arrives the same.

Each system is moved three times through the whole addon: over its API while that
misbehaves in every way it can, over its API while that behaves, and by its export.
"""

import re

import pytest

from kit import database, headless, leaks, paths, workshop
from sandbox.bundle import write_bundle
from sandbox.firm import Firm
from sandbox.misbehaviour import KINDS
from sandbox.server import SandboxServer

SCRIPT = paths.DEV / "kit" / "shell" / "hurry.py"
CASES = 40
PAGE = 15
HURRY = 0.02
"""The part of each pause that is kept."""

NOT_TOLD = {
    ("the_case_file", "calendar_entries", "partner_ids"): "no guests in events.csv",
    ("the_case_file", "calendar_entries", "description"): "no organizer in events.csv",
    ("the_case_file", "contacts", "meeting_ids"): "no guests in events.csv",
    ("the_case_file", "companies", "x_home_phone"): "a column of the export alone",
    ("the_case_file", "contacts", "x_home_phone"): "a column of the export alone",
    ("the_case_file", "document_versions", "description"): "no dates of documents",
    ("the_case_file", "matters", "x_billing_type"): "a column of the export alone",
    ("the_case_file", "matters", "x_conflict_check"): "a column of the export alone",
    ("the_case_file", "notes", "email_from"): "notes.csv names authors without e-mail",
    ("the_case_file", "notes", "x_source_created_on"): "told once, as the note's date",
    ("the_case_file", "notes", "reply_to"): "notes.csv names authors without e-mail",
}
"""What one channel tells and the other does not: (system, list, field) → why."""

NOT_EXPORTED = {
    "custom_fields": "the export has their values, in columns, but no list of them",
}
"""Lists of The Case File that its export does not have → why."""

WITHOUT_KEY = {
    ("the_case_file", "notes"): "notes.csv has no id: a note's content is its key",
}

OTHER_OUTCOMES = {
    ("too_large", "no_bytes"): "the export leaves out the bytes of the largest file",
}
"""Reasons of a record that is not loaded: over the API, by the export → why."""

SECRET = {"api_key", "client_secret"}
KEPT_IN = "case_migration_source"
"""The table of the credentials, in a column that nobody reads."""

OF_THE_DATABASE = {"id", "res_id", "message_id", "color", "calendar_last_notif_ack"}
"""Fields that are given by Odoo, not by the source."""

OF_A_CONTACT = {"phone", "phone_sanitized"}
"""Fields that Odoo fills from a contact, which may have changed after its reading."""

TOKEN = re.compile(r"/web/(image|content)/\d+\?access_token=[\w-]+")


class Moved:
    """One system, and what Odoo reports of each way in which it came."""

    def __init__(self, system, shop, template, folder):
        self.system = system
        self._shop = shop
        self._template = template
        with SandboxServer(system, Firm(CASES), misbehave=KINDS) as server:
            self.wild = self._migrate(server)
            self.firm = server.firm
        with SandboxServer(system, self.firm) as server:
            self.tame = self._migrate(server)
        write_bundle(system, self.firm, folder / "export.zip")
        self.export = self._run(channel="bundle", bundle=str(folder / "export.zip"))

    def _migrate(self, server):
        return self._run(
            server,
            channel="rest",
            address=server.address,
            credentials=server.credentials,
        )

    def _run(self, server=None, **source):
        options = {"system": self.system, "page": PAGE, "batch_size": 50}
        with database.scratch(self._template, "channels") as name:
            parameters = {**options, "hurry": HURRY, **source}
            report = headless.answer(self._shop, name, SCRIPT, parameters)
            if server and server.misbehaviour.kinds:
                report["leaks"] = leaks_of(server, name)
            return report


def leaks_of(server, name):
    """Where the database and the log of a run have what nobody is to read there."""
    secrets = {server.credentials[key] for key in SECRET & server.credentials.keys()}
    if tokens := getattr(server.system, "tokens", None):
        secrets.update(tokens.given)
    people = {person["name"] for person in server.firm.records("contact")}
    log = headless.log_of(SCRIPT, name)
    return {
        "tables": leaks.of_database(name, secrets),
        "log": leaks.of_log(log, {*secrets, *(one for one in people if " " in one)}),
    }


@pytest.fixture(scope="module", params=("the_case_file", "backdocket"))
def moved(request, tmp_path_factory):
    with workshop.opened() as shop:
        template = database.template(
            (*database.BASE, paths.ADDON), skip_auto_install=True
        )
        yield Moved(request.param, shop, template, tmp_path_factory.mktemp("export"))


def list_of(label):
    return label.partition("/")[0]


def counts(report):
    return {row["object"]: row for row in report["summary"]}


def business_values(record, left_out=()):
    """What a record has become, without what Odoo itself has made up."""
    target = record["target"]
    if not isinstance(target, dict):
        return target
    return {
        name: TOKEN.sub("", value) if isinstance(value, str) else value
        for name, value in target.items()
        if name not in OF_THE_DATABASE and name not in left_out
    }


def differences(one, other, left_out):
    """`list/key.field` → both values, of the records that both reports have."""
    found = {}
    for label in one["records"].keys() & other["records"].keys():
        before = business_values(one["records"][label], left_out(label))
        after = business_values(other["records"][label], left_out(label))
        if not isinstance(before, dict) or not isinstance(after, dict):
            before, after = {"target": before}, {"target": after}
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                found[f"{label}.{name}"] = (before.get(name), after.get(name))
    return found


# ---------------------------------------------------------------- the two channels


def test_every_run_comes_to_its_end(moved):
    for report in (moved.wild, moved.tame, moved.export):
        assert report["job"]["state"] == "delta"
        assert not report["job"]["problem"]
        assert report["open"] == 0


def test_both_channels_give_as_many_of_each_object(moved):
    over_rest, by_export = counts(moved.tame), counts(moved.export)
    for name, row in over_rest.items():
        if name != "custom_field":
            accounted = {**row, "skipped": 0, "failed": row["skipped"] + row["failed"]}
            other = by_export[name]
            lost = {"skipped": 0, "failed": other["skipped"] + other["failed"]}
            assert {**other, **lost} == accounted


def test_both_channels_give_the_same_records(moved):
    left_out = {name for system, name in WITHOUT_KEY if system == moved.system}
    if moved.system == "the_case_file":
        left_out |= NOT_EXPORTED.keys()
    over_rest, by_export = (
        {label for label in report["records"] if list_of(label) not in left_out}
        for report in (moved.tame, moved.export)
    )
    assert over_rest == by_export


def not_told(system):
    """A function from a record's label to the fields that are not compared."""
    return lambda label: {
        field
        for of_system, name, field in NOT_TOLD
        if (of_system, name) == (system, list_of(label))
    }


def test_both_channels_give_the_same_values(moved):
    assert differences(moved.tame, moved.export, not_told(moved.system)) == {}


def test_both_channels_give_records_the_same_end(moved):
    for label in moved.tame["records"].keys() & moved.export["records"].keys():
        ends = [
            report["records"][label]["reason"] for report in (moved.tame, moved.export)
        ]
        assert ends[0] == ends[1] or tuple(ends) in OTHER_OUTCOMES, label


def test_records_without_an_id_are_the_same_as_a_whole(moved):
    for system, name in WITHOUT_KEY:
        if system == moved.system:
            over_rest, by_export = (
                sorted(
                    str(business_values(record, not_told(system)(label)))
                    for label, record in report["records"].items()
                    if list_of(label) == name
                )
                for report in (moved.tame, moved.export)
            )
            assert over_rest == by_export


# ---------------------------------------------------------------- a source gone wild


def test_credentials_are_in_one_table_of_a_dump_and_in_no_log(moved):
    assert moved.wild["leaks"] == {"tables": {KEPT_IN}, "log": set()}


def stale(moved):
    """The records that the firm has changed after they were read."""
    wild, tame = moved.wild["records"], moved.tame["records"]
    return {
        label
        for label in wild.keys() & tame.keys()
        if wild[label]["payload"] != tame[label]["payload"]
    }


def test_a_source_that_misbehaves_gives_the_same_records(moved):
    wild, tame = moved.wild["records"], moved.tame["records"]
    assert tame.keys() <= wild.keys()
    deleted = wild.keys() - tame.keys()
    gone = sum(
        bool(moved.firm.deleted_at(name, index))
        for name in ("contact", "case", "activity", "note", "document", "event")
        for index in range(moved.firm.count(name))
    )
    assert len(deleted) <= gone


def test_a_source_that_misbehaves_gives_the_same_values(moved):
    old = stale(moved)
    assert len(old) <= 0.05 * len(moved.tame["records"])
    found = differences(moved.wild, moved.tame, lambda _label: OF_A_CONTACT)
    assert {place for place in found if place.partition(".")[0] not in old} == set()
