"""Values of records as they are kept in the audit log, and compared with it."""

import hashlib
from collections import defaultdict

from odoo import fields
from odoo.models import MAGIC_COLUMNS
from odoo.tools import SQL

from ...lib.records import digest

# Fields by which a whole names one of its parts, or that Odoo fills on a row which
# goes with the record: that does not make the record used.
OF_THE_WHOLE = {
    ("calendar.recurrence", "base_event_id"),
    ("discuss.channel.member", "partner_id"),
    ("res.users.settings", "user_id"),
}


def snapshot(records, names, only_filled=False):
    """Read stored values from the database, not from what the ORM remembers.

    :param names: fields of the model; those that it does not store are left out, but
        for the bytes of an attachment
    :param only_filled: leave out, too, what is empty in all of the records
    :return: ``{record id: {field name: JSON value}}``; an id for a many2one, sorted
        ids for the other relations, SHA-256 for binaries, UTC for datetimes
    """
    names = [name for name in names if _is_kept(records, name)]
    records.env.flush_all()
    columns = [name for name in names if _is_plain_column(records._fields[name])]
    values = read_columns(records, columns, only_filled)
    others = sorted(set(names).difference(columns))
    empty = _without_rows(records, others)
    others = [name for name in others if name not in empty]
    records.invalidate_recordset(others, flush=False)
    if "raw" in others:
        records.fetch(["store_fname"])
    for record in records:
        row = values[record.id]
        for name in () if only_filled else empty:
            row[name] = []
        for name in others:
            row[name] = _plain(record, name)
    return values


def _without_rows(records, names):
    """Of the names of many2many fields, those that lead nowhere: nearly always all.

    One query for all of them; the ORM would have one, and a record set of each record.
    """
    fields_ = [
        field
        for field in map(records._fields.get, names)
        if field.type == "many2many" and field.store and field.relation
    ]
    if not fields_ or not records:
        return ()
    rows = records.env.execute_query(
        SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s WHERE EXISTS (SELECT 1 FROM %s WHERE %s IN %s)",
                field.name,
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                records._ids,
            )
            for field in fields_
        )
    )
    filled = {name for [name] in rows}
    return [field.name for field in fields_ if field.name not in filled]


def fingerprints(env, made):
    """What else the records hold that people can change, beside the fields whose
    values are kept. Empty fields do not count: another addon may bring new ones.

    :param made: triples of model, id, and names of the fields that are kept
    :return: ``{(model, id): SHA-256}``
    """
    alike = defaultdict(list)
    for model, res_id, names in made:
        alike[model, frozenset(names)].append(res_id)
    result = {}
    for (model, names), ids in alike.items():
        records = env[model].browse(ids)
        values = snapshot(records, editable(records) - names, only_filled=True)
        parts = parts_of(records, names)
        for res_id, rest in values.items():
            result[model, res_id] = fingerprint(rest | parts.get(res_id, {}))
    return result


def parts_of(records, names, newest=None):
    """What people can change in the records that belong to these, as the lines of an
    invoice do.

    :return: ``{record id: {"field.id": fingerprint of the part}}``, of those that have
        parts in the fields ``names``
    """
    parts = defaultdict(dict)
    for name in names:
        field = records._fields.get(name)
        if field and field.type == "one2many" and field.store:
            lines = records[name]
            values = snapshot(lines, editable(lines, newest))
            for line in lines:
                owner = line[field.inverse_name].id
                parts[owner][f"{name}.{line.id}"] = fingerprint(values[line.id])
    return parts


def fingerprint(values):
    """:return: SHA-256 of the values that are not empty"""
    return digest({name: value for name, value in values.items() if value})


def newest_field(env):
    """:return: a number that all fields of addons that are installed later exceed"""
    [[newest]] = env.execute_query(SQL("SELECT max(id) FROM ir_model_fields"))
    return newest


