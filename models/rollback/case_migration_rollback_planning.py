from odoo import models
from odoo.tools import SQL

from .case_migration_rollback import STRUCTURE
from .case_migration_usage import CONTENT

IS_BUSINESS = SQL("operation = 'create' AND res_model NOT IN %s", STRUCTURE)
# Options, fields, views: what comes later may need what comes first.
OF_STRUCTURE = tuple(
    SQL("operation = 'create' AND res_model = %s", name) for name in STRUCTURE
)


class CaseMigrationRollbackPlanning(models.AbstractModel):
    """Finds out what a rollback would do, line by line, and changes nothing.

    First what the migration has made: is it as it was made, does anything else hold
    on to it? Then what those that are kept refer to, which is kept with them; then
    fields and views, which the kept records may need; then changed values.
    """

    _name = "case.migration.rollback.planning"
    _description = "Case Migration Rollback Planning"

    def _steps(self, batch):
        """Handler of batches of kind ``count``; yields after each chunk."""
        plan = batch.plan_id
        if not batch.position:
            self._begin(plan)
            batch.position = {"begun": True}
            yield
        yield from self._plan_all(plan, IS_BUSINESS)
        while self.env["case.migration.rollback.spreading"]._spread(plan):
            yield
        for of_kind in OF_STRUCTURE:
            yield from self._plan_all(plan, of_kind)
        self._plan_what_follows(plan)
        yield from self._plan_all(plan, SQL("operation = 'write'"))
        plan._count()
        if plan.state == "counting":
            plan.state = "ready"

    # ---------------------------------------------------------------- which lines

    def _begin(self, plan):
        """Write down the audit lines that are to be taken back."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM case_migration_rollback_line
                 WHERE plan_id = %s AND decision IS NULL
                """,
                plan.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE case_migration_rollback_line
                   SET action = NULL, reason = NULL, note = NULL, spread = NULL
                 WHERE plan_id = %s
                """,
                plan.id,
            )
        )
        self._add(plan, self._scope(plan))
        while plan.scope != "job" and self._add(plan, self._hangs_on(plan)):
            pass
        self.env.invalidate_all()

    def _add(self, plan, condition):
        """:return: how many lines were added"""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO case_migration_rollback_line (
                       plan_id, company_id, audit_id, record_id, operation, res_model,
                       res_id, object)
                SELECT %s, line.company_id, line.id, line.record_id, line.operation,
                       line.res_model, line.res_id, line.object
                  FROM case_migration_audit_log line
                 WHERE %s AND %s
                    ON CONFLICT (plan_id, audit_id) DO NOTHING
                """,
                plan.id,
                self.env["case.migration.rollback"]._is_open(plan.job_id),
                condition,
            )
        )
        return self.env.cr.rowcount

    def _has_more(self, plan):
        """:return: whether audit lines were written since the plan was made"""
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT 1 FROM case_migration_audit_log line
                     WHERE %s AND %s
                       AND NOT EXISTS (SELECT 1 FROM case_migration_rollback_line l
                                        WHERE l.plan_id = %s AND l.audit_id = line.id)
                     LIMIT 1
                    """,
                    self.env["case.migration.rollback"]._is_open(plan.job_id),
                    self._scope(plan),
                    plan.id,
                )
            )
        )

    def _scope(self, plan):
        """:return: condition on audit lines, called ``line``"""
        if plan.scope == "run":
            return self.env["case.migration.rollback"]._is_of_run(plan.run_id)
        if plan.scope == "object":
            return SQL("line.object = %s", plan.mapping_id.object)
        if plan.scope == "sample":
            return SQL(
                """
                EXISTS (SELECT 1 FROM case_migration_record r
                         WHERE r.id = line.record_id AND r.is_sample)
                """
            )
        return SQL("TRUE")

    def _hangs_on(self, plan):
        """What the migration has done later to the records that it has made, and the
        messages, files and activities that it has hung on them.
        """
        conditions = [
            self._is_made(plan, SQL("line.res_model"), SQL("line.res_id")),
        ]
        for model_name, (model_column, id_column) in CONTENT.items():
            conditions.append(
                SQL(
                    """
                    (line.res_model = %s AND line.operation = 'create'
                     AND EXISTS (SELECT 1 FROM %s content
                                  WHERE content.id = line.res_id AND %s))
                    """,
                    model_name,
                    SQL.identifier(self.env[model_name]._table),
                    self._is_made(
                        plan,
                        SQL.identifier("content", model_column),
                        SQL.identifier("content", id_column),
                    ),
                )
            )
        return SQL("(%s)", SQL(" OR ").join(conditions))

    def _is_made(self, plan, model, res_id):
        return SQL(
            """
            EXISTS (SELECT 1 FROM case_migration_rollback_line l
                     WHERE l.plan_id = %s AND l.operation = 'create'
                       AND l.res_model = %s AND l.res_id = %s)
            """,
            plan.id,
            model,
            res_id,
        )

    # ---------------------------------------------------------------- what of them

    def _plan_all(self, plan, condition):
        lines = self.env["case.migration.rollback.line"]
        limit = plan.job_id.batch_size
        while chunk := lines._next(
            plan, SQL("action IS NULL AND %s", condition), limit
        ):
            self._plan_chunk(plan, chunk._of_one_kind())
            yield

    def _plan_chunk(self, plan, lines):
        outcomes = self.env["case.migration.rollback.reasons"]._outcomes(plan, lines)
        lines._note(outcomes)

    def _plan_what_follows(self, plan):
        """Matches lose their link. Changes of a record that the migration has made go
        where the record goes; but of one that is kept, what a decision has overwritten
        (a change without a batch) is put back.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE case_migration_rollback_line SET action = 'detach'
                 WHERE plan_id = %s AND operation = 'match'
                """,
                plan.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE case_migration_rollback_line l SET action = 'with'
                 WHERE plan_id = %s AND operation = 'write' AND %s
                """,
                plan.id,
                SQL(
                    """
                    EXISTS (SELECT 1 FROM case_migration_rollback_line made
                             WHERE made.plan_id = l.plan_id
                               AND made.operation = 'create'
                               AND made.res_model = l.res_model
                               AND made.res_id = l.res_id
                               AND NOT (made.action IN ('keep', 'detach')
                                        AND EXISTS (
                                            SELECT 1 FROM case_migration_audit_log a
                                             WHERE a.id = l.audit_id
                                               AND a.batch_id IS NULL)))
                    """
                ),
            )
        )
        self.env.invalidate_all()
