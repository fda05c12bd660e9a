from odoo import models

from ..loading.case_migration_resolver import UNCLEAR


class CaseMigrationLoaderOnRecord(models.AbstractModel):
    """For what hangs on another record: activities, notes, documents.

    The map fills ``res_id`` with a reference to the case, or to whatever else the
    source hangs such things on. Without that record there is no place for it.
    """

    _name = "case.migration.loader.on_record"
    _inherit = "case.migration.loader"
    _description = "Case Migration Loader: On Other Records"

    def _require_record(self, items):
        """End the items whose record is not in Odoo.

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
        return [item for item in items if item.outcome is None]

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
