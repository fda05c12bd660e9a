from odoo import models


class CaseMigrationLoaderDataSet(models.AbstractModel):
    """What is handed over and not loaded: time entries, expenses, trust money.

    For the targets ``case.migration.data.…``, which are no tables: their fields say
    what a map may fill. The rows are made from the source's records when somebody asks
    for them, see ``case.migration.data.rows``.
    """

    _name = "case.migration.loader.data_set"
    _inherit = "case.migration.loader"
    _description = "Case Migration Loader: Data Sets"
    # A map for drafts fills these too, and needs no change where there are none.
    _further_targets = ("create_date", "write_date")
    _updates = False

    def _batch_size(self, job):
        return 10_000  # nothing is made of them

    def _unavailable(self, job):
        return ("data_set", self.env._("It is handed over in the data set."))

    def _needed_targets(self, filled):
        return ()  # what has gaps is handed over with its gaps
