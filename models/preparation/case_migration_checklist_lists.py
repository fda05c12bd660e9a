from odoo import models

from ..loaders.item import Item


class CaseMigrationChecklistLists(models.AbstractModel):
    """The lists of the source whose records are made with the preparation, by their
    loaders: users, teams with their members, stages, lead sources.
    """

    _name = "case.migration.checklist.lists"
    _description = "Case Migration Checklist: Lists"

    def _list_record_items(self, job):
        found = []
        for mapping in job.mapping_ids.filtered("enabled"):
            loader = mapping._loader()
            if loader._setup_kind and not loader._unavailable(job):
                found += self._items_of_mapping(job, mapping, loader)
        return found

    def _items_of_mapping(self, job, mapping, loader):
        records = self._mapped(mapping)
        matches = loader._match(records, job)
        for record in records:
            name = (record.values.get("name") or "").strip()
            if not name:
                continue
            target = matches.get(record) or self._linked(record, loader)
            yield {
                "kind": loader._setup_kind,
                "name": name,
                "target_model": loader._target,
                "technical_name": name,
                "state": "exists" if target else "to_make",
                "message": loader._describe_setup(record, target, job),
                "consequence": self.env._("The run makes it when it comes to it."),
                "loaded": True,
            }
            yield from loader._more_setup_items(record, target, job)

    def _mapped(self, mapping):
        """:return: an Item for each staged record of the mapping, with its values"""
        mapper, context = mapping._mapper(), mapping._context()
        records = self.env["case.migration.record"].search(
            [("stream_id", "in", mapping._streams().ids), ("deleted", "=", False)]
        )
        items = []
        for record in records:
            item = Item(
                record.id,
                record.key,
                record.payload or {},
                record.digest,
                record.state,
                record.res_model,
                record.res_id,
            )
            mapped = mapper.apply(item.payload, context)
            item.values, item.references = mapped.values, mapped.references
            items.append(item)
        return items

    def _linked(self, item, loader):
        """The record that an earlier preparation has made of it."""
        record = self.env[loader._target].browse(item.res_id or [])
        return record.exists() if item.res_model == loader._target else record.browse()
