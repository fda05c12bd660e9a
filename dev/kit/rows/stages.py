"""What the tests read: the source's records, and Odoo's at each stage."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kit import database, headless, paths, workshop
from kit.fidelity.held import Held, Row
from kit.fidelity.rules import table_of
from kit.rows.docket import KNOWN, KNOWN_USERS, Docket
from kit.rows.read import is_own
from sandbox import backdocket, the_case_file
from sandbox.backdocket.format import id_of as backdocket_id
from sandbox.bundle import write_bundle
from sandbox.firm import Record
from sandbox.server import SandboxServer
from sandbox.the_case_file.format import id_of as case_file_id
from sandbox.the_case_file.work import document_id

SCRIPT = paths.DEV / "kit" / "rows" / "journey.py"
MODULES = (*database.BASE, "account", "base_import", paths.ADDON)
ZONES = {"the_case_file": "America/New_York", "backdocket": "America/Chicago"}
"""The clocks that the firms live by."""
STAGES = ("before", "run", "delta", "back")
FIELDS = (
    {"name": "x_incident_location", "field_description": "Scene"},
    {"name": "x_unrelated", "field_description": "Unrelated"},
)
"""Custom fields that the firm has before: one that the map fills, one of its own."""


class Stage(Held):
    """The tables as they were at one stage."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(name)
        self._folder = folder

    def rows(self, table: str) -> list[Row]:
        """All rows of a table, in the order of their ids where they have some."""
        if table not in self._tables:
            lines = (self._folder / table).read_text(encoding="utf-8").split("\n")
            rows = [json.loads(line) for line in lines if line]
            self._tables[table] = sorted(rows, key=lambda row: row.get("id", 0))
        return self._tables[table]

    def staged(self, name: str, key: Any) -> Row:
        """The record as it was read from the source, and what became of it."""
        found = self.where("case_migration_record", "key", str(key))
        return next((row for row in found if row["object"] == name), {})

    def became(self, name: str, key: Any) -> Row:
        """The row of the Odoo record that a source record has become."""
        staged = self.staged(name, key)
        model, res_id = staged.get("res_model"), staged.get("res_id")
        return self.row(table_of(model), res_id) if res_id else {}

    def found(self, name: str, key: Any) -> set[str]:
        """The kinds of the findings on a source record."""
        record_id = self.staged(name, key)["id"]
        rows = self.where("case_migration_finding", "record_id", record_id)
        return {row["kind"] for row in rows}

    def named(self, table: str, row_id: int | None) -> str | None:
        """The name of a record, in English where it is translated."""
        name = self.row(table, row_id).get("name")
        return name.get("en_US") if isinstance(name, dict) else name


class Journey:
    """A firm, before and after its changes, and the stages of its migration."""

    def __init__(self, system: str, channel: str, folder: Path, name: str) -> None:
        self.system = system
        self.channel = channel
        self.zone = ZONES[system]
        self.firm = Docket()
        self.later = self.firm.evolve()
        self._folder = folder
        self.before, self.run, self.delta, self.back = (
            Stage(folder / stage, name) for stage in STAGES
        )

    def key(self, name: str, record: Record) -> Any:
        """The key by which the source knows a record."""
        if self.system == "backdocket":
            return backdocket_id(name, record["index"])
        if name == "document":
            return document_id(record)
        return case_file_id(record["index"])

    def object_of(self, name: str) -> str:
        """BackDocket has companies among its contacts."""
        if (self.system, name) == ("backdocket", "company"):
            return "contact"
        return name

    def became(self, stage: Stage, name: str, index: int | None) -> Row:
        """What the record at an index has become at a stage."""
        if index is None:
            return {}
        record = {"index": index}
        if name == "document":
            record = self.firm.record(name, index)
        return stage.became(self.object_of(name), self.key(name, record))

    def found(self, stage: Stage, name: str, index: int) -> set[str]:
        """The kinds of findings on the record at an index."""
        record = self.firm.record(name, index)
        return stage.found(self.object_of(name), self.key(name, record))

    def staged(self, stage: Stage, name: str, index: int) -> Row:
        """The record at an index as it was read, and what became of it."""
        record = self.firm.record(name, index)
        return stage.staged(self.object_of(name), self.key(name, record))

    def state(self, stage: Stage, name: str, index: int) -> str:
        """What has become of the record at an index, in one word."""
        return self.staged(stage, name, index)["state"]

    def audited(self, row: Row, field: str, model: str) -> tuple[Any, Any]:
        """A field before and after the delta's change of a record, by the audit log."""
        [line] = (
            line
            for line in self.delta.where(
                "case_migration_audit_log", "res_id", row["id"]
            )
            if line["res_model"] == model and field in (line["before"] or {})
        )
        return line["before"][field], line["after"][field]

    def pairs(self, name: str, state: str = "created") -> Iterator[tuple[Record, Row]]:
        """(source record, row in Odoo) of all clean records, after the run.

        There must be some. A record that is not there has an empty row.
        """
        some = False
        for record in self.firm.records(name):
            index = record["index"]
            if self.firm.dirt(name, index):
                continue
            if self.state(self.run, name, index) == state:
                some = True
                yield record, self.became(self.run, name, index)
        assert some, f"no {name} is {state}"

    def changed(self, name: str, but: int = KNOWN) -> Record:
        """The record that the source changes, as it is after that."""
        indexes = [index for one, index in self.later.later if one == name]
        return self.later.record(name, next(one for one in indexes if one != but))

    def data_set(self, name: str) -> list[dict[str, str]]:
        """The rows of a table that is handed over."""
        file = self._folder / f"{name}.csv"
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))


