"""Multi-row writes to the addon's own tables.

One statement for a whole batch. Through the ORM the same rows would cost up to a
fifth of a load, for rows that no other addon listens to.

A column goes as one array, or as one value where all rows have the same: PostgreSQL
then reads a third of what a list of rows would be.
"""

import json

from psycopg2 import sql

from odoo import fields
from odoo.tools.misc import split_every

_PAGE = 1000


class Serialised(str):
    """The value of a JSON field, in JSON already."""

    __slots__ = ()


def insert(model, rows, on_conflict=None):
    """Insert ``rows`` (dicts with the same keys) into the table of ``model``.

    ``on_conflict`` is a psycopg2 ``sql.Composable`` put behind the values.
    :return: list of ids, in the order of ``rows`` when there is no ``on_conflict``
    """
    if not rows:
        return []
    env = model.env
    stamp = {}
    if "create_uid" in model._fields:
        stamp.update(create_uid=env.uid, create_date=env.cr.now())
    if model._log_access:
        stamp.update(write_uid=env.uid, write_date=env.cr.now())
    ids = []
    for page in split_every(_PAGE, rows):
        columns = _Columns(model, page, list(page[0]), stamp)
        query = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} {} RETURNING id").format(
            sql.Identifier(model._table),
            sql.SQL(", ").join(map(sql.Identifier, columns.values)),
            sql.SQL(", ").join(columns.values.values()),
            columns.source,
            on_conflict or sql.SQL(""),
        )
        env.cr.execute(query, columns.parameters)
        ids += [row_id for [row_id] in env.cr.fetchall()]
    model.invalidate_model(flush=False)
    return ids


def update(model, rows):
    """Write each of ``rows``, dicts with the same keys, ``id`` among them.

    Whose job it was, the audit log says: as the last author, the user would be looked
    up for each row.
    """
    if not rows:
        return
    env = model.env
    names = [name for name in rows[0] if name != "id"]
    stamp = {}
    if model._log_access:
        stamp = {"write_date": env.cr.now()}
    for page in split_every(_PAGE, rows):
        columns = _Columns(model, page, names, stamp, key="id")
        query = sql.SQL("UPDATE {} AS t SET {} FROM {} WHERE t.id = v.id").format(
            sql.Identifier(model._table),
            sql.SQL(", ").join(
                sql.SQL("{} = {}").format(sql.Identifier(name), value)
                for name, value in columns.values.items()
            ),
            columns.source,
        )
        env.cr.execute(query, columns.parameters)
    model.invalidate_model(names, flush=False)


class _Columns:
    """Rows as columns, for a statement that reads them FROM ``source``.

    ``values`` are SQL by the columns' names; the parameters are those of the values
    and then those of the source.
    """

    def __init__(self, model, rows, names, stamp, key=None):
        self.values, constant, self._arrays = {}, [], {}
        if key:
            self._arrays[key] = _type(model, key), [row[key] for row in rows]
        for name in names:
            column = _adapted(model._fields[name], [row[name] for row in rows])
            if (key or self._arrays) and column.count(column[0]) == len(column):
                self.values[name] = _constant(_type(model, name))
                constant.append(column[0])
            else:
                self._add_array(model, name, column)
        for name, value in stamp.items():
            self.values[name] = _constant(_type(model, name))
            constant.append(value)
        arrays = [column for _type, column in self._arrays.values()]
        self.parameters = constant + (arrays or [len(rows)])

    def _add_array(self, model, name, column):
        kind = _type(model, name)
        # An array of JSON would be one JSON value.
        self._arrays[name] = _TEXT if kind == _JSONB else kind, column
        self.values[name] = sql.SQL("v.{}::{}").format(sql.Identifier(name), kind)

    @property
    def source(self):
        if not self._arrays:
            return sql.SQL("generate_series(1, %s)")
        arrays = [
            sql.SQL("%s::{}[]").format(kind) for kind, _c in self._arrays.values()
        ]
        return sql.SQL("unnest({}) AS v({})").format(
            sql.SQL(", ").join(arrays),
            sql.SQL(", ").join(map(sql.Identifier, self._arrays)),
        )


_TEXT, _JSONB = sql.SQL("text"), sql.SQL("jsonb")


def _constant(kind):
    return sql.SQL("%s::{}").format(kind)


def _type(model, name):
    return sql.SQL(model._fields[name].column_type[1])


def _adapted(field, column):
    """The values of a field as psycopg2 takes them."""
    if field.type == "json":
        return [None if value is None else _as_json(value) for value in column]
    if field.type == "boolean":
        return column
    if field.type == "datetime":
        return [fields.Datetime.to_datetime(value) or None for value in column]
    return [None if value is False else value for value in column]


def _as_json(value):
    return str(value) if isinstance(value, Serialised) else json.dumps(value)
