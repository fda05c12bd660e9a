"""What a database holds beside the addon's own, and may lose or gain by a rollback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kit.contents import Contents, Row

OWN_TABLES = "case_migration_"
OWN_MODELS = "case.migration."
OWN_PARTS = {"mail_message_id": "mail_message", "mail_followers_id": "mail_followers"}
"""Columns that lead to the chatter of the addon's own records, and its table."""

LEFT_BY_ODOO = {
    "bus_bus": "messages to open screens; Odoo removes them after a day",
    "ir_cron": "when the lanes were called last, and calls for them still to come",
    "orm_signaling_": "numbers by which processes learn that models have changed",
}
"""Beginnings of names of tables that may differ after a rollback, and why."""


def of_others(held: Contents) -> Contents:
    """The contents without the addon's own tables and chatter and what Odoo leaves."""
    own = {table: set(_own_ids(rows)) for table, rows in held.tables.items()}
    tables = {
        table: [row for row in rows if not _is_own(row, table, own)]
        for table, rows in held.tables.items()
        if not table.startswith((OWN_TABLES, *LEFT_BY_ODOO))
    }
    return Contents(tables, held.schema)


def _own_ids(rows: Iterable[Row]) -> Iterator[Any]:
    for row in rows:
        model = row.get("model") or row.get("res_model")
        if isinstance(model, str) and model.startswith(OWN_MODELS):
            yield row.get("id")


def _is_own(row: Row, table: str, own: dict[str, set[Any]]) -> bool:
    return row.get("id") in own[table] or any(
        row.get(column) in own[part] for column, part in OWN_PARTS.items()
    )
