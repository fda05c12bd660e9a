from odoo import api, models
from odoo.tools import SQL

from ..support.words import numbers
from .case_migration_rollback_line import REASONS


class CaseMigrationRollbackFigures(models.Model):
    """The numbers of a rollback: what it does, object by object, and how far it is."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.rollback.plan"

    @api.depends("counts")
    def _compute_summary(self):
        for plan in self:
            sums = plan._sums()
            plan.summary = plan.counts and plan.env._(
                "Removed: %(remove)s. Put back: %(restore)s. Link removed only: "
                "%(detach)s. Kept: %(keep)s.",
                **numbers(plan.env, sums),
            )

    def _sums(self):
        rows = self.counts or []
        return {
            "remove": sum(row["remove"] for row in rows),
            "restore": sum(row["restore"] for row in rows),
            "detach": sum(row["detach"] for row in rows),
            "keep": sum(row[reason] for row in rows for reason, _label in REASONS),
        }

    @api.depends("counts")
    def _compute_counts_table(self):
        for plan in self:
            plan.counts_table = plan.counts and plan.env["ir.qweb"]._render(
                "crm_case_migration.rollback_counts",
                {"rows": plan.counts, "columns": plan._columns()},
            )

    def _columns(self):
        """:return: pairs of key and title, of the numbers that there are"""
        reasons = dict(self.line_ids._fields["reason"]._description_selection(self.env))
        titles = {
            "remove": self.env._("Removed"),
            "restore": self.env._("Put back"),
            **{kind: self.env._("Kept: %s", label) for kind, label in reasons.items()},
            "detach": self.env._("Only the link removed"),
        }
        return [
            (key, title)
            for key, title in titles.items()
            if key == "remove" or any(row[key] for row in self.counts)
        ]

    def _compute_progress(self):
        for plan in self:
            plan.progress = plan._progress() if plan.state != "done" else 100

    def _progress(self):
        done = SQL("done" if self.state == "running" else "action IS NOT NULL")
        [[done, total]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE %s), count(*)
                  FROM case_migration_rollback_line WHERE plan_id = %s
                """,
                done,
                self.id,
            )
        )
        return 100 * done / total if total else 0

    def _progress_of_objects(self):
        """:return: dicts for the progress widget: label, total, done, failed"""
        done = SQL("done" if self.state == "running" else "action IS NOT NULL")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_model, object, count(*) FILTER (WHERE %s), count(*)
                  FROM case_migration_rollback_line
                 WHERE plan_id = %s GROUP BY 1, 2 ORDER BY max(audit_id) DESC
                """,
                done,
                self.id,
            )
        )
        return [
            {
                "label": self._empty_row(model, name)["label"],
                "total": total,
                "done": finished,
                "failed": 0,
            }
            for model, name, finished, total in rows
        ]

    def _count(self):
        """Note what the lines say, object by object."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_model, object, action, reason, count(*)
                  FROM case_migration_rollback_line
                 WHERE plan_id = %s
                 GROUP BY 1, 2, 3, 4
                 ORDER BY min(audit_id)
                """,
                self.id,
            )
        )
        counts = {}
        for model, name, action, reason, count in rows:
            row = counts.setdefault((model, name), self._empty_row(model, name))
            if action in ("keep", "partial"):
                row[reason] += count
            if action in ("restore", "partial"):
                row["restore"] += count
            if action in ("remove", "detach"):
                row[action] += count
            if reason and action in ("remove", "restore"):
                row["force"] += count
        self.counts = [row for row in counts.values() if any(_numbers(row))]

    def _forget_lines(self):
        """Of a rollback that is through, what nobody needs to look at goes."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM case_migration_rollback_line l
                 USING case_migration_audit_log undo
                 WHERE l.plan_id = %s AND l.reason IS NULL
                   AND undo.undoes_id = l.audit_id
                """,
                self.id,
            )
        )
        self.env.invalidate_all()

    def _empty_row(self, model, name):
        mapping = self.job_id.mapping_ids.filtered(lambda one: one.object == name)
        label = mapping[:1].name or self.env[model]._description
        if mapping and mapping[:1].target_model != model:
            label = f"{label}: {self.env[model]._description}"
        columns = ("remove", "restore", "detach", "force")
        reasons = (reason for reason, _label in REASONS)
        return {"label": label, **dict.fromkeys((*columns, *reasons), 0)}


def _numbers(row):
    return [value for value in row.values() if isinstance(value, int)]
