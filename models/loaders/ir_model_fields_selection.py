from odoo import models


class CaseMigrationLoaderIrModelFieldsSelection(models.AbstractModel):
    """Lists whose entries are options of a selection field: claim types.

    Linked with the option of that name. The map fills ``name``, and with a constant
    ``field_name`` (``x_claim_type``), a field of the case.
    """

    _name = "case.migration.loader.ir_model_fields_selection"
    _inherit = "case.migration.loader"
    _chosen_for_sample = False
    _description = "Case Migration Loader: Options of Selections"
    _target = "ir.model.fields.selection"
    _further_targets = ("field_name",)
    _needs = ("name",)
    _tells_differences = False
    _updates = False

    def _match(self, items, job):
        names = {item.values.get("field_name") or "x_claim_type" for item in items}
        options = self._model().search(
            [("field_id.model", "=", "crm.lead"), ("field_id.name", "in", list(names))]
        )
        by_name = {}
        for option in options:
            by_name[option.field_id.name, option.value.casefold()] = option
            by_name[option.field_id.name, option.name.casefold()] = option
        matches = {}
        for item in items:
            name = (item.values.get("name") or "").strip().casefold()
            option = by_name.get(
                (item.values.get("field_name") or "x_claim_type", name)
            )
            if option:
                matches[item] = option
        return matches

    def _load(self, items, targets):
        for item in items:
            item.end(
                "skipped",
                "no_option",
                self.env._("The field has no option of this name."),
            )
            item.note("no_option", item.reason, "name")
