from odoo import models
from odoo.tools import SQL

from ..audit.audit import is_emptied
from ..engine.case_migration_batch import COLLISIONS
from ..loaders.updating import writable
from ..loading.backdating import DATES, restore_dates
from ..loading.case_migration_record import LINKED
from ..support.describe import describe
from ..support.structure import impatient

# Not business records: what people do with Odoo does not make them theirs.
STRUCTURE = ("ir.model.fields.selection", "ir.model.fields", "ir.ui.view")


class CaseMigrationRollback(models.AbstractModel):
    """Takes back what a plan has lines of, from the last audit line to the first.

    Each audit line taken back gets a line of its own that names it, in the transaction
    that took it back: an interrupted rollback goes on where it was. What has changed
    since the plan was made is found out before each record is removed.
    """

    _name = "case.migration.rollback"
    _inherit = "case.migration.rollback.log"
    _description = "Case Migration Rollback"

    def _is_open(self, job):
        """:return: condition on audit lines, called ``line``: they can be taken back"""
        return SQL(
            """
            line.job_id = %s AND line.operation IN ('create', 'write', 'match')
            AND NOT EXISTS (SELECT 1 FROM case_migration_audit_log undo
                             WHERE undo.undoes_id = line.id)
            """,
            job.id,
        )

    def _is_of_run(self, run):
        return SQL(
            "line.batch_id IN (SELECT id FROM case_migration_batch WHERE run_id = %s)",
            run.id,
        )

    def _open_lines(self, job, run, limit):
        """
        :param run: only lines of this run, if there is one
        :return: the last lines of a job that nothing has taken back, nor kept, yet
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id FROM case_migration_audit_log line
                 WHERE %s AND %s
                   AND NOT EXISTS (SELECT 1 FROM case_migration_rollback_line l
                                     JOIN case_migration_rollback_plan plan
                                       ON plan.id = l.plan_id AND plan.state = 'done'
                                    WHERE l.audit_id = line.id)
                 ORDER BY line.id DESC LIMIT %s
                """,
                self._is_open(job),
                self._is_of_run(run) if run else SQL("TRUE"),
                limit,
            )
        )
        return self.env["case.migration.audit.log"].browse(row[0] for row in rows)

    # ---------------------------------------------------------------- the steps

    def _steps(self, batch):
        """Handler of batches of kind ``rollback``; yields after each chunk."""
        plan = batch.plan_id
        lines = self.env["case.migration.rollback.line"]
        to_do = SQL("NOT COALESCE(done, false)")
        while some := lines._next(plan, to_do, plan.job_id.batch_size):
            self._take_back(batch, some._of_one_kind())
            yield
        self._finish(plan)

    def _finish(self, plan):
        if plan.scope == "job":
            self.env["case.migration.telling"]._forget(plan.job_id)
        if plan.scope == "sample":
            self._forget_sample(plan.job_id)
        items = plan.job_id.setup_item_ids.filtered(lambda item: item.state == "made")
        if items and plan.scope in ("job", "run"):
            items.state = "to_make"
            self.env["case.migration.checklist"]._list_items(plan.job_id)
            # Views alone are told of after a commit: one that was killed did not.
            self.env.registry.registry_invalidated = True
        plan._count()
        plan._forget_lines()
        plan.state = "done"

    def _forget_sample(self, job):
        """What was in the sample and became no record of Odoo is as before it, too."""
        self.env["case.migration.record"].search(
            [
                ("source_id", "=", job.source_id.id),
                ("is_sample", "=", True),
                ("state", "in", ("skipped", "failed")),
            ]
        ).write(
            {
                "state": "staged",
                "reason_kind": False,
                "reason": False,
                "loaded_digest": False,
                "job_id": False,
                "is_sample": False,
            }
        )
        self.env["case.migration.differ"]._forget(job, "sample")

    def _take_back(self, batch, lines):
        """Take back lines of one operation on one model, with one outcome planned."""
        getattr(self, f"_undo_{lines[0].operation}")(batch, lines)
        lines.write({"done": True})

    def _undo_match(self, batch, lines):
        self._write_undo(batch, lines, "detach")
        self._clear_links(lines)

    # ---------------------------------------------------------------- made records

    def _undo_create(self, batch, lines):
        """Remove the records that are still as the migration made them."""
        if lines[0].action not in ("keep", "detach"):
            self._settle(batch.plan_id, lines)
            self._remove(batch, lines)
        kept, detached, removed = (
            lines.filtered(lambda line, actions=actions: line.action in actions)
            for actions in (("keep",), ("detach",), ("remove", "gone"))
        )
        self._note_kept(batch, kept)
        if lines[0].res_model == "ir.ui.view" and (kept or detached):
            structure = self.env["case.migration.rollback.structure"]
            structure._trim(batch.plan_id, kept + detached)
        self._write_undo(batch, detached, "detach")
        self._write_undo(batch, removed, "unlink")
        self._clear_links(removed + detached)
        self._forget_updates(removed)

    def _settle(self, plan, lines):
        """Note what else becomes of lines than was planned; and, as long as there is
        such news, what comes of it for those that are still to be removed.
        """
        reasons = self.env["case.migration.rollback.reasons"]
        while lines:
            now = reasons._outcomes(plan, lines)
            news = {line: now[line] for line in lines if _is_news(line, now)}
            lines._note(news)
            lines = _to_remove(lines) if news else lines.browse()

    def _remove(self, batch, lines):
        """Remove the records; those that Odoo keeps are found by halving, and what
        they refer to is kept with them.
        """
        lines = _to_remove(lines)
        if not lines:
            return
        try:
            with self.env.cr.savepoint():
                self._log_emptied_links(batch, lines)
                self._unlink(lines)
                self.env.flush_all()  # quietly, which a savepoint would not do
        except COLLISIONS:
            raise
        except Exception as error:
            if lines[0].res_model in STRUCTURE:
                raise  # the models would have to be set up anew for each half
            if len(lines) == 1:
                note = describe(self.env, error)
                lines.write({"action": "keep", "reason": "refused", "note": note})
                return
            half = len(lines) // 2
            self._remove(batch, lines[:half])
            if _to_remove(lines[:half]) != lines[:half]:
                self._settle(batch.plan_id, lines[half:])
            self._remove(batch, lines[half:])

    def _unlink(self, lines):
        """Remove records, and first those that were made as a part of them."""
        records = lines._records()
        if records._name in STRUCTURE:
            with impatient(self.env):
                records.unlink()
                # Odoo does so when it sets its models up anew, which it leaves to us.
                self.env.registry.clear_cache("stable")
            return
        for name in lines._filled():
            if records._fields[name].type == "one2many":
                records[name].unlink()
        records.unlink()

    # ---------------------------------------------------------------- changed values

    def _undo_write(self, batch, lines):
        """Put back the values from before, where the present ones are still ours."""
        followers = lines.filtered(lambda line: line.action == "with")
        self._undo_with_its_record(batch, followers)
        lines -= followers
        reasons = self.env["case.migration.rollback.reasons"]
        lines._note(reasons._outcomes(batch.plan_id, lines))
        for line in lines:
            if line.action in ("restore", "partial"):
                self._put_back(batch, line)
        self._forget_updates(lines)
        kept = lines.filtered(lambda line: line.action in ("keep", "partial"))
        self._note_kept(batch, kept)
        detached = lines.filtered(lambda line: line.action == "detach")
        self._write_undo(batch, detached, "detach")
        self._write_undo(batch, lines - kept - detached, "restore")

    def _forget_updates(self, lines):
        """What the source had changed, and is taken back, is as not picked up yet."""
        updates = lines.filtered(
            lambda line: (
                line.action in ("restore", "partial", "remove")
                and line.audit_id.batch_id.kind == "update"
            )
        )
        records = updates.record_id.filtered(lambda record: record.state in LINKED)
        records.write({"loaded_digest": False, "loaded_payload": False})

    def _undo_with_its_record(self, batch, lines):
        """Changes of a record that the migration has made, and that goes or stays."""
        stays = lines._whose_record("keep")
        detached = lines._whose_record("detach")
        self._write_undo(batch, detached, "detach")
        goes = lines - stays - detached
        for line in goes:
            if line._records().exists() and not is_emptied(line.audit_id):
                self._put_back(batch, line)
        self._write_undo(batch, goes, "restore")

    def _put_back(self, batch, line):
        record, audit = line._records(), line.audit_id
        reasons = self.env["case.migration.rollback.reasons"]
        [(_line, ours, theirs)] = reasons._compare(batch.plan_id, line)
        if set(audit.before) == set(DATES):
            if not theirs:
                restore_dates(record, audit.before)
            return
        names = ours + theirs if line.reason and line.action == "restore" else ours
        values = {name: audit.before[name] for name in names}
        self._write(record, values)
        self.env.flush_all()  # quietly, which a savepoint would not do
        if line.action == "partial":
            self._log_part(batch, line, values)

    def _write(self, record, values):
        name = f"case.migration.loader.{record._name.replace('.', '_')}"
        if name in self.env:
            self.env[name]._update(record, values)
        else:
            record.write(writable(record, values))

    def _clear_links(self, lines):
        """The source records may be loaded again, unless what went was a part of what
        they are linked with, or hung on it.
        """
        linked = lines.filtered(_is_linked)
        linked.record_id.write(
            {
                "state": "staged",
                "res_model": False,
                "res_id": False,
                "loaded_digest": False,
                "waiting": False,
                "loaded_payload": False,
                "job_id": False,
                "is_sample": False,
            }
        )


def _to_remove(lines):
    return lines.filtered(lambda line: line.action == "remove")


def _is_news(line, now):
    """Whether something else becomes of a line than was planned."""
    return now[line].action != line.action


def _is_linked(line):
    """Whether the line's record in Odoo is the one that the source record became."""
    record = line.record_id
    linked = (record.res_model, record.res_id) == (line.res_model, line.res_id)
    return linked and record.state in LINKED
