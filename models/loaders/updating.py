from odoo import models
from odoo.fields import Command

from ..loading.backdating import DATES


class CaseMigrationLoaderUpdating(models.AbstractModel):
    """How a loader changes the records that it has made before.

    The delta decides what is written, see :mod:`..case_migration_updating`; what a
    model needs beside that is here and in its own loader.
    """

    _inherit = "case.migration.loader"

    # Whether records are changed at all when their source has changed.
    _updates = True
    # Fields that say one thing together: a change of one on either side is a change of
    # all of them.
    _belong_together = ()
    # Values of another record that Odoo repeats in this one, when they change there:
    # link → (model, {field here: field there}).
    _echoes = {}
    # Fields that Odoo changes by itself, which is no decision of a person.
    _restless = frozenset()

    def _final_values(self, item, record, targets):
        """What the record would be made of now, the fields that are empty included.

        :param item: mapped, resolved and prepared
        :param record: the record that the item became, for what only it can tell
        :param targets: names of the fields that the map fills
        :return: ``{field: value for the ORM}``
        """
        known = self._model()._fields
        values = {
            name: False
            for name in targets
            if name in known and name not in DATES and _is_written(known[name])
        }
        if "active" in known:
            values["active"] = True
        values.update(
            (name, value) for name, value in item.values.items() if name in known
        )
        return values

    def _known_values(self, record):
        """
        :param record: of which it is unknown from what it was loaded
        :return: values among those of :meth:`_final_values` that it was loaded with
        """
        return {}

    def _complete(self, changed, old, final):
        """Add to the changed values what has to be written with them.

        :param old: what :meth:`_final_values` gave for the record as it was loaded
        :param final: what it gave for the record as it is now
        """

    def _needs_new_record(self, old, new, record):
        """Whether the change is too large for a change of the record.

        :param old: the item as it was when it was loaded, None when that is unknown
        """
        return False

    def _refuse(self, old, new, values):
        """
        :param values: what has changed, as far as it is values of fields
        :return: sentence on why the record is left to a person, if it is
        """
        return ""

    def _update(self, record, values):
        """Write values that a load, an audit line or a decision gives."""
        record.write(writable(record, values))

    def _after_update(self, item, record, changed):
        """Make what else goes with the change, and log it in ``item.made_then``."""

    def _link(self, item, record, name, edited):
        """Make a link of a record, or a list of them, to what was loaded later.

        :param item: mapped, resolved and prepared
        :param edited: names of migrated fields that people have changed since
        """
        if name not in item.values:
            return
        values = self._link_values(item, record, name, edited)
        if not _has(record, name, values[name]):
            self._update(record, values)

    def _link_values(self, item, record, name, edited):
        """:return: the link, and what Odoo would take from the record that it leads to,
        where the map or people have filled it
        """
        values = {
            other: record._fields[other].convert_to_write(record[other], record)
            for other in {*item.values, *edited}
            if _follows(record, other, name)
        }
        return {**values, name: item.values[name]}

    def _is_touched(self, record):
        """:return: whether people have changed what belongs to the record, beside the
        values of its own fields
        """
        return False

    def _archive(self, record):
        """Put a record away whose source record is gone."""
        record.write({"active": False})

    def _group_of(self, name):
        """:return: names of the fields that are decided on with this one, in order"""
        for group in self._belong_together:
            if name in group:
                return group
        return (name,)


def writable(record, values):
    """Values as a snapshot has them, in the form that the ORM takes.

    Files are left out: of them a snapshot has only the fingerprint.
    """
    result = {}
    for name, value in values.items():
        field = record._fields.get(name)
        if field is None or name == "raw" or field.type == "binary":
            continue
        is_many = field.type in ("one2many", "many2many")
        result[name] = _as_commands(value) if is_many else value
    return result


def _has(record, name, value):
    field = record._fields[name]
    cached = field.convert_to_cache(writable(record, {name: value})[name], record)
    return field.convert_to_record(cached, record) == record[name]


def _follows(record, name, link):
    """Whether Odoo chooses the value of a field when a link is written without it."""
    field = record._fields.get(name)
    if field is None or not (field.store and field.compute) or field.readonly:
        return False
    depends = record.pool.field_depends[field]
    return any(path.split(".")[0] == link for path in depends)


def _as_commands(value):
    if value and isinstance(value[0], list | tuple):
        return value
    return [Command.set(value or [])]


def _is_written(field):
    return field.store and not (field.compute and field.readonly)
