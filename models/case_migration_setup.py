from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

from .audit import write_audit
from .field_views import FORMS, view_values
from .snapshot import snapshot
from .structure import announce, impatient


class CaseMigrationSetup(models.AbstractModel):
    """Finds out what Odoo must have before a run, and makes it."""

    _name = "case.migration.setup"
    _description = "Case Migration Setup"

    # ---------------------------------------------------------------- checklist

    def _list_items(self, job):
        """Renew the checklist of a job from its map."""
        job.setup_item_ids.filtered(lambda item: item.state != "made").unlink()
        made = {(item.target_model, item.technical_name) for item in job.setup_item_ids}
        items = [
            item
            for item in self._field_items(job) + self._value_items(job)
            if (item["target_model"], item["technical_name"]) not in made
        ]
        self.env["case.migration.setup.item"].create(
            [{"job_id": job.id, **item} for item in items]
        )

    def _look_again(self, job):
        """What was missing when the list was made, another migration may have made
        since; and what was there, it may have taken back.
        """
        found = {
            _identity(item): item["state"]
            for item in self._field_items(job) + self._value_items(job)
        }
        for item in job.setup_item_ids:
            if item.state in ("exists", "to_make") and _identity(item) in found:
                item.state = found[_identity(item)]

    def _field_items(self, job):
        items = {}
        for line in job.line_ids:
            if line.mapping_type != "custom_field_required":
                continue
            exists = line.target_field in self.env[line.target_model]._fields
            items[line.target_model, line.target_field] = {
                "kind": "field",
                "name": line.custom_label or line.target_field,
                "target_model": line.target_model,
                "technical_name": line.target_field,
                "field_type": line.custom_type or "char",
                "values": line.custom_values,
                "state": "exists" if exists else "to_make",
            }
        return list(items.values())

    def _value_items(self, job):
        """Records that a look-up of the map may make: industries, tags, sources."""
        items = {}
        for line in job.line_ids:
            if line.transform != "lookup" or not (line.options or {}).get("create"):
                continue
            field = self.env[line.target_model]._fields[line.target_field]
            model = self.env[field.comodel_name]
            known = {
                name.strip().lower() for name in model.search([]).mapped("name") if name
            }
            for value in self._distinct_values(line):
                items[model._name, value.lower()] = {
                    "kind": "value",
                    "name": f"{model._description}: {value}",
                    "target_model": model._name,
                    "technical_name": value,
                    "state": "exists" if value.lower() in known else "to_make",
                }
        return list(items.values())

    def _distinct_values(self, line):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT btrim(value)
                  FROM (SELECT jsonb_array_elements_text(
                               CASE jsonb_typeof(payload->%(field)s)
                               WHEN 'array' THEN payload->%(field)s
                               ELSE jsonb_build_array(payload->%(field)s) END) AS value
                          FROM case_migration_record
                         WHERE stream_id IN %(streams)s
                           AND NOT COALESCE(deleted, false)) v
                 WHERE btrim(value) != ''
                 ORDER BY 1
                """,
                field=line.source_field,
                streams=tuple(line.mapping_id._streams().ids) or (0,),
            )
        )
        return [value for [value] in rows]

    # ---------------------------------------------------------------- making it

    def _steps(self, batch):
        """Handler of batches of kind ``setup``."""
        self._look_again(batch.job_id)
        if items := self._to_make(batch, "field"):
            self._make_fields(batch, items)
            yield
        self._make_values(batch)
        announce(self.env)

    def _make_fields(self, batch, items):
        with impatient(self.env):
            made = self.env["ir.model.fields"].create(
                [self._field_vals(item) for item in items]
            )
            views = self._make_views(items)
        self._remember(batch, made, ["name", "model_id", "ttype"])
        self._remember(batch, views, ["name", "model", "arch_db"])
        items.state = "made"

    def _field_vals(self, item):
        vals = {
            "model_id": self.env["ir.model"]._get_id(item.target_model),
            "name": item.technical_name,
            "field_description": item.name,
            "ttype": item.field_type,
            "state": "manual",
            "copied": True,
        }
        if item.field_type == "selection":
            vals["selection_ids"] = [
                Command.create(_option(value) | {"sequence": position})
                for position, value in enumerate(item.values or [])
            ]
        if item.field_type == "monetary":
            vals["currency_field"] = "company_currency"
        return vals

    def _make_views(self, items):
        """Show the new fields in the form, the lists and the search of their model."""
        values = []
        for model in FORMS:
            fields = {
                item.technical_name: item.field_type
                for item in items
                if item.target_model == model
            }
            if fields:
                values += view_values(self.env, model, fields, items[:1].job_id)
        return self.env["ir.ui.view"].create(values)

    def _make_values(self, batch):
        items = self._to_make(batch, "value")
        for model_name, of_model in items.grouped("target_model").items():
            records = self.env[model_name].create(
                [{"name": item.technical_name} for item in of_model]
            )
            self._remember(batch, records, ["name"])
        items.state = "made"

    def _to_make(self, batch, kind):
        return batch.job_id.setup_item_ids.filtered(
            lambda item: item.kind == kind and item.state == "to_make"
        )

    def _remember(self, batch, records, names):
        after = snapshot(records, names)
        write_audit(
            self.env,
            [
                {
                    "job_id": batch.job_id.id,
                    "company_id": batch.company_id.id,
                    "batch_id": batch.id,
                    "operation": "create",
                    "res_model": record._name,
                    "res_id": record.id,
                    "record_id": None,
                    "object": None,
                    "key": None,
                    "before": None,
                    "after": after[record.id],
                    "undoes_id": None,
                }
                for record in records
            ],
        )


def _identity(item):
    return item["kind"], item["target_model"], item["technical_name"]


def _option(value):
    """An option is a value, or a value and its label."""
    value, label = value if isinstance(value, list) else (value, value)
    return {"value": value, "name": label}
