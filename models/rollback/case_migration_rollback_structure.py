from lxml import etree

from odoo import models
from odoo.tools import SQL

from ..support.words import counted

# A job in these states will still write into the fields that its map names.
AT_WORK = ("confirmed", "sampled", "running", "delta", "validated")


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
        of = {
            "ir.model.fields.selection": self._of_option,
            "ir.model.fields": self._of_field,
            "ir.ui.view": self._of_view,
        }
        return {
            line: of[line.res_model](plan, line) if line.res_model in of else {}
            for line in lines
        }

    # ---------------------------------------------------------------- fields

    def _of_option(self, plan, line):
        """An option that was added to a field that the firm had."""
        option = self.env["ir.model.fields.selection"].browse(line.res_id)
        return self._needed(plan, option.field_id, option.value)

    def _of_field(self, plan, line):
        return self._needed(plan, self.env["ir.model.fields"].browse(line.res_id))

    def _needed(self, plan, field, value=None):
        if other := self._other_job(plan, field):
            return {"used": other.display_name}
        count = self._values_that_stay(plan, field, value)
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

    def _values_that_stay(self, plan, field, value=None):
        """
        :param value: the value that counts; any when None
        :return: how many records have a value and are not removed by the plan
        """
        model = self.env[field.model]
        if field.name not in model._fields or not model._fields[field.name].column_type:
            return 0
        column = SQL.identifier("t", field.name)
        if value is not None:
            filled = SQL("%s = %s", column, value)
        elif field.ttype in ("integer", "float", "monetary"):
            filled = SQL("%s != 0", column)
        elif field.ttype == "boolean":
            filled = column
        else:
            filled = SQL("%s::text != ''", column)
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM %s t
                 WHERE %s
                   AND NOT EXISTS (SELECT 1 FROM case_migration_rollback_line l
                                    WHERE l.plan_id = %s AND l.res_model = %s
                                      AND l.res_id = t.id AND l.action = 'remove'
                                      AND l.operation = 'create')
                """,
                SQL.identifier(model._table),
                filled,
                plan.id,
                model._name,
            )
        )
        return count

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
            view.arch_db = etree.tostring(arch, encoding="unicode")
