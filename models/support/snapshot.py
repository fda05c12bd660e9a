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


def snapshot(records, names):
    """Read stored values from the database, not from what the ORM remembers.

    :param names: fields of the model; those that it does not store are left out, but
        for the bytes of an attachment
    :return: ``{record id: {field name: JSON value}}``; an id for a many2one, sorted
        ids for the other relations, SHA-256 for binaries, UTC for datetimes
    """
    names = [name for name in names if _is_kept(records, name)]
    records.env.flush_all()
    columns = [name for name in names if _is_plain_column(records._fields[name])]
    values = read_columns(records, columns)
    others = sorted(set(names).difference(columns))
    records.invalidate_recordset(others, flush=False)
    if "raw" in others:
        records.fetch(["store_fname"])
    for record in records:
        row = values[record.id]
        row.update((name, _plain(record, name)) for name in others)
    return values


def fingerprints(env, made):
    """What else the records hold that people can change, beside the fields whose
    values are kept. Empty fields do not count: another addon may bring new ones.

    :param made: triples of model, id, and names of the fields that are kept
    :return: ``{(model, id): SHA-256}``
    """
    alike = defaultdict(list)
    for model, res_id, names in made:
        alike[model, frozenset(names)].append(res_id)
    return {
        (model, res_id): fingerprint(values)
        for (model, names), ids in alike.items()
        for res_id, values in snapshot(
            env[model].browse(ids), editable(env[model]) - names
        ).items()
    }


def fingerprint(values):
    """:return: SHA-256 of the values that are not empty"""
    return digest({name: value for name, value in values.items() if value})


def editable(model):
    return {
        name
        for name, field in model._fields.items()
        if name not in MAGIC_COLUMNS
        and (model._name, name) not in OF_THE_WHOLE
        and field.type != "one2many"
        and not (field.compute and field.readonly)
    }


def read_columns(records, names):
    """Read columns past the ORM, whose cache takes most of the time of a reading.

    :return: ``{record id: {field name: what the ORM would say, as JSON}}``
    """
    made = [(name, _OF_COLUMN[records._fields[name].type]) for name in names]
    rows = records.env.execute_query(
        SQL(
            "SELECT id %s FROM %s WHERE id IN %s",
            SQL().join(SQL(", %s", SQL.identifier(name)) for name in names),
            SQL.identifier(records._table),
            records._ids or (0,),
        )
    )
    return {
        row_id: {
            name: read(value) for (name, read), value in zip(made, values, strict=True)
        }
        for row_id, *values in rows
    }


def _as_is(value):
    return False if value is None else value


def _as_text(value):
    return str(value) if value else False


def _as_number(value):
    return value or 0


# What a column holds, by the type of its field; these are read as they are.
_OF_COLUMN = {
    **dict.fromkeys(("char", "text", "selection", "boolean", "many2one"), _as_is),
    **dict.fromkeys(("integer", "many2one_reference"), _as_number),
    **dict.fromkeys(("float", "monetary"), lambda value: value or 0.0),
    "html": _as_text,
    "date": lambda value: fields.Date.to_string(value) if value else False,
    "datetime": lambda value: fields.Datetime.to_string(value) if value else False,
}


def _is_plain_column(field):
    """Whether the column holds the value itself, the same in all languages."""
    return (
        field.type in _OF_COLUMN
        and field.column_type
        and not (field.translate or field.company_dependent)
    )


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
