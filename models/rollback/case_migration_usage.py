from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..support.snapshot import OF_THE_WHOLE

# Models whose rows say by model name and id what they belong to.
CONTENT = {
    "mail.message": ("model", "res_id"),
    "mail.scheduled.message": ("model", "res_id"),
    "mail.activity": ("res_model", "res_id"),
    "ir.attachment": ("res_model", "res_id"),
}
# They go with what they belong to, as the content does, but are no content.
HANGING = {**CONTENT, "mail.followers": ("res_model", "res_id")}


class CaseMigrationUsage(models.AbstractModel):
    """Finds out what refers to records, or has been added to them.

    What the rollback itself removes does not count, nor do the links that it takes
    back: what is left is somebody else's.
    """

    _name = "case.migration.usage"
    _description = "Case Migration Usage"

    def _used(self, records, owned, plan):
        """
        :param owned: names of relational fields that the migration has filled: the
            records of a one2many go with ``records``, and so do the rows of a
            many2many
        :return: ``{record id: {"content", "refused" or "used": what it is}}``
        """
        if not records:
            return {}
        self.env.flush_all()
        made, changed = self._models(plan, "create"), self._models(plan, "write")
        stays = _Staying(plan, made, changed)
        queries = [
            *self._many2one_queries(records, owned, stays),
            *self._many2many_queries(records, owned, stays),
            *self._content_queries(records, owned, stays),
        ]
        used = defaultdict(dict)
        rows = self.env.execute_query(SQL(" UNION ").join(queries))
        for record_id, kind, model_name in sorted(rows):
            used[record_id].setdefault(kind, self.env[model_name]._description)
        return used

    def _links_to(self, lines, plan):
        """:return: (model, field, id, value before, value after) of the links to the
        lines' records that others lose when those are removed
        """
        if not lines:
            return []
        stays = _Staying(
            plan, self._models(plan, "create"), self._models(plan, "write")
        )
        records = lines._records()
        queries = [
            SQL(
                """
                SELECT %s, %s, t.id, to_jsonb(%s), 'false'::jsonb
                  FROM %s t WHERE %s = ANY(%s) %s
                """,
                model._name,
                field.name,
                SQL.identifier("t", field.name),
                SQL.identifier(model._table),
                SQL.identifier("t", field.name),
                records.ids,
                stays.row(model, field),
            )
            for model, field in self._fields_to(records._name, "many2one")
            if field.ondelete == "set null"
        ]
        queries += [
            _shorter_list(model, field, records, stays)
            for model, field in self._tables_to(records, lines._filled())
        ]
        if not queries:
            return []
        return self.env.execute_query(SQL(" UNION ALL ").join(queries))

    def _models(self, plan, operation):
        """:return: names of the models whose records a plan has lines of

        Asked for every chunk: the index is gone through from name to name, and not
        from line to line.
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE found AS (
                    (%s)
                    UNION ALL
                    SELECT (%s) FROM found WHERE found.res_model IS NOT NULL)
                SELECT res_model FROM found WHERE res_model IS NOT NULL
                """,
                _next_model(plan, operation, SQL()),
                _next_model(plan, operation, SQL("AND res_model > found.res_model")),
            )
        )
        return {model_name for [model_name] in rows}

    def _many2one_queries(self, records, owned, stays):
        with_owner = OF_THE_WHOLE | {
            (records._fields[name].comodel_name, records._fields[name].inverse_name)
            for name in owned
            if records._fields[name].type == "one2many"
        }
        for model, field in self._fields_to(records._name, "many2one"):
            if (model._name, field.name) in with_owner:
                continue
            own = SQL()
            if model._name == records._name:
                own = SQL("AND t.id != ALL(%s)", records.ids)
            # What Odoo itself would refuse is no question of force.
            kinds = ["used", "refused"] if field.ondelete == "restrict" else ["used"]
            for kind in kinds:
                yield SQL(
                    "SELECT %s, %s, %s FROM %s t WHERE %s = ANY(%s) %s %s",
                    SQL.identifier("t", field.name),
                    kind,
                    model._name,
                    SQL.identifier(model._table),
                    SQL.identifier("t", field.name),
                    records.ids,
                    own,
                    stays.row(model, field),
                )

    def _many2many_queries(self, records, owned, stays):
        for model, field in self._tables_to(records, owned):
            if model._name == records._name:
                continue
            column = SQL.identifier("t", field.column2)
            yield SQL(
                "SELECT %s, 'used', %s FROM %s t WHERE %s = ANY(%s) %s",
                column,
                model._name,
                SQL.identifier(field.relation),
                column,
                records.ids,
                stays.other_side(model, field),
            )

    def _tables_to(self, records, owned):
        """:return: pairs of model and many2many field whose rows are not the records'
        own
        """
        own_tables = {
            records._fields[name].relation
            for name in owned
            if records._fields[name].type == "many2many"
        }
        for model, field in self._fields_to(records._name, "many2many"):
            if field.relation not in own_tables:
                yield model, field

    def _content_queries(self, records, owned, stays):
        """The pictures that the migration has seen in fields of its own are no use."""
        for model_name, (model_column, id_column) in CONTENT.items():
            own = SQL()
            if model_name == "ir.attachment" and owned:
                own = SQL(
                    "AND (t.res_field IS NULL OR t.res_field != ALL(%s))", [*owned]
                )
            column = SQL.identifier("t", id_column)
            yield SQL(
                "SELECT %s::int4, 'content', %s FROM %s t"
                " WHERE %s = %s AND %s = ANY(%s) %s %s",
                column,
                model_name,
                SQL.identifier(self.env[model_name]._table),
                SQL.identifier("t", model_column),
                records._name,
                column,
                records.ids,
                own,
                stays.row(self.env[model_name]),
            )

    def _fields_to(self, model_name, kind):
        """The stored fields of all models that may refer to a model's records."""
        for model in self.env.values():
            if model._abstract or model._transient or not model._auto:
                continue
            if model._name.startswith("case.migration."):
                continue
            for field in model._fields.values():
                if (
                    field.type == kind
                    and field.comodel_name == model_name
                    and field.store
                    and not field.related
                    and not (field.compute and field.readonly)
                    and not field.company_dependent
                ):
                    yield model, field