def unchanged(one: Stage, other: Stage, table: str, row_ids: set[int]) -> bool:
    """Whether rows are there at both stages, and the same but for new columns."""
    for row_id in row_ids:
        old, new = one.row(table, row_id), other.row(table, row_id)
        if not old or not old.items() <= new.items():
            return False
    return bool(row_ids)


def is_as_before(journey: Journey, table: str) -> bool:
    """Whether a table has the same rows after the rollback as before the migration,
    the migration's own aside.
    """
    before, back = (
        [row for row in stage.rows(table) if not is_own(row)]
        for stage in (journey.before, journey.back)
    )
    return before == back


@contextmanager
def travelled(system: str, channel: str, folder: Path) -> Iterator[Journey]:
    """A firm that has been through all stages."""
    with workshop.opened() as shop:
        template = database.template(MODULES, skip_auto_install=True)
        with (
            database.scratch(template, "rows") as name,
            _reachable(system, channel, folder) as source,
        ):
            options = {"system": system, "channel": channel, "folder": str(folder)}
            options |= source | _before(system)
            answer = headless.answer(shop, name, SCRIPT, options)
            assert not answer["problem"], answer
            yield Journey(system, channel, folder, name)


@contextmanager
def _reachable(system: str, channel: str, folder: Path) -> Iterator[dict[str, Any]]:
    firm = Docket()
    if channel == "rest":
        with SandboxServer(system, firm) as server:
            yield {"address": server.address, "credentials": server.credentials}
        return
    places = {"bundle": folder / "first.zip", "later": folder / "later.zip"}
    for state, place in zip((firm, firm.evolve()), places.values(), strict=True):
        write_bundle(system, state, place)
    yield {name: str(place) for name, place in places.items()}


def _before(system: str) -> dict[str, Any]:
    """What the firm has in Odoo before."""
    firm = Docket()
    known = {
        "host": "127.0.0.1",
        "users": [
            the_case_file.VIEWS["user"](firm, firm.record("user", index))
            for index in KNOWN_USERS
        ],
        "team": {"name": firm.record("team", KNOWN)["name"]},
        "company": {"web_domain": firm.record("company", KNOWN)["domain"]},
        "contact": {"email": firm.record("contact", KNOWN)["email"]},
        "status": {"name": _first_stage(system, firm)},
    }
    case = firm.record("case", firm.first("case", status="In Progress"))
    if system == "backdocket":
        number = backdocket.claims.reference_no(firm, case["index"])
        case["title"] = f"{number} \N{EN DASH} {case['title']}"
    before = {
        "lead_source": firm.record("lead_source", KNOWN)["name"].upper(),
        "case": case["title"],
        "document": "Retainer Agreement.pdf",
        "activity": firm.record("activity", 0)["summary"],
        "event": firm.record("event", 0)["name"],
        "invoice": firm.record("billing", 0)["number"],
        "fields": FIELDS,
    }
    return {"known": known, "before": before}


def _first_stage(system: str, firm: Docket) -> str:
    return "Unrelated" if system == "backdocket" else firm.record("status", 0)["name"]
