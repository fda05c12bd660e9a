from odoo import models


class CaseMigrationLoaderNamed(models.AbstractModel):
    """For records that are the same when their names are: stages, sources, teams.

    Regardless of case, a name is found in Odoo or made once; several records of the
    source that share it become the same record.
    """

    _name = "case.migration.loader.named"
    _inherit = "case.migration.loader"
    _description = "Case Migration Loader: By Name"
    _one_per_name = True
    _chosen_for_sample = False

    def _candidates(self, job):
        """:return: the records of Odoo that may be meant, best first"""
        return self._model().search([])  # pylint: disable=no-search-all

    def _match(self, items, job):
        by_name = {}
        for record in self._candidates(job):
            by_name.setdefault(_folded(record.name), record)
        return {
            item: by_name[name_of(item)]
            for item in items
            if name_of(item) and name_of(item) in by_name
        }

    def _load(self, items, targets):  # pylint: disable=missing-return
        first = {}
        for item in items:
            first.setdefault(name_of(item) or item, item)
        super()._load(list(first.values()), targets)
        for item in items:
            made = first[name_of(item) or item]
            if made is not item:
                item.link("matched", self._model().browse(made.res_id))


def name_of(item):
    return _folded(item.values.get("name"))


def _folded(name):
    return " ".join((name or "").split()).lower()
