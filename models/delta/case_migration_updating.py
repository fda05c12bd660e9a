from odoo import models
from odoo.tools import SQL

from ..loading.case_migration_planning import chosen
from ..support.guard import nobody_is_told
from .case_migration_comparing import CHANGED
from .change import read_changes
from .migrated import put_back

_MISSING = object()
# They change with every change of the record, and say nothing by themselves.
_STAMPS = {"x_source_changed_on"}


class CaseMigrationUpdating(models.AbstractModel):
    """Brings Odoo up to date with records that have changed in the source.

    A record is mapped as it is now and as it was when it was loaded: what differs,
    and nothing else, is what the source has changed. Fields that people have changed
    in Odoo are not written but put up for decision, see
    :mod:`.case_migration_applying`. Matched records are never written.
    """

    _name = "case.migration.updating"
    _description = "Case Migration Updating"

    # ---------------------------------------------------------------- one batch

    def _steps(self, batch):
        """Handler of batches of kind ``update``: one transaction, or one per slice."""
        size = batch.mapping_id._loader()._slice
        while changes := self._read(batch, size):
            with nobody_is_told(self.env):
                self._bring_up_to_date(batch, changes)
            if not size:
                return
            batch.position = {"after": changes[-1].id}
            yield

    def _read(self, batch, size):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, key, payload, digest, state, res_model, res_id,
                       CASE WHEN digest = loaded_digest THEN payload
                            ELSE loaded_payload END,
                       COALESCE(deleted, false),
                       EXISTS (SELECT 1 FROM case_migration_finding f
                                WHERE f.record_id = r.id
                                  AND f.kind = 'deleted_in_source')
                  FROM case_migration_record r
                 WHERE stream_id = %s AND id BETWEEN %s AND %s AND id > %s AND %s %s
                 ORDER BY id
                 LIMIT %s
                """,
                batch.stream_id.id,
                batch.first_id,
                batch.last_id,
                (batch.position or {}).get("after", 0),
                CHANGED,
                chosen(batch),
                size,
            )
        )
        return read_changes(self.env, rows)

    def _bring_up_to_date(self, batch, changes):
        loader = batch.mapping_id._loader()
        applying = self.env["case.migration.applying"]
        present = [change for change in changes if not change.deleted]
        loading = self.env["case.migration.loading"]
        with loading._documents(batch, loader) as give_documents:
            give_documents([change.new for change in present])
            targets = self._map_both(batch.mapping_id, loader, present)
            for change in present:
                self._find_values(loader, change, targets)
            applying._load_anew(batch, loader, present, targets)
        applying._update(batch, loader, present)
        applying._report_deleted(batch, loader, [c for c in changes if c.deleted])
        self.env["case.migration.remembering"]._remember(batch, changes)

    # ---------------------------------------------------------------- what changed

    def _map_both(self, mapping, loader, changes):
        """Map the records as they are and as they were.

        :return: names of the fields that the map fills
        """
        fitting = [one for one in changes if self._has_its_record(loader, one)]
        self._find_put_back(loader, [one for one in fitting if not one.old])
        self._map(mapping, loader, [change.old for change in fitting if change.old])
        return self._map(mapping, loader, [change.new for change in fitting])

    def _find_put_back(self, loader, changes):
        """Set ``change.put_back`` of those of which only a rollback tells the past."""
        records = loader._model().browse(change.record.id for change in changes)
        values = put_back(records) if records else {}
        for change in changes:
            change.put_back = values.get(change.record.id, {})

    def _map(self, mapping, loader, items):
        loading = self.env["case.migration.loading"]
        targets = loading._map(mapping, items)
        loading._resolve(mapping, items)
        for step in (loader._take_dates, loader._prepare):
            step([item for item in items if item.outcome is None], mapping.job_id)
        return targets

    def _has_its_record(self, loader, change):
        """Whether there is a record that this loader can change."""
        if not change.record:
            change.note(
                "removed_in_odoo",
                self.env._(
                    "It has changed in the source; in Odoo, somebody has removed it."
                ),
            )
        elif change.record._name != loader._target:
            self._leave(change)
        return not change.findings

    def _find_values(self, loader, change, targets):
        """Set ``change.values`` to what is to be written."""
        new, old = change.new, change.old
        if change.findings:
            return
        if new.outcome is not None:
            change.note(
                "not_updated",
                self.env._("It has changed in the source. %s", new.reason or ""),
            )
            return
        values = self._differences(loader, change, targets)
        if new.state == "matched":
            self._note_matched(change, values)
        elif reason := loader._refuse(old, new, values):
            change.note("update_by_hand", reason)
        elif values and not loader._updates:
            self._leave(change)
        else:
            change.values = values

    def _differences(self, loader, change, targets):
        """:return: ``{field: value}`` of what the source has changed"""
        final = loader._final_values(change.new, change.record, targets)
        if change.old and change.old.outcome is None:
            before = loader._final_values(change.old, change.record, targets)
        else:  # then an empty field tells nothing, unless an update has emptied it
            before = loader._known_values(change.record)
            final = {
                name: value
                for name, value in final.items()
                if value
                or name in change.new.values
                or not change.put_back.get(name, True)
            }
        values = {
            name: value
            for name, value in final.items()
            if before.get(name, _MISSING) != value
        }
        if change.reported and "active" in final:
            values["active"] = final["active"]  # it is back
        loader._complete(values, before, final)
        return values

    def _note_matched(self, change, values):
        if values.keys() - _STAMPS:
            change.note(
                "matched_changed",
                self.env._(
                    "It has changed in the source. In Odoo it was there before the "
                    "migration, so it is left as it is."
                ),
                "1_info",
            )

    def _leave(self, change):
        change.note(
            "update_by_hand",
            self.env._("It has changed in the source; in Odoo it is left as it is."),
        )
