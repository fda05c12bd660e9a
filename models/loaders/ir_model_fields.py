from odoo import models


class CaseMigrationLoaderIrModelFields(models.AbstractModel):
    """Definitions of custom fields: linked with the fields that the map made of them.

    The fields themselves are made before the load, from the confirmed map; a
    definition that no line of the map uses is left out, with that reason. The map
    fills ``name`` with what the source calls the field.
    """

    _name = "case.migration.loader.ir_model_fields"
    _inherit = "case.migration.loader"
    _description = "Case Migration Loader: Custom Fields"
    _chosen_for_sample = False
    _target = "ir.model.fields"
    _needs = ("name",)
    _tells_differences = False
    _updates = False

    def _match(self, items, job):
        targets = self._targets(job)
        matches = {}
        for item in items:
            field = targets.get(_folded(item.values.get("name")))
            if field:
                matches[item] = field
        return matches

    def _targets(self, job):
        """:return: ``{name in the source: field}`` of all lines that fill a field"""
        found = {}
        for line in job.line_ids:
            if line.target_field and line.target_model in self.env:
                field = self._model()._get(line.target_model, line.target_field)
                if field:
                    found.setdefault(_folded(line.source_field), field)
                    # "intake.Matter Type": the field's own name is behind the list's.
                    own_name = line.source_field.rpartition(".")[2]
                    found.setdefault(_folded(own_name), field)
                    found.setdefault(_folded(line.custom_label), field)
        return found

    def _load(self, items, targets):
        for item in items:
            item.end(
                "skipped",
                "field_unused",
                self.env._("No line of the map fills a field from this one."),
            )


def _folded(name):
    return " ".join((name or "").split()).casefold()
