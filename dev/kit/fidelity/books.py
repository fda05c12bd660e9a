"""What the addon says of its own doing: links, reasons, findings and the map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kit import paths
from kit.fidelity.held import Held, Row

LINKED = ("created", "matched", "updated")
ENDED = ("skipped", "failed")
LEFT_ALONE = "matched_left_alone"
"""The finding on a record that was in Odoo before: it tells what it does not have."""


class Books:
    """The records that were read, and everything that is on a list for a person."""

    def __init__(self, held: Held, system: str, channel: str) -> None:
        records = held.rows("case_migration_record")
        self._records = {(row["object"], row["key"]): row for row in records}
        self._findings: dict[int, set[str]] = {}
        for finding in held.rows("case_migration_finding"):
            names = self._findings.setdefault(finding["record_id"], set())
            names.update(filter(None, (finding["field"], finding["kind"])))
        self._left_out = set(_left_out(held))
        self._values = set(_value_lists(held))
        self._in_api_words = channel == "rest"
        [job] = held.rows("case_migration_job")
        self.backdated = job["backdate"]
        self._renamed = _renamed(system)

    def record(self, name: str, key: Any) -> Row:
        """The record as it was read, empty if it never was."""
        return self._records.get((name, str(key)), {})

    def link(self, name: str, key: Any) -> tuple[str, int] | None:
        """The Odoo record that a source record became: (model, id)."""
        record = self.record(name, key)
        if record.get("state") in LINKED and record["res_id"]:
            return record["res_model"], record["res_id"]
        return None

    def has_reason(self, name: str, key: Any) -> bool:
        """Whether a record was left out, with a sentence that says why."""
        record = self.record(name, key)
        return record.get("state") in ENDED and bool(record["reason"])

    def lists(self, record: Row, path: str, targets: tuple[str, ...]) -> bool:
        """Whether a finding on the record, or the map, says that a value is not in
        Odoo as it was.

        :param path: the field in the source's own words
        :param targets: fields of Odoo, or kinds of findings, that it is known by
        """
        own = self._renamed.get((record["object"], path), path)
        names = {path, own, *targets, LEFT_ALONE}
        if names & self._findings.get(record["id"], set()):
            return True
        return (record["object"], own) in self._left_out

    def maps(self, record: Row, path: str, value: Any, actual: Any) -> bool:
        """Whether the map's list of values says that the one becomes the other."""
        own = self._renamed.get((record["object"], path), path)
        return (record["object"], own, str(value), str(actual)) in self._values

    def keeps(self, record: Row, value: Any) -> bool:
        """Whether the record's source data still has the value, wherever it is.

        What came in an export is written in its own way, and only has to be there.
        """
        if not self._in_api_words:
            return bool(record["payload"])
        if "leaves" not in record:
            record["leaves"] = set(map(_plain, _leaves(record["payload"])))
        return all(_plain(leaf) in record["leaves"] for leaf in _leaves(value))


def _left_out(held: Held) -> Iterator[tuple[str, str]]:
    """(object, field) that the map leaves out with a reason, and nowhere takes in."""
    left_out, taken = set(), set()
    for line in held.rows("case_migration_mapping_line"):
        name = held.row("case_migration_mapping", line["mapping_id"])["object"]
        sources = (line["source_field"], *(line["more_source_fields"] or ()))
        away = line["mapping_type"] == "not_migrated" and line["reason"]
        (left_out if away else taken).update((name, source) for source in sources)
    return iter(left_out - taken)


def _value_lists(held: Held) -> Iterator[tuple[str, str, str, str]]:
    """(object, field, value, what it becomes) of all lines of lists of values."""
    for one in held.rows("case_migration_value"):
        line = held.row("case_migration_mapping_line", one["line_id"])
        mapping = held.row("case_migration_mapping", line["mapping_id"])
        name, source = mapping["object"], line["source_field"]
        yield name, source, one["source_value"], one["target_value"]


def _renamed(system: str) -> dict[tuple[str, str], str]:
    """(object, field in the source's words) → its name in the map."""
    file = paths.ROOT / "profiles" / f"{system}.json"
    streams = json.loads(file.read_text(encoding="utf-8"))["streams"]
    return {
        (stream["object"], written): name
        for stream in streams
        for written, name in stream["rest"].get("rename", {}).items()
    }


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _plain(value: Any) -> str:
    """Numbers read the same whether they are 3 or 3.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)
