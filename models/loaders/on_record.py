from collections import defaultdict

from odoo import models

from ..loading.case_migration_resolver import UNCLEAR


class CaseMigrationLoaderOnRecord(models.AbstractModel):
    """For what hangs on another record: activities, notes, documents.

    The map fills ``res_id`` with a reference to the case, or to whatever else the
    source hangs such things on. Without that record there is no place for it; nor with
    one that people have removed in Odoo, or merged into another.
    """

    _name = "case.migration.loader.on_record"
    _inherit = "case.migration.loader"
    _description = "Case Migration Loader: On Other Records"

    def _require_record(self, items):
        """End the items whose record is not in Odoo, or not any more.

        :return: the other items
        """
        for item in items:
            if not item.values.get("res_id"):
                item.end("failed", *self._why_nowhere(item))
                item.findings[:] = [
                    finding
                    for finding in item.findings
                    if not finding["kind"].startswith("reference_")
                ]
        items = [item for item in items if item.outcome is None]
        anew = [item for item in items if self._is_hung_anew(item)]
        self._end_removed({item: self._record_of(item) for item in anew})
        return [item for item in items if item.outcome is None]

    def _is_hung_anew(self, item):
        """What is in Odoo already stays where people have put it, as by a merge."""
        return not item.res_id

    def _end_removed(self, records):
        """End the items whose record does not exist: Odoo would not look.

        :param records: ``{item: (model, id)}``
        """
        ids = defaultdict(set)
        for model, res_id in records.values():
            ids[model].add(res_id)
        existing = {
            (model, res_id)
            for model, some in ids.items()
            for res_id in self.env[model].browse(some).exists().ids
        }
        for item, record in records.items():
            if record not in existing:
                item.end(
                    "failed",
                    "record_missing",
                    self.env._(
                        "What it belongs to is not in Odoo any more: somebody has "
                        "deleted it, or merged it with another record."
                    ),
                )

    def _why_nowhere(self, item):
        """:return: kind of reason, sentence"""
        for finding in item.findings:
            if finding["kind"] == UNCLEAR:
                return UNCLEAR, finding["message"]
        return "record_missing", self.env._(
            "What it belongs to is not in Odoo: it is missing in the source or was "
            "not migrated itself."
        )

    def _record_of(self, item):
        """:return: (model, id) of the record that the item hangs on"""
        return item.models.get("res_id") or "crm.lead", item.values["res_id"]

    def _by_address(self, emails, job):
        """:return: ``{address: contact}``, colleagues before others"""
        finder = self.env["case.migration.finder"]
        partners = finder._search_addresses(job.company_id, emails)
        return {partner.email_normalized: partner for partner in reversed(partners)}

    def _model_id(self, model_name):
        return self.env["ir.model"]._get_id(model_name)
