from odoo import models
from odoo.fields import Command

from ..audit.audit import write_audit
from ..support.snapshot import snapshot
from ..support.structure import impatient
from .field_views import FORMS, view_values


class CaseMigrationSetup(models.AbstractModel):
    """Makes what the checklist of a job says that Odoo must have before the run."""

    _name = "case.migration.setup"
    _inherit = ["case.migration.setup.users"]
    _description = "Case Migration Setup"

    # ---------------------------------------------------------------- making it

    def _plan(self, job):
        """:return: values of the batches that prepare Odoo: fields and values, then
        the lists of the source that Odoo must have first, then a look at them

        What is loaded here is counted with the run that comes next.
        """
        plans = [{"kind": "setup", "sequence": 0}]
        for mapping in self._mappings(job):
            plans += [
                {**plan, "run": job.run + 1}
                for plan in self.env["case.migration.loading"]._plan(
                    mapping, only_new=True
                )
            ]
        last = max(plan["sequence"] for plan in plans) + 1
        return [*plans, {"kind": "setup", "sequence": last}]

    def _mappings(self, job):
        return job.mapping_ids.filtered(
            lambda mapping: mapping.enabled and mapping._loader()._with_setup
        )

    def _steps(self, batch):
        """Handler of batches of kind ``setup``."""
        self._note_loaded(batch)
        self.env["case.migration.checklist"]._list_items(batch.job_id)
        if items := self._to_make(batch, "field"):
            self._make_fields(batch, items)
            yield
        if items := self._to_make(batch, "option"):
            self._make_options(batch, items)
            yield
        self._make_values(batch)
        self._make_users(batch)

    def _note_loaded(self, batch):
        """The items whose records a list of the source has made by now."""
        made = self.env["case.migration.record"].search_fetch(
            [
                ("source_id", "=", batch.job_id.source_id.id),
                ("res_model", "in", self._loaded_items(batch).mapped("target_model")),
                ("state", "=", "created"),
            ],
            ["res_model", "res_id"],
        )
        names = {
            (model, (record.name or "").casefold())
            for model, of_model in made.grouped("res_model").items()
            for record in self.env[model].browse(of_model.mapped("res_id")).exists()
        }
        for item in self._loaded_items(batch):
            name = " ".join(item.technical_name.split()).casefold()
            if (item.target_model, name) in names:
                item.state = "made"

    def _loaded_items(self, batch):
        return batch.job_id.setup_item_ids.filtered(
            lambda item: item.loaded and item.state == "to_make"
        )

    def _make_fields(self, batch, items):
        with impatient(self.env):
            made = self.env["ir.model.fields"].create(
                [*_with_own_labels(self.env, items, map(self._field_vals, items))]
            )
            views = self._make_views(items)
        self._remember(batch, made, ["name", "model_id", "ttype"])
        self._remember(batch, views, ["name", "model", "arch_db"])
        items.state = "made"

    def _make_options(self, batch, items):
        """Add options behind those that a field of the firm's own has."""
        with impatient(self.env):
            made = self.env["ir.model.fields.selection"].create(
                [vals for item in items for vals in self._option_vals(item)]
            )
        self._remember(batch, made, ["field_id", "value", "name"])
        items.state = "made"

    def _option_vals(self, item):
        field = self.env["ir.model.fields"]._get(item.target_model, item.technical_name)
        first = max(field.selection_ids.mapped("sequence"), default=0) + 1
        return [
            _option(value) | {"field_id": field.id, "sequence": place}
            for place, value in enumerate(item.values, first)
        ]

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
        items, values = self._in_order_of_map(items), []
        for model in FORMS:
            fields = {
                item.technical_name: item.field_type
                for item in items
                if item.target_model == model
            }
            if fields:
                values += view_values(self.env, model, fields, items[:1].job_id)
        return self.env["ir.ui.view"].create(values)

    def _in_order_of_map(self, items):
        """A map begins with what matters most."""
        places = {}
        for line in items.job_id.line_ids:
            places.setdefault((line.target_model, line.target_field), len(places))
        return items.sorted(
            lambda item: places.get(
                (item.target_model, item.technical_name), len(places)
            )
        )

    def _make_values(self, batch):
        items = batch.job_id.setup_item_ids.filtered(
            lambda item: (
                item.state == "to_make"
                and not item.loaded
                and item.kind not in ("field", "option", "user")
            )
        )
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


def _option(value):
    """An option is a value, or a value and its label."""
    value, label = value if isinstance(value, list) else (value, value)
    return {"value": value, "name": label}


def _with_own_labels(env, items, fields):
    """Two fields of a form that are called the same are told apart by their names."""
    labels = {
        model: {field.string for field in env[model]._fields.values()}
        for model in set(items.mapped("target_model"))
    }
    for item, vals in zip(items, fields, strict=True):
        taken = labels[item.target_model]
        if vals["field_description"] in taken:
            vals["field_description"] += f" ({vals['name']})"
        taken.add(vals["field_description"])
        yield vals
