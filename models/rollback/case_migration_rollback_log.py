from odoo import models

from ..audit.audit import write_audit
from ..support import bulk


class CaseMigrationRollbackLog(models.AbstractModel):
    """Writes down what a rollback has done: audit lines, and findings on the rest."""

    _name = "case.migration.rollback.log"
    _description = "Case Migration Rollback Log"

    def _write_undo(self, batch, lines, operation):
        """An audit line that takes back that of each of ``lines``."""
        write_audit(
            self.env,
            [
                self._row(batch, line, operation)
                | {
                    "before": line.audit_id.after,
                    "after": line.audit_id.before,
                    "undoes_id": line.audit_id.id,
                }
                for line in lines
            ],
        )
        self._known(lines).write({"decision": "solved"})

    def _log_part(self, batch, line, values):
        """Part of a change was taken back; the rest still can be."""
        after = line.audit_id.after
        row = self._row(batch, line, "restore") | {
            "before": {name: after[name] for name in values},
            "after": values,
            "undoes_id": None,
        }
        write_audit(self.env, [row])

    def _log_emptied_links(self, batch, lines):
        """Links of others that go when records are removed all the same."""
        forced = lines.filtered("reason")
        usage = self.env["case.migration.usage"]
        write_audit(
            self.env,
            [
                self._row(batch, forced[0], "detach")
                | {
                    "res_model": model_name,
                    "res_id": res_id,
                    "record_id": None,
                    "object": None,
                    "key": None,
                    "before": {name: before},
                    "after": {name: after},
                    "undoes_id": None,
                }
                for model_name, name, res_id, before, after in usage._links_to(
                    forced, batch.plan_id
                )
            ],
        )

    def _row(self, batch, line, operation):
        return {
            "job_id": batch.job_id.id,
            "company_id": batch.company_id.id,
            "batch_id": batch.id,
            "operation": operation,
            "res_model": line.res_model,
            "res_id": line.res_id,
            "record_id": line.record_id.id or None,
            "object": line.object,
            "key": line.audit_id.key,
        }

    # ---------------------------------------------------------------- what was kept

    def _note_kept(self, batch, lines):
        """A finding for each record that was kept, in place of an earlier one."""
        self._known(lines).unlink()
        bulk.insert(
            self.env["case.migration.finding"],
            [
                {
                    "job_id": batch.job_id.id,
                    "company_id": batch.company_id.id,
                    "batch_id": batch.id,
                    "record_id": line.record_id.id or None,
                    "audit_id": line.audit_id.id,
                    "object": line.object,
                    "kind": "rollback_kept",
                    "severity": "2_warning",
                    "field": None,
                    "message": self._sentence(line),
                    "decision": "open",
                }
                for line in lines
            ],
        )

    def _known(self, lines):
        return self.env["case.migration.finding"].search(
            [("kind", "=", "rollback_kept"), ("audit_id", "in", lines.audit_id.ids)]
        )

    def _sentence(self, line):
        sentences = {
            "edited": self.env._("Kept: it was changed since (%s).", line.note),
            "used": self.env._("Kept: something else uses it (%s).", line.note),
            "content": self.env._(
                "Kept: somebody has added to it since (%s).", line.note
            ),
            "emptied": self.env._(
                "Kept: its values were removed from the audit log on purpose, so "
                "nobody can tell what it was like."
            ),
            "refused": self.env._("Kept: it cannot be removed. %s", line.note),
        }
        if line.action == "partial":
            return self.env._(
                "Put back but for what was changed since (%s).", line.note
            )
        return sentences[line.reason]
