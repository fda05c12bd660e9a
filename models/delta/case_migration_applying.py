from functools import partial

from odoo import models
from odoo.tools import SQL

from ...lib.errors import ConfigError, FatalError, RetriableError
from ..audit.audit import write_audit
from ..engine.case_migration_batch import COLLISIONS
from ..loaders.item import Made
from ..loading.backdating import backdate
from ..support.describe import describe
from ..support.snapshot import editable, snapshot
from .migrated import last_migrated
from .three_way import changed_in_odoo, contested_groups

NOT_ITS_FAULT = (*COLLISIONS, RetriableError, FatalError, ConfigError)


class CaseMigrationApplying(models.AbstractModel):
    """Writes the changes of the source into Odoo, where nobody else has changed them.

    Three values decide on a field: the one migrated last, which the audit log has,
    Odoo's present one, and the source's. What both have changed is a finding of kind
    ``conflict``, unless both have come to the same.
    """

    _name = "case.migration.applying"
    _description = "Case Migration Applying"

    # ---------------------------------------------------------------- changed records

    def _update(self, batch, loader, changes):
        """Write ``change.values``, as far as they are the source's alone."""
        changes = [change for change in changes if change.values]
        records = loader._model().browse(change.record.id for change in changes)
        base = last_migrated(records)
        names = self._watched(records, base)
        now = snapshot(records, names)
        for change in changes:
            row_id = change.record.id
            self._try(
                change, self._write, loader, change, base.get(row_id, {}), now[row_id]
            )
        self._log(batch, changes, now, names)

    def _watched(self, records, base):
        """The fields that are compared before and after: a write may have effects
        on others than those that are written, and a rollback has to know them.
        """
        names = editable(records)
        for values in base.values():
            names = names.union(values)
        return sorted(names)

    def _try(self, change, function, *args):
        """Call the function in a savepoint; what it raises is held against the record,
        which is tried again in the next delta.
        """
        findings = len(change.findings)
        try:
            with self.env.cr.savepoint():
                function(*args)
                # The savepoint would do it in another environment, which tells people.
                self.env.flush_all()
        except NOT_ITS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this record's
            del change.findings[findings:]
            change.new.made_then.clear()
            change.failed = True
            change.note(
                "update_failed",
                self.env._(
                    "It has changed in the source, and Odoo does not take the change. "
                    "%s",
                    describe(self.env, error),
                ),
                "3_error",
            )

    def _write(self, loader, change, base, now):
        values = dict(change.values)
        contested = contested_groups(loader, values, base, now)
        if contested:
            stored = self._as_stored(loader, change.record, values, now)
            for group in contested:
                touched = [name for name in group if name in values]
                self._judge(change, touched, base, now, stored)
                for name in touched:
                    del values[name]
        if values:
            loader._update(change.record, values)
            loader._after_update(change.new, change.record, values)

    def _as_stored(self, loader, record, values, names):
        """:return: what Odoo would make of the values: written, read and taken back"""
        with self.env.cr.savepoint() as trial:
            loader._update(record, values)
            stored = snapshot(record, sorted(names))[record.id]
            trial.rollback()
        return stored

    def _judge(self, change, names, base, now, stored):
        """Both sides have changed fields that belong together: to the same?"""
        names = [name for name in names if name in stored]
        theirs = {name: now[name] for name in names}
        ours = {name: stored[name] for name in names}
        if ours == theirs or ours == {name: base.get(name, False) for name in names}:
            return
        labels = [
            change.record._fields[name]._description_string(self.env) for name in names
        ]
        change.note(
            "conflict",
            self.env._(
                "Both the source and somebody in Odoo have changed: %s. Odoo's is "
                "kept until you decide.",
                ", ".join(labels),
            ),
            target_field=names[0],
            odoo_value=theirs,
            source_value=ours,
        )

    # ---------------------------------------------------------------- other records

    def _load_anew(self, batch, loader, changes, targets):
        """Make a new record of what has changed too much for a change of the old one,
        which stays.
        """
        loading = self.env["case.migration.loading"]
        for change in changes:
            item = change.new
            if change.findings or item.outcome is not None or item.state == "matched":
                continue
            if not loader._needs_new_record(change.old, item, change.record):
                continue
            old_id = item.res_id
            loading._load_or_halve(loader, [item], targets)
            if item.outcome != "created":
                item.res_model, item.res_id = change.record._name, old_id
                change.failed = True
                change.note("update_failed", item.reason, "3_error")
                continue
            loading._write_audit(batch, [item])
            change.values, change.written = {}, True
            change.note(
                "new_version",
                self.env._(
                    "Its content has changed in the source; the new version is beside "
                    "the old one."
                ),
                "1_info",
            )

    # ---------------------------------------------------------------- deleted records

    def _report_deleted(self, batch, loader, changes):
        """Say which records are gone in the source; archive them if so chosen."""
        archivable = self._archivable(batch, loader, changes)
        records = loader._model().browse(change.record.id for change in archivable)
        base = last_migrated(records)
        names = self._watched(records, base)
        now = snapshot(records, names)
        archived = []
        for change in archivable:
            values = base.get(change.record.id, {})
            present = now[change.record.id]
            if not (
                any(changed_in_odoo(name, values, present) for name in values)
                or loader._is_touched(change.record)
            ):
                self._try(change, loader._archive, change.record)
                archived.append(change)
        self._log(batch, archived, now, names)
        for change in changes:
            self._note_deleted(change)

    def _archivable(self, batch, loader, changes):
        if not batch.job_id.archive_deleted or not changes or self._most_gone(batch):
            return []
        return [
            change
            for change in changes
            if change.record
            and change.new.state != "matched"
            and change.record._name == loader._target
            and "active" in change.record._fields
            and change.record.active
        ]

    def _most_gone(self, batch):
        """Whether a list has lost more than half: then more likely the source has not
        given all of it.
        """
        [[gone, everything]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE deleted), count(*)
                  FROM case_migration_record WHERE stream_id = %s
                """,
                batch.stream_id.id,
            )
        )
        return gone > 10 and 2 * gone > everything

    def _note_deleted(self, change):
        if change.written:
            message = self.env._("It was deleted in the source, and is archived here.")
        else:
            message = self.env._("It was deleted in the source; here it stays.")
        change.note("deleted_in_source", message)

    # ---------------------------------------------------------------- audit lines

    def _log(self, batch, changes, before, names):
        """An audit line for each record that is not as it was ``before``."""
        changes = [change for change in changes if not change.failed]
        records = [change.record for change in changes]
        records = records[0].concat(*records[1:]) if records else []
        after = snapshot(records, names) if records else {}
        for change in changes:
            row_id = change.record.id
            made = differences(change.record, before[row_id], after[row_id])
            change.written = bool(made)
            change.new.made_then[:0] = made
        self._backdate([change for change in changes if change.written])
        line = partial(self._line, batch)
        write_audit(
            self.env,
            [line(change, made) for change in changes for made in change.new.made_then],
        )

    def _backdate(self, changes):
        wanted = {
            change.record: dates[1]
            for change in changes
            if (dates := change.new.memo.get("dates")) and dates[1]
        }
        if not wanted:
            return
        stamps = {record.id: (None, moment) for record, moment in wanted.items()}
        records = changes[0].record.browse(stamps)
        made = backdate(records, stamps)
        for change in changes:
            if stamp := made.get(change.record.id):
                change.new.made_then.append(
                    Made("write", records._name, change.record.id, *stamp)
                )

    def _line(self, batch, change, made):
        return {
            "job_id": batch.job_id.id,
            "company_id": batch.company_id.id,
            "batch_id": batch.id,
            "record_id": change.id,
            "object": batch.mapping_id.object,
            "key": change.new.key,
            "undoes_id": None,
            **made.columns(),
        }


def differences(record, before, after):
    """:return: what an audit line says of a change, in a list; empty without one"""
    names = [name for name in after if before[name] != after[name]]
    if not names:
        return []
    return [
        Made(
            "write",
            record._name,
            record.id,
            {name: before[name] for name in names},
            {name: after[name] for name in names},
        )
    ]
