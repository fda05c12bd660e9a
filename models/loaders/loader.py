from odoo import models
from odoo.fields import Domain

from ..loading.backdating import DATES, backdate
from ..support.snapshot import snapshot
from .item import Made


def is_true(value):
    """Whether a value means yes; a list of values gives the text "true"."""
    return value in (True, "true")


class CaseMigrationLoader(models.AbstractModel):
    """Turns mapped values into records of one Odoo model.

    There is a loader per target model, ``case.migration.loader.<model>``; another
    addon adds one, or changes one by ``_inherit``. A loader knows Odoo and nothing
    of the source. It gets :class:`.item.Item` objects whose ``values`` are ready but
    for what only the model knows, and works in the quiet environment of
    :mod:`..quiet`, in a savepoint: whatever it raises is held against the items.

    What a map may fill beside the model's own fields, every loader says in its
    docstring. All of them take ``create_date`` and ``write_date``: when the record
    was made and last changed in the source, for jobs that back-date.
    """

    _name = "case.migration.loader"
    _description = "Case Migration Loader"
    _target = None
    # Target fields that bind records together: those with the same one are loaded in
    # the same batch, in the order that the loader gives them.
    _together = None
    # How many records are loaded in one transaction at most, if a batch is loaded in
    # several of them.
    _slice = None
    # What the map may fill that is no field of the model, see the class's docstring.
    _further_targets = ()
    # Fields without which no record can be made, and which only the map can fill.
    _needs = ()
    # Whether the source's list is loaded with the preparation, before the run.
    _with_setup = False
    # What the checklist calls the records of such a list, one item each.
    _setup_kind = None
    # Whether lines wait for their place in the chatter when all is loaded.
    _leaves_lines = False
    # Whether the items come with ``open_document``.
    _reads_documents = False
    # Whether files may lie within the items themselves.
    _encloses_files = False
    # Whether records of one name are one in Odoo.
    _one_per_name = False
    # Whether a record that Odoo has already is matched with one of the source only.
    _matched_once = False
    # Whether a sample is chosen among its records, rather than comes with others.
    _chosen_for_sample = True
    # Whether a sample is made up of its records, with whatever hangs on them.
    _root_of_sample = False
    # Target fields whose values a sample is spread over.
    _spread_by = ()
    # Whether a finding tells what of the source a matched record does not have.
    _tells_differences = True

    def _model(self):
        return self.env[self._target]

    def _batch_size(self, job):
        return job.batch_size

    def _unavailable(self, job):
        """:return: (kind of reason, sentence) when this job loads nothing here"""
        return ()

    def _match(self, items, job):
        """Find the records that the firm already has in Odoo.

        :return: ``{item: record}`` for the items that need not be created. Matched
            records are linked and otherwise left alone.
        """
        return {}

    def _needed_targets(self, filled):
        """
        :param filled: names of the fields that the map fills
        :return: names of the fields that have to be filled and are not: those of the
            loader, and fields of this Odoo's own that are required
        """
        own = [
            name
            for name, field in self._model()._fields.items()
            if field.required and field.manual and not field.default
        ]
        return [name for name in [*self._needs, *own] if name not in filled]

    def _describe_setup(self, item, record, job):
        """
        :param record: what Odoo has already, may be empty
        :return: sentence for the checklist on what the record is or will be
        """
        return False

    def _more_setup_items(self, item, record, job):
        """:return: values of further items of the checklist that hang on the record"""
        return []

    def _prepare(self, items, job):
        """Complete ``item.values`` with what this model needs.

        An item that cannot be loaded ends here, failed, with a reason.
        """

    def _part(self, items):
        """:return: the first of a slice's items, as many as one transaction takes"""
        return items

    def _take_dates(self, items, job):
        """Move the dates for back-dating out of the values."""
        for item in items:
            created = item.values.pop("create_date", None)
            changed = item.values.pop("write_date", None)
            if job.backdate:
                created = created or item.values.get("x_source_created_on")
                changed = changed or item.values.get("x_source_changed_on") or created
                item.memo["dates"] = (created, changed)

    def _waiting_lines(self, items, job):
        """:return: items that are lines in the chatter, to be written between these"""
        return []

    def _create(self, items):
        """Create one record per item.

        :return: recordset, in the order of ``items``
        """
        further = self._further_values(items)
        return self._model().create(
            [further.get(item, {}) | item.values for item in items]
        )

    def _further_values(self, items):
        """What ``create`` is given to spare Odoo the work, and is not remembered.

        :return: ``{item: values}``, where the item's own count more
        """
        return {}

    def _load(self, items, targets):
        """Create the items' records and remember what the database then holds.

        :param targets: names of the fields that the map fills. Those that a source
            record leaves empty are remembered too, or a later change of them could
            not be told from what the migration did.
        """
        records = self._create(items)
        self._remember(items, records, targets)
        self._backdate(items, records)

    def _remember(self, items, records, targets):
        names = {name for item in items for name in item.values}
        names = names.union(targets).difference(DATES)
        after = snapshot(records, sorted(names))
        for item, record in zip(items, records, strict=True):
            item.link("created", record)
            item.after = after[record.id]

    def _backdate(self, items, records):
        """Give the records the dates that they had in the source, if so chosen."""
        wanted = {
            record.id: item.memo["dates"]
            for item, record in zip(items, records, strict=True)
            if any(item.memo.get("dates", ()))
        }
        changes = backdate(records, wanted)
        for item, record in zip(items, records, strict=True):
            if record.id in changes:
                before, after = changes[record.id]
                item.made_then.append(
                    Made("write", record._name, record.id, before, after)
                )

    def _log_created(self, items, records, names, first=False):
        """Have records that were made beside the items' own logged, and taken back.

        :param items: the item that each record belongs to
        :param names: the fields that were filled
        :param first: the items' own records refer to these
        """
        after = snapshot(records, names)
        for item, record in zip(items, records, strict=True):
            made = item.made_first if first else item.made_then
            made.append(Made("create", record._name, record.id, None, after[record.id]))

    def _free(self, records, job):
        """Leave out the records that this source has a link to already."""
        if not records:
            return records
        linked = self.env["case.migration.record"].search_fetch(
            Domain("source_id", "=", job.source_id.id)
            & Domain("res_model", "=", records._name)
            & Domain("res_id", "in", records.ids),
            ["res_id"],
        )
        return records - records.browse(linked.mapped("res_id"))

    def _match_by(self, items, job, key_of_item, records, key_of_record):
        """Pair items and free records that have the same key, the oldest first.

        A record is given to one item only: two people of the source who share an
        address are two people.
        """
        wanted = {}
        for record in self._free(records, job).sorted("id"):
            wanted.setdefault(key_of_record(record), record)
        matches = {}
        for item in items:
            record = wanted.pop(key_of_item(item), None)
            if record:
                matches[item] = record
        return matches
