from odoo import models
from odoo.tools import SQL

from . import bulk
from .audit import is_emptied, write_audit
from .backdating import DATES, restore_dates
from .case_migration_batch import COLLISIONS
from .case_migration_record import LINKED
from .describe import describe
from .loaders.updating import writable
from .snapshot import fingerprints, snapshot
from .structure import announce, impatient

# Not business records: what people do with Odoo does not make them theirs.
STRUCTURE = ("ir.model.fields", "ir.ui.view")


class CaseMigrationRollback(models.AbstractModel):
    """Takes back what the audit log of a job says, from the last line to the first.

    Each line taken back gets a line of its own that names it, in the transaction
    that took it back: an interrupted rollback goes on where it was.
    """

    _name = "case.migration.rollback"
    _description = "Case Migration Rollback"

    def _plan(self, job):
        """:return: values of the one batch that rolls the job back, if there is
        something to take back
        """
        if not self._open_lines(job, 1):
            return []
        return [{"kind": "rollback", "sequence": 0}]

    def _open_lines(self, job, limit):
        """:return: the last lines of a job that nothing has taken back yet"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id
                  FROM case_migration_audit_log line
                 WHERE line.job_id = %s
                   AND line.operation IN ('create', 'write', 'match')
                   AND NOT EXISTS (SELECT 1 FROM case_migration_audit_log undo
                                    WHERE undo.undoes_id = line.id)
                   AND NOT EXISTS (SELECT 1 FROM case_migration_finding kept
                                    WHERE kept.job_id = line.job_id
                                      AND kept.kind = 'rollback_kept'
                                      AND kept.audit_id = line.id)
                 ORDER BY line.id DESC
                 LIMIT %s
                """,
                job.id,
                limit,
            )
        )
        return self.env["case.migration.audit.log"].browse(row[0] for row in rows)

    # ---------------------------------------------------------------- the steps

    def _steps(self, batch):
        """Handler of batches of kind ``rollback``; yields after each chunk."""
        job = batch.job_id
        while lines := self._open_lines(job, job.batch_size):
            self._take_back(batch, _run_of_one_kind(lines))
            yield
        self.env["case.migration.telling"]._forget(job)
        made = job.setup_item_ids.filtered(lambda item: item.state == "made")
        made.state = "to_make"
        if made:
            announce(self.env)

    def _take_back(self, batch, lines):
        """Take back lines of one operation on one model."""
        getattr(self, f"_undo_{lines[0].operation}")(batch, lines)

    def _undo_match(self, batch, lines):
        self._write_undo(batch, lines, "detach")
        self._clear_links(lines)

    def _undo_create(self, batch, lines):
        """Remove the records that are still as the migration made them."""
        model = self.env[lines[0].res_model].with_context(
            active_test=False, _force_unlink=True
        )
        existing = set(model.browse(lines.mapped("res_id")).exists().ids)
        gone = lines.filtered(lambda line: line.res_id not in existing)
        kept = self._reasons_to_keep(lines - gone, model)
        kept |= self._remove(lines - gone - _union(lines, kept), model)
        self._keep(batch, kept)
        removed = lines - _union(lines, kept)
        self._write_undo(batch, removed, "unlink")
        self._clear_links(removed)

    def _reasons_to_keep(self, lines, model):
        """:return: ``{line: sentence}`` for the records that people have made theirs"""
        reasons = {}
        if lines[:1].res_model in STRUCTURE:
            return reasons
        emptied = self._emptied(lines)
        lines -= _union(lines, emptied)
        owned = {name for line in lines for name in line.after or {}}
        used = self.env["case.migration.usage"]._used(
            model.browse(lines.mapped("res_id")), owned
        )
        for line in lines:
            if line.res_id in used:
                reasons[line] = self.env._(
                    "Kept: it is used by something that the migration did not make "
                    "(%s).",
                    used[line.res_id],
                )
        for line in self._changed(lines, model):
            reasons[line] = self.env._(
                "Kept: it was changed after the migration had made it."
            )
        return reasons | emptied

    def _emptied(self, lines):
        """:return: ``{line: sentence}`` for lines whose values have been removed"""
        reason = self.env._(
            "Kept: its values were removed from the audit log on purpose, so nobody "
            "can tell what it was like."
        )
        return dict.fromkeys(lines.filtered(is_emptied), reason)

    def _remove(self, lines, model):
        """Remove the records; those that Odoo keeps are found by halving.

        :return: ``{line: sentence}`` for the ones that Odoo does not let go
        """
        try:
            with self.env.cr.savepoint():
                self._unlink(model.browse(lines.mapped("res_id")), lines)
        except COLLISIONS:
            raise
        except Exception as error:
            if model._name in STRUCTURE:
                raise  # the models would have to be set up anew for each half
            if len(lines) == 1:
                reason = describe(self.env, error)
                return {lines: self.env._("Kept: it cannot be removed. %s", reason)}
            half = len(lines) // 2
            return self._remove(lines[:half], model) | self._remove(lines[half:], model)
        return {}

    def _unlink(self, records, lines):
        """Remove records, and first those that were made as a part of them."""
        if records._name in STRUCTURE:
            with impatient(self.env):
                records.unlink()
            return
        for name in {name for line in lines for name in line.after or {}}:
            if records._fields[name].type == "one2many":
                records[name].unlink()
        records.unlink()

    def _changed(self, lines, model):
        """:return: lines whose record differs from what the migration wrote"""
        names = {name for line in lines for name in line.after or {}}
        now = snapshot(model.browse(lines.mapped("res_id")), sorted(names))
        others = fingerprints(
            self.env,
            [(model._name, line.res_id, line.after) for line in lines if line.others],
        )

        def differs(line):
            after = line.after or {}
            values = {name: now[line.res_id].get(name) for name in after}
            fingerprint = others.get((model._name, line.res_id), False)
            return values != after or fingerprint != line.others

        return lines.filtered(differs)

    def _undo_write(self, batch, lines):
        """Put back the values from before, where the present ones are still ours."""
        model = self.env[lines[0].res_model]
        kept = self._emptied(lines)
        self._keep(batch, kept)
        lines -= _union(lines, kept)
        for line in lines:
            record = model.browse(line.res_id)
            if not record.exists():
                continue
            if set(line.before) == set(DATES):
                if not self._changed(line, model):
                    restore_dates(record, line.before)
            else:
                self._restore(record, line)
                self.env.flush_all()  # quietly, which a savepoint would not do
        self._write_undo(batch, lines, "restore")

    def _restore(self, record, line):
        """Put back each value that is still as the migration has written it."""
        now = snapshot(record, sorted(line.after))[record.id]
        values = {
            name: line.before[name]
            for name, value in now.items()
            if value == line.after[name]
        }
        name = f"case.migration.loader.{record._name.replace('.', '_')}"
        if name in self.env:
            self.env[name]._update(record, values)
        else:
            record.write(writable(record, values))

    def _keep(self, batch, reasons):
        bulk.insert(
            self.env["case.migration.finding"],
            [
                {
                    "job_id": batch.job_id.id,
                    "company_id": batch.company_id.id,
                    "batch_id": batch.id,
                    "record_id": line.record_id.id or None,
                    "audit_id": line.id,
                    "object": line.object,
                    "kind": "rollback_kept",
                    "severity": "2_warning",
                    "field": None,
                    "message": reason,
                    "decision": "open",
                }
                for line, reason in reasons.items()
            ],
        )

    def _write_undo(self, batch, lines, operation):
        write_audit(
            self.env,
            [
                {
                    "job_id": batch.job_id.id,
                    "company_id": batch.company_id.id,
                    "batch_id": batch.id,
                    "operation": operation,
                    "res_model": line.res_model,
                    "res_id": line.res_id,
                    "record_id": line.record_id.id or None,
                    "object": line.object,
                    "key": line.key,
                    "before": line.after,
                    "after": line.before,
                    "undoes_id": line.id,
                }
                for line in lines
            ],
        )

    def _clear_links(self, lines):
        """The source records may be loaded again."""
        records = lines.record_id.filtered(lambda record: record.state in LINKED)
        records.write(
            {
                "state": "staged",
                "res_model": False,
                "res_id": False,
                "loaded_digest": False,
                "waiting": False,
            }
        )


def _union(lines, reasons):
    return lines.browse(line.id for line in reasons)


def _run_of_one_kind(lines):
    """The leading lines that share operation and model."""
    first = lines[0]
    ids = []
    for line in lines:
        if (line.operation, line.res_model) != (first.operation, first.res_model):
            break
        ids.append(line.id)
    return lines.browse(ids)
