from odoo import models

from .loader import is_true


class CaseMigrationLoaderCrmStage(models.AbstractModel):
    """Stages are found by name, without regard to case, or made.

    A probability is kept only where crm_stage_probability gives stages one; Odoo
    itself has it on the case.
    """

    _name = "case.migration.loader.crm_stage"
    _inherit = "case.migration.loader.named"
    _description = "Case Migration Loader: Stages"
    _target = "crm.stage"
    _further_targets = ("probability",)
    _needs = ("name",)
    _with_setup = True
    _setup_kind = "stage"

    def _candidates(self, job):
        """Stages of all teams; those of a team alone are nobody else's."""
        return self._model().search([("team_ids", "=", False)], order="sequence, id")

    def _prepare(self, items, job):
        for item in items:
            if "probability" not in self._model()._fields:
                item.values.pop("probability", None)
            if isinstance(item.values.get("team_ids"), int):
                item.values["team_ids"] = [item.values["team_ids"]]

    def _describe_setup(self, item, record, job):
        values = item.values
        won = is_true(values.get("is_won"))
        folded = is_true(values.get("fold"))
        words = [self.env._("place %s", values.get("sequence", 1))]
        words += [self.env._("won")] if won else []
        words += [self.env._("folded")] if folded else []
        if record and record.is_won != won:
            return self.env._(
                "Found by name; in Odoo it is %(present)s, in the source %(told)s. It "
                "stays as it is in Odoo.",
                present=self.env._("won") if record.is_won else self.env._("not won"),
                told=self.env._("won") if won else self.env._("not won"),
            )
        return ", ".join(words)
