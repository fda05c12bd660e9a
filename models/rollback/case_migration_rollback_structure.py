from collections import defaultdict

from lxml import etree

from odoo import models
from odoo.tools import SQL

from ..preparation.field_views import are_empty
from ..support.words import counted

# A job in these states will still write into the fields that its map names.
AT_WORK = ("confirmed", "sampled", "running", "delta", "validated")
# They are shown only where one of their fields has a value.
_GROUPS = "//group[starts-with(@name, 'case_migration_')]"


class CaseMigrationRollbackStructure(models.AbstractModel):
    """Fields, options and views that a migration has made: they go when nobody needs
    them.

    A field, or an option of one, is needed by every record that has a value in it and
    stays, and by every other migration whose map fills it; a view is needed by the
    fields that it shows.
    """

    _name = "case.migration.rollback.structure"
    _description = "Case Migration Rollback of Fields and Views"

    def _reasons(self, plan, lines):
        """:return: ``{line: {kind of reason: note}}``"""
        fields = {line: field for line in lines if (field := self._field_of(line))}
        counts = self._values_that_stay(plan, set(fields.values()))
        reasons = {line: {} for line in lines}
        for line, (field, value) in fields.items():
            reasons[line] = self._needed(plan, field, counts[field, value])
        for line in lines:
            if line.res_model == "ir.ui.view":
                reasons[line] = self._of_view(plan, line)
        return reasons

    # ---------------------------------------------------------------- fields

    def _field_of(self, line):
        """:return: the field that was made, and None; or one that the firm had, and the
        option that was added to it; or None for something else
        """
        if line.res_model == "ir.model.fields":
            return self.env["ir.model.fields"].browse(line.res_id), None
        if line.res_model == "ir.model.fields.selection":
            option = self.env["ir.model.fields.selection"].browse(line.res_id)
            return option.field_id, option.value
        return None

    def _needed(self, plan, field, count):
        if other := self._other_job(plan, field):
            return {"used": other.display_name}
        if count:
            return {
                "used": counted(
                    self.env,
                    count,
                    self.env._("One record has a value in it"),
                    self.env._("%(count)s records have a value in it"),
                )
            }
        return {}

    def _other_job(self, plan, field):
        line = self.env["case.migration.mapping.line"].search(
            [
                ("target_model", "=", field.model),
                ("target_field", "=", field.name),
                ("mapping_id.enabled", "=", True),
                ("job_id", "!=", plan.job_id.id),
                ("job_id.state", "in", AT_WORK),
            ],
            limit=1,
        )
        return line.job_id

    def _values_that_stay(self, plan, wanted):
        """How many records have a value and are not removed by the plan: a table is
        gone through once, however many fields it has got.

        :param wanted: pairs of a field and the value that counts; any when None
        :return: ``{(field, value): count}``
        """
        counts = dict.fromkeys(wanted, 0)
        of_model = defaultdict(list)
        for field, value in wanted:
            known = self.env[field.model]._fields.get(field.name)
            if known and known.column_type:
                of_model[field.model].append((field, value))
        for name, pairs in of_model.items():
            filled = [_filled(field, value) for field, value in pairs]
            [row] = self.env.execute_query(
                SQL(
                    """
                    SELECT %s FROM %s t
                     WHERE (%s)
                       AND NOT EXISTS (SELECT 1 FROM case_migration_rollback_line l
                                        WHERE l.plan_id = %s AND l.res_model = %s
                                          AND l.res_id = t.id AND l.action = 'remove'
                                          AND l.operation = 'create')
                    """,
                    SQL(", ").join(
                        SQL("count(*) FILTER (WHERE %s)", one) for one in filled
                    ),
                    SQL.identifier(self.env[name]._table),
                    SQL(" OR ").join(filled),
                    plan.id,
                    name,
                )
            )
            counts.update(zip(pairs, row, strict=True))
        return counts

    # ---------------------------------------------------------------- views

    def _of_view(self, plan, line):
        view = self.env["ir.ui.view"].browse(line.res_id)
        kept = self._names_that_stay(plan, view)
        return {"used": ", ".join(sorted(kept))} if kept else {}

    def _names_that_stay(self, plan, view):
        """:return: names of the view's fields that the rollback does not remove"""
        shown = set(etree.fromstring(view.arch_db).xpath("//field/@name"))
        return shown - self._leaving(plan, view.model)

    def _leaving(self, plan, model_name):
        """:return: names of the fields that the rollback removes"""
        lines = self.env["case.migration.rollback.line"].search(
            [
                ("plan_id", "=", plan.id),
                ("res_model", "=", "ir.model.fields"),
                ("operation", "=", "create"),
                ("action", "=", "remove"),
            ]
        )
        fields = self.env["ir.model.fields"].browse(lines.mapped("res_id")).exists()
        return set(fields.filtered(lambda one: one.model == model_name).mapped("name"))

    def _trim(self, plan, lines):
        """Take the fields that go out of the views that stay."""
        for view in lines._records().exists():
            leaving = self._leaving(plan, view.model)
            arch = etree.fromstring(view.arch_db)
            for node in arch.xpath("//field"):
                if node.get("name") in leaving:
                    node.getparent().remove(node)
            for group in arch.xpath(_GROUPS):
                group.set("invisible", are_empty(group.xpath(".//field/@name")))
            view.arch_db = etree.tostring(arch, encoding="unicode")


def _filled(field, value):
    """:return: SQL, whether there is this value in a field; any value when None"""
    column = SQL.identifier("t", field.name)
    if value is not None:
        return SQL("%s = %s", column, value)
    if field.ttype in ("integer", "float", "monetary"):
        return SQL("%s != 0", column)
    return column if field.ttype == "boolean" else SQL("%s::text != ''", column)
