from odoo import models
from odoo.tools import SQL

from .case_migration_rollback_reasons import Outcome
from .case_migration_usage import CONTENT


class CaseMigrationRollbackSpreading(models.AbstractModel):
    """What a kept record refers to is kept with it: its client, his company, its stage.

    The plan looks at the records in any order and takes for granted that whatever the
    migration has made goes. This puts right what comes of those that stay.
    """

    _name = "case.migration.rollback.spreading"
    _description = "Case Migration Rollback Spreading"

    def _spread(self, plan):
        """Take some of the kept records, and keep what they refer to.

        :return: whether there were some
        """
        lines = self.env["case.migration.rollback.line"]
        waiting = SQL(
            """
            operation = 'create' AND action IN ('keep', 'detach')
            AND NOT COALESCE(spread, false)
            """
        )
        kept = lines._next(plan, waiting, plan.job_id.batch_size)._of_one_kind()
        if not kept:
            return False
        for model_name, ids in self._referred(plan, kept):
            self._keep(plan, kept[0], model_name, ids)
        self._keep_what_hangs_on(plan, kept)
        kept.write({"spread": True})
        return True

    def _referred(self, plan, kept):
        """:return: pairs of model and ids that the kept records refer to"""
        records = kept._records()
        planned = self.env["case.migration.usage"]._models(plan, "create")
        for field in records._fields.values():
            if (
                field.store
                and field.type in ("many2one", "many2many")
                and field.comodel_name in planned
            ):
                yield field.comodel_name, records.mapped(field.name).ids
        if records._name in CONTENT:
            model_column, id_column = CONTENT[records._name]
            for model_name, some in records.grouped(model_column).items():
                if model_name in planned:
                    yield model_name, some.mapped(id_column)

    def _keep(self, plan, because, model_name, ids):
        note = self.env[because.res_model]._description
        outcomes = {}
        for line in self._removed(plan, model_name, SQL("l.res_id = ANY(%s)", ids)):
            kinds = list(dict.fromkeys(filter(None, [line.reason, "used"])))
            choice, reason = plan._choose(line, kinds)
            action = {"keep": "keep", "detach": "detach"}.get(choice, "remove")
            outcomes[line] = Outcome(action, reason, line.note or note)
        self.env["case.migration.rollback.line"]._note(outcomes)

    def _keep_what_hangs_on(self, plan, kept):
        """A record that stays is not stripped of its messages, files and activities."""
        note = self.env[kept[0].res_model]._description
        outcome = Outcome(kept[0].action, "used", note)
        for model_name, (model_column, id_column) in CONTENT.items():
            hangs = SQL(
                """
                EXISTS (SELECT 1 FROM %s c
                         WHERE c.id = l.res_id AND c.%s = %s AND c.%s = ANY(%s))
                """,
                SQL.identifier(self.env[model_name]._table),
                SQL.identifier(model_column),
                kept[0].res_model,
                SQL.identifier(id_column),
                kept.mapped("res_id"),
            )
            lines = self._removed(plan, model_name, hangs)
            lines = lines.filtered(lambda line: line.decision != "force")
            lines._note(dict.fromkeys(lines, outcome))

    def _removed(self, plan, model_name, condition):
        """:return: the lines of records that are to be removed and meet a condition"""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.id FROM case_migration_rollback_line l
                 WHERE l.plan_id = %s AND l.res_model = %s AND l.operation = 'create'
                   AND l.action = 'remove' AND %s
                """,
                plan.id,
                model_name,
                condition,
            )
        )
        return self.env["case.migration.rollback.line"].browse(row[0] for row in rows)
