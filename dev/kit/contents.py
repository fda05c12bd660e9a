"""What a database holds, table by table, and how two such contents differ."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kit import database, process
from kit.workshop import Workshop

SHOWN = 5
"""Rows of a table that a difference quotes."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Contents:
    """The rows of all tables, and the schema as SQL."""

    tables: dict[str, list[Row]]
    schema: str


def read(shop: Workshop, name: str) -> Contents:
    """The contents of the database `name`; sequences are no contents."""
    tables = _table_names(name)
    script = "".join(
        f"COPY (SELECT '{table}', to_jsonb(t) FROM \"{table}\" t) TO STDOUT;\n"  # noqa: S608
        for table in tables
    )
    rows: dict[str, list[Row]] = {table: [] for table in tables}
    for line in database.psql(script, name).splitlines():
        table, _tab, text = line.partition("\t")
        rows[table].append(json.loads(text.replace("\\\\", "\\")))
    command = (
        shop.server.binaries / "pg_dump",
        "--schema-only",
        "--restrict-key=0",
        name,
    )
    return Contents(rows, process.output(command, env=shop.variables()))


def counts(contents: Contents) -> dict[str, int]:
    """How many rows each table has."""
    return {table: len(rows) for table, rows in contents.tables.items()}


def differences(before: Contents, after: Contents) -> dict[str, list[str]]:
    """By table, and by `schema`, one readable line for each difference."""
    found = {"schema": list(_of_schema(before.schema, after.schema))}
    for table in sorted({*before.tables, *after.tables}):
        found[table] = list(
            _of_rows(before.tables.get(table, []), after.tables.get(table, []))
        )
    return {table: lines for table, lines in found.items() if lines}


def told(found: Mapping[str, list[str]]) -> str:
    """Differences for a person."""
    return "\n".join(
        line
        for table, lines in found.items()
        for line in (
            f"{table}: {len(lines)}",
            *(f"    {one}" for one in lines[:SHOWN]),
        )
    )


def _table_names(name: str) -> list[str]:
    query = """
        SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1
    """
    return database.psql(query, name).splitlines()


def _of_schema(before: str, after: str) -> Iterator[str]:
    for line in difflib.unified_diff(
        before.splitlines(), after.splitlines(), lineterm="", n=0
    ):
        if not line.startswith(("---", "+++", "@@")):
            yield line


def _of_rows(before: list[Row], after: list[Row]) -> Iterator[str]:
    """Rows with an id are compared by it, others as a whole."""
    old, new = _by_key(before), _by_key(after)
    for key, row in old.items():
        if key not in new:
            yield f"- {_short(row)}"
        elif row != new[key]:
            changed = {
                name: (row.get(name), new[key].get(name))
                for name in {*row, *new[key]}
                if row.get(name) != new[key].get(name)
            }
            yield f"~ {key}: {_short(changed)}"
    for key, row in new.items():
        if key not in old:
            yield f"+ {_short(row)}"


def _by_key(rows: list[Row]) -> dict[str, Row]:
    return {
        str(row["id"]) if "id" in row else json.dumps(row, sort_keys=True): row
        for row in rows
    }


def _short(row: Row) -> str:
    return json.dumps({k: v for k, v in row.items() if v is not None})[:400]
