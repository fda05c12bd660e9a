from odoo import models
from odoo.tools import SQL

from .snapshot import OF_THE_WHOLE

# Models whose rows say by model name and id what they belong to.
CONTENT = {
    "mail.message": ("model", "res_id"),
    "mail.activity": ("res_model", "res_id"),
    "ir.attachment": ("res_model", "res_id"),
}


class CaseMigrationUsage(models.AbstractModel):
    """Finds out what refers to records, or has been added to them.

    A rollback goes backwards, so by the time that it comes to a record, all that the
    migration itself has hung on it is gone: what is left is somebody else's.
    """

    _name = "case.migration.usage"
    _description = "Case Migration Usage"

    def _used(self, records, owned=()):
        """
        :param owned: names of relational fields that the migration has filled: the
            records of a one2many go with ``records``, and so do the rows of a
            many2many
        :return: ``{record id: description of the model that uses it}``
        """
        if not records:
            return {}
        queries = [
            *self._many2one_queries(records, owned),
            *self._many2many_queries(records, owned),
            *self._content_queries(records, owned),
        ]
        self.env.flush_all()
        used = {}
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        for record_id, model_name in rows:
            used.setdefault(record_id, self.env[model_name]._description)
        return used

    def _many2one_queries(self, records, owned):
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
                own = SQL("AND id != ALL(%s)", records.ids)
            column = SQL.identifier(field.name)
            yield SQL(
                "SELECT %s, %s FROM %s WHERE %s = ANY(%s) %s",
                column,
                model._name,
                SQL.identifier(model._table),
                column,
                records.ids,
                own,
            )

    def _many2many_queries(self, records, owned):
        own_tables = {
            records._fields[name].relation
            for name in owned
            if records._fields[name].type == "many2many"
        }
        for model, field in self._fields_to(records._name, "many2many"):
            if model._name == records._name or field.relation in own_tables:
                continue
            column = SQL.identifier(field.column2)
            yield SQL(
                "SELECT %s, %s FROM %s WHERE %s = ANY(%s)",
                column,
                model._name,
                SQL.identifier(field.relation),
                column,
                records.ids,
            )

    def _content_queries(self, records, owned):
        """The pictures that the migration has seen in fields of its own are no use."""
        for model_name, (model_column, id_column) in CONTENT.items():
            own = SQL()
            if model_name == "ir.attachment" and owned:
                own = SQL("AND (res_field IS NULL OR res_field != ALL(%s))", [*owned])
            yield SQL(
                "SELECT %s::int4, %s FROM %s WHERE %s = %s AND %s = ANY(%s) %s",
                SQL.identifier(id_column),
                model_name,
                SQL.identifier(self.env[model_name]._table),
                SQL.identifier(model_column),
                records._name,
                SQL.identifier(id_column),
                records.ids,
                own,
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
