"""Values of stored computed fields that are known without computing them.

Given to ``create``, those of a read-only field would be computed all the same. What is
said here is about records just made and not yet flushed: what Odoo has computed stays,
and what depends on these fields is computed as ever. A test holds all of it equal to
what Odoo would find.
"""

from collections import defaultdict


def give(records, name, values):
    """Spare Odoo the computing of a field whose values are known.

    :param values: ``{record id: value}``, maybe not of all records
    """
    field, env = records._fields[name], records.env
    ids = defaultdict(list)
    for row_id in env.records_to_compute(field)._ids:
        if row_id in values:
            ids[values[row_id]].append(row_id)
    for value, alike in ids.items():
        known = records.browse(alike)
        with env.protecting([field], known):
            known[name] = value


def leave_empty(records, name):
    """Spare Odoo the computing of a field that is empty."""
    records.env.remove_to_compute(records._fields[name], records)
