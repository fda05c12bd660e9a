from odoo import models
from odoo.exceptions import AccessError, UserError

# Records that are held at a time.
PAGE = 1000


class CaseMigrationExporting(models.AbstractModel):
    """What has tables that a person may take along, as CSV, XLSX or JSON.

    A model that inherits it says in `_export_sheets` what is in them.
    """

    _name = "case.migration.exporting"
    _description = "Case Migration Exports"

    # Who may have which kind; the source's data is the managers'.
    _export_groups = {}
    _export_default_group = "crm_case_migration.group_manager"

    def action_export(self, kind="", file_format="xlsx"):
        """:return: the action that downloads the tables of this kind"""
        self._check_export(kind)
        path = f"{self._name}/{self.id}/{kind}.{file_format}"
        return {
            "type": "ir.actions.act_url",
            "url": f"/crm_case_migration/export/{path}",
            "target": "download",
        }

    def _export_sheets(self, kind):
        """:return: a list of `lib.tables.Sheet`
        :raise UserError: there is no such kind
        """
        raise UserError(self.env._("There is no export called “%s”.", kind))

    def _export_document(self, kind):
        """:return: what the JSON file of this kind holds, None: the sheets"""
        return

    def _export_rows(self, records, domain, as_row, names=()):
        """Go through what may be millions of records, with flat memory.

        :param records: an empty recordset of the model
        :param as_row: makes the cells of one record
        :param names: the fields that it needs; the source's data is large
        """
        for page in self._export_pages(records, domain, names):
            yield from map(as_row, page)

    def _export_pages(self, records, domain, names):
        """Yield the records, some at a time, and forget them afterwards."""
        last = 0
        while page := records.search_fetch(
            [*domain, ("id", ">", last)], names, limit=PAGE, order="id"
        ):
            yield page
            last = page[-1].id
            page.invalidate_recordset()

    def _export_name(self, kind):
        """:return: the name of the file, without its ending"""
        return f"{self.display_name} {kind}"

    def _exported(self, kind):
        """:return: the sheets, for a user who may have them
        :raise AccessError: the user may not
        """
        self._check_export(kind)
        return self._export_sheets(kind)

    def _exported_document(self, kind):
        """:return: the JSON document of this kind, None when it is made of the sheets
        :raise AccessError: the user may not
        """
        self._check_export(kind)
        return self._export_document(kind)

    def _check_export(self, kind):
        self.ensure_one()
        self.check_access("read")
        group = self._export_groups.get(kind, self._export_default_group)
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._("You need the rights of a migration manager to export this.")
            )