class _Staying:
    """Conditions (SQL, beginning with AND) on rows called ``t``: they outlive a plan.

    :param made: names of the models of which the plan removes records
    :param changed: names of the models of which it puts values back
    """

    def __init__(self, plan, made, changed):
        self._plan, self._made, self._changed = plan, made, changed

    def row(self, model, field=None):
        """The row of ``model`` stays; with ``field``, so does what it says there."""
        conditions = []
        if model._name in self._made:
            conditions.append(self._removed(model._name, SQL("t.id")))
        conditions += [
            self._removed(part.comodel_name, SQL.identifier("t", part.name))
            for part in model._fields.values()
            if part.type == "many2one"
            and part.store
            and part.comodel_name in self._made
            and part.ondelete == "cascade"
            and part is not field
        ]
        if model._name in HANGING and field is not None:
            columns = [SQL.identifier("t", name) for name in HANGING[model._name]]
            conditions.append(self._removed(*columns))
        if field is not None and model._name in self._changed:
            conditions.append(self._put_back(model, field))
        return _none_of(conditions)

    def other_side(self, model, field):
        """The record of ``model`` whose many2many ``field`` has the row stays."""
        if model._name not in self._made:
            return SQL()
        column = SQL.identifier("t", field.column1)
        return _none_of([self._removed(model._name, column)])

    def _removed(self, model, res_id):
        return SQL(
            """
            EXISTS (SELECT 1 FROM case_migration_rollback_line l
                     WHERE l.plan_id = %s AND l.res_model = %s AND l.res_id = %s
                       AND l.operation = 'create'
                       AND COALESCE(l.action, 'remove') = 'remove')
            """,
            self._plan.id,
            model,
            res_id,
        )

    def _put_back(self, model, field):
        return SQL(
            """
            EXISTS (SELECT 1 FROM case_migration_rollback_line l
                      JOIN case_migration_audit_log a ON a.id = l.audit_id
                     WHERE l.plan_id = %s AND l.res_model = %s AND l.res_id = t.id
                       AND l.operation = 'write'
                       AND COALESCE(l.action, 'restore') IN ('restore', 'partial')
                       AND a.after->>%s = %s::text)
            """,
            self._plan.id,
            model._name,
            field.name,
            SQL.identifier("t", field.name),
        )


def _shorter_list(model, field, records, stays):
    """:return: SQL, what a many2many has, and what it still has without the records"""
    owner = SQL.identifier("t", field.column1)
    member = SQL.identifier("t", field.column2)
    return SQL(
        """
        SELECT %s, %s, %s, jsonb_agg(%s ORDER BY %s),
               COALESCE(jsonb_agg(%s ORDER BY %s) FILTER (WHERE %s != ALL(%s)), '[]')
          FROM %s t
         WHERE %s IN (SELECT %s FROM %s t WHERE %s = ANY(%s)) %s GROUP BY %s
        """,
        *(model._name, field.name, owner, member, member),
        *(member, member, member, records.ids),
        SQL.identifier(field.relation),
        *(owner, owner, SQL.identifier(field.relation), member, records.ids),
        stays.other_side(model, field),
        owner,
    )


def _none_of(conditions):
    return SQL("").join(SQL(" AND NOT %s", condition) for condition in conditions)


def _next_model(plan, operation, condition):
    return SQL(
        """
        SELECT res_model FROM case_migration_rollback_line
         WHERE plan_id = %s AND operation = %s %s ORDER BY res_model LIMIT 1
        """,
        plan.id,
        operation,
        condition,
    )
