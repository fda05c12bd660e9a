"""What Odoo's database holds: tables as they are, files as they lie on the disk."""

from __future__ import annotations

import base64
import json
from functools import cached_property
from typing import Any

from kit import database, paths

Row = dict[str, Any]


class Held:
    """The contents of one database, each table read when it is first asked for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._tables: dict[str, list[Row]] = {}
        self._by_id: dict[str, dict[int, Row]] = {}
        self._groups: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def rows(self, table: str) -> list[Row]:
        """All rows of a table, in the order of their ids where they have some."""
        if table not in self._tables:
            script = f'COPY (SELECT to_jsonb(t) FROM "{table}" t) TO STDOUT;\n'  # noqa: S608
            lines = database.psql(script, self.name).splitlines()
            rows = [json.loads(line.replace("\\\\", "\\")) for line in lines]
            self._tables[table] = sorted(rows, key=lambda row: row.get("id", 0))
        return self._tables[table]

    def row(self, table: str, row_id: int | None) -> Row:
        """The row with an id; an empty one if there is none."""
        if table not in self._by_id:
            self._by_id[table] = {row["id"]: row for row in self.rows(table)}
        return self._by_id[table].get(row_id, {})

    def where(self, table: str, column: str, value: Any) -> list[Row]:
        """The rows with a value in a column."""
        if (table, column) not in self._groups:
            groups = self._groups[table, column] = {}
            for row in self.rows(table):
                groups.setdefault(row[column], []).append(row)
        return self._groups[table, column].get(value, [])

    def content(self, attachment: Row) -> bytes:
        """The bytes of an attachment; none for one that has none."""
        if attachment.get("store_fname"):
            file = paths.FILESTORE / self.name / attachment["store_fname"]
            return file.read_bytes()
        stored = attachment.get("db_datas") or ""
        if stored.startswith("\\x"):
            return bytes.fromhex(stored[2:])
        return base64.b64decode(stored)

    @cached_property
    def columns(self) -> dict[tuple[str, str], Row]:
        """(model, label) → definition of each field made by hand or by a migration."""
        return {
            (field["model"], said(field["field_description"])): field
            for field in self.rows("ir_model_fields")
            if field["state"] == "manual"
        }

    def option(self, field_id: int, value: str | None) -> str | None:
        """What a stored value of a selection field reads on the screen."""
        for option in self.where("ir_model_fields_selection", "field_id", field_id):
            if option["value"] == value:
                return said(option["name"])
        return value


def said(value: Any) -> Any:
    """A translated column in English, any other as it is."""
    return value.get("en_US") if isinstance(value, dict) else value
