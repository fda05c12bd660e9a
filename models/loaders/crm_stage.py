from odoo import models


class CaseMigrationLoaderCrmStage(models.AbstractModel):
    """Stages are found by name, without regard to case, or made.

    A probability is kept only where crm_stage_probability gives stages one; Odoo
    itself has it on the case.
    """

    _name = "case.migration.loader.crm_stage"
    _inherit = "case.migration.loader.named"
    _description = "Case Migration Loader: Stages"
    _target = "crm.stage"

    def _candidates(self, job):
        """Stages of all teams; those of a team alone are nobody else's."""
        return self._model().search([("team_ids", "=", False)], order="sequence, id")

    def _prepare(self, items, job):
        for item in items:
            if "probability" not in self._model()._fields:
                item.values.pop("probability", None)
            if isinstance(item.values.get("team_ids"), int):
                item.values["team_ids"] = [item.values["team_ids"]]