def newer_defaults(model, newest):
    """:return: ``{field: value}`` of what is newer: what Odoo has filled into the
    records that there were, unless it has computed it
    """
    names = editable(model) - editable(model, newest)
    names = [name for name in names if not model._fields[name].compute]
    record = model.new(model.default_get(names)) if names else model
    return {name: _plain(record, name) for name in names}


def editable(model, newest=None):
    """:param newest: of ``newest_field``, for the fields that there were then"""
    ids = model.env["ir.model.fields"]._get_ids(model._name) if newest else {}
    return {
        name
        for name, field in model._fields.items()
        if name not in MAGIC_COLUMNS
        and (model._name, name) not in OF_THE_WHOLE
        and field.type != "one2many"
        and not (field.compute and field.readonly)
        and ids.get(name, 0) <= (newest or 0)
    }


def read_columns(records, names, only_filled=False):
    """Read columns past the ORM, whose cache takes most of the time of a reading.

    :param only_filled: leave out the columns that are empty in all rows
    :return: ``{record id: {field name: what the ORM would say, as JSON}}``
    """
    rows = records.env.execute_query(
        SQL(
            "SELECT id %s FROM %s WHERE id IN %s",
            SQL().join(SQL(", %s", _column(records, name)) for name in names),
            SQL.identifier(records._table),
            records._ids or (0,),
        )
    )
    if not rows:
        return {}
    ids, *columns = zip(*rows, strict=True)
    columns = {
        name: _OF_COLUMN[records._fields[name].type](column)
        for name, column in zip(names, columns, strict=True)
        if not only_filled or any(column)
    }
    values = zip(*columns.values(), strict=True) if columns else [()] * len(ids)
    return {
        row_id: dict(zip(columns, row, strict=True))
        for row_id, row in zip(ids, values, strict=True)
    }


def _column(records, name):
    field = records._fields[name]
    if field.company_dependent:
        return field.to_sql(records, records._table)
    return SQL.identifier(name)


def _as_is(column):
    return [False if value is None else value for value in column]


def _as_number(column):
    return [value or 0 for value in column]


def _as_decimal(column):
    return [value or 0.0 for value in column]


def _as_text(column):
    return [value or False for value in column]


def _as_date(column):
    return [fields.Date.to_string(value) for value in column]


def _as_datetime(column):
    return [fields.Datetime.to_string(value) for value in column]


# What columns hold, by the type of their field; these are read as they are.
_OF_COLUMN = {
    **dict.fromkeys(("char", "text", "selection", "boolean", "many2one"), _as_is),
    **dict.fromkeys(("integer", "many2one_reference"), _as_number),
    **dict.fromkeys(("float", "monetary"), _as_decimal),
    "html": _as_text,
    "date": _as_date,
    "datetime": _as_datetime,
}
# Of these, a column may also hold a value for each company.
_OF_COMPANY = ("char", "text", "selection", "boolean", "integer", "float")


def _is_plain_column(field):
    """Whether SQL can say the value that the ORM would read."""
    if not (field.type in _OF_COLUMN and field.column_type) or field.translate:
        return False
    return not field.company_dependent or field.type in _OF_COMPANY


def _is_kept(records, name):
    if (records._name, name) == ("ir.attachment", "raw"):
        return True
    return name in records._fields and records._fields[name].store


def _plain(record, name):
    if name == "raw":
        return _digest_of_file(record)
    value = record[name]
    kind = record._fields[name].type
    if kind == "many2one":
        return value.id
    if kind in ("one2many", "many2many"):
        return sorted(value.ids)
    if kind == "datetime":
        return fields.Datetime.to_string(value) if value else False
    if kind == "date":
        return fields.Date.to_string(value) if value else False
    if kind == "binary":
        return hashlib.sha256(value).hexdigest() if value else False
    if kind == "html":
        return str(value) if value else False
    return value


def _digest_of_file(attachment):
    """One file at a time: a batch of them may be larger than the memory."""
    attachment = attachment.with_prefetch()
    content = attachment.raw or b""
    attachment.invalidate_recordset(["raw", "datas"], flush=False)
    return hashlib.sha256(content).hexdigest()
