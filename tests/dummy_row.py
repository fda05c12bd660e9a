"""A row of any model of ours, for tests that ask who may do something with it."""

from odoo import fields
from odoo.orm.models import MAGIC_COLUMNS

from ..models.support import bulk

OURS = "case.migration."


def dummy_row(model, user, defaults):
    """A record of ``model`` that ``user`` has created, past all checks.

    Links to our own models lead to records that are there, or to dummy rows.
    :param defaults: values for columns of these names
    """
    vals = {}
    for name, field in model._fields.items():
        if name not in MAGIC_COLUMNS and field.store and field.column_type:
            value = defaults.get(name) or _value(model, field, user, defaults)
            if value is not None:
                vals[name] = value
    [row_id] = bulk.insert(model.with_user(user).sudo(), [vals])
    record = model.browse(row_id)
    for name, field in model._fields.items():
        if field.type == "binary" and field.required:
            record.with_user(user).sudo()[name] = b"e30="  # {}
    model.env.flush_all()
    return record


def _value(model, field, user, defaults):
    if field.type == "many2one":
        if not field.required and not field.comodel_name.startswith(OURS):
            return None
        if field.comodel_name == model._name:
            return None
        other = model.env[field.comodel_name].sudo().search([], limit=1)
        return (other or dummy_row(other, user, defaults)).id
    if field.type == "boolean":
        return field.name == "active"
    if field.type == "selection":
        return next(iter(field.get_values(model.env)), None)
    if not field.required:
        return None
    return {
        "integer": 1,
        "float": 1.0,
        "monetary": 1.0,
        "many2one_reference": 1,
        "date": fields.Date.today(),
        "datetime": fields.Datetime.now(),
        "json": {},
    }.get(field.type, "x")
