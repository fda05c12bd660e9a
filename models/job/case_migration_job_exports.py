import json

from odoo import fields, models

from ...lib.tables import Sheet

_AUDIT = (
    "create_date",
    "create_uid",
    "batch_id",
    "operation",
    "object",
    "key",
    "res_model",
    "res_id",
    "before",
    "after",
)
_WITH_ZERO = ("boolean", "integer", "float", "monetary")
_RECORDS = (
    "object",
    "key",
    "state",
    "reason_kind",
    "reason",
    "res_model",
    "res_id",
)


class CaseMigrationJobExports(models.Model):
    """The tables of a job that its managers may take along."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.job"

    def _export_sheets(self, kind):
        if kind == "audit":
            log = self.env["case.migration.audit.log"]
            of_job = [("job_id", "=", self.id)]
            return [self._export_sheet(self.env._("Audit log"), log, of_job, _AUDIT)]
        if kind == "records":
            records = self.env["case.migration.record"]
            read = [("source_id", "=", self.source_id.id)]
            return [self._export_sheet(self.env._("Records"), records, read, _RECORDS)]
        return super()._export_sheets(kind)

    def _export_sheet(self, name, records, domain, names):
        """:return: the records of a model as a sheet with a column for each field"""
        labels = records.fields_get(names, ["string", "selection"])
        words = {field: dict(labels[field].get("selection", ())) for field in names}
        pages = self._export_pages(records, domain, names)
        return Sheet(
            name,
            [labels[field]["string"] for field in names],
            (
                row
                for page in pages
                for row in zip(
                    *(column(page, field, words[field]) for field in names), strict=True
                )
            ),
        )


def column(page, name, words):
    """
    :param page: records that were searched with the rights to read the field
    :param words: of the choices, if the field has some; they are asked for once
    :return: the field's values as a spreadsheet shows them
    """
    field = page._fields[name]
    if field.type == "many2one":
        return [record[name].display_name or None for record in page]
    # As superuser, the rights are not looked at for each value once more.
    values = page.sudo().mapped(name)
    if field.type == "json":
        return [
            json.dumps(value, ensure_ascii=False) if value else None for value in values
        ]
    if field.type == "selection":
        return [words.get(value) for value in values]
    if field.type == "datetime":
        return [_in_zone_of(page, value) if value else None for value in values]
    if field.type in _WITH_ZERO:
        return values
    return [value or None for value in values]


def _in_zone_of(records, value):
    """:return: the moment on the user's clock"""
    return fields.Datetime.context_timestamp(records, value).replace(tzinfo=None)
