from odoo import api, fields, models

from ..lib.transforms.common import as_text, shorten
from ..models.loaders.item import Item
from ..models.loading.fitting import fit
from ..models.support.words import said

# Records that are shown at a time.
SHOWN = 5
LENGTH = 120


class CaseMigrationPreview(models.TransientModel):
    """What would become of a few records, source and result side by side.

    The very code that loads them maps them and follows their references; nothing is
    written.
    """

    _name = "case.migration.preview"
    _description = "Case Migration Preview"

    mapping_id = fields.Many2one(
        "case.migration.mapping",
        string="Object",
        required=True,
        ondelete="cascade",
        help="The kind of records that is shown.",
    )
    company_id = fields.Many2one(
        related="mapping_id.company_id", help="The company of the migration."
    )
    line_id = fields.Many2one(
        "case.migration.mapping.line",
        ondelete="cascade",
        help="Only what this line makes is shown; empty: all lines.",
    )
    after_id = fields.Integer(help="The records after this one are shown.")
    last_id = fields.Integer(compute="_compute_content", help="The last one shown.")
    content = fields.Html(
        compute="_compute_content",
        sanitize=False,
        help="Five records of the source and what they would become.",
    )

    @api.depends("mapping_id", "line_id", "after_id")
    def _compute_content(self):
        for preview in self:
            records = preview._records()
            preview.last_id = records[-1:].id
            preview.content = self.env["ir.qweb"]._render(
                "crm_case_migration.preview", {"records": preview._shown(records)}
            )

    def action_next(self):
        """Show the next five."""
        self.ensure_one()
        self.after_id = self.last_id
        return self._reopen()

    def action_first(self):
        """Begin anew."""
        self.ensure_one()
        self.after_id = 0
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Preview"),
        }

    def _records(self):
        domain = [
            ("stream_id", "in", self.mapping_id._streams().ids),
            ("deleted", "=", False),
            ("id", ">", self.after_id),
        ]
        records = self.env["case.migration.record"]
        if not self.line_id:
            return records.search(domain, limit=SHOWN, order="id")
        # The line is best seen where the source says something.
        found = records
        for record in records.search(domain, limit=40 * SHOWN, order="id"):
            if record.payload.get(self.line_id.source_field) not in (None, "", [], {}):
                found |= record
            if len(found) == SHOWN:
                break
        return found or records.search(domain, limit=SHOWN, order="id")

    def _shown(self, records):
        """:return: list of dicts for the template: name, rows and notes of each"""
        items = [_item(record) for record in records]
        mapping = self.mapping_id.sudo()
        lines = mapping.line_ids.filtered(
            lambda line: line.mapping_type != "not_migrated"
        ).sorted()
        mapper, context = mapping._mapper(), mapping._context()
        for item in items:
            mapped = mapper.apply(item.payload, context)
            item.values, item.references = mapped.values, mapped.references
            for issue in mapped.issues:
                message = said(self.env, issue.message)
                item.note(issue.kind, message, issue.field, issue.severity)
        self.env["case.migration.resolver"].sudo()._resolve(mapping, items)
        model = self.env[mapping.target_model].sudo()
        for item in items:
            fit(model, item)
        return [
            {
                "name": record.name or record.key,
                "rows": self._rows(model, lines, item),
                "notes": [finding["message"] for finding in item.findings],
            }
            for record, item in zip(records, items, strict=True)
        ]

    def _rows(self, model, lines, item):
        rows = {}
        for line in lines:
            if self.line_id and line.target_field != self.line_id.target_field:
                continue
            row = rows.setdefault(
                line.target_field,
                {
                    "label": line.target_label,
                    "target": line.target_field,
                    "sources": [],
                    "result": _readable(model, line, item),
                },
            )
            for name in [line.source_field, *(line.more_source_fields or [])]:
                value = shorten(as_text(item.payload.get(name)), LENGTH)
                if value and (name, value) not in row["sources"]:
                    row["sources"].append((name, value))
        return [row for row in rows.values() if row["sources"] or row["result"]]


def _item(record):
    return Item(
        record.id,
        record.key,
        record.payload or {},
        record.digest,
        record.state,
        record.res_model,
        record.res_id,
    )


def _readable(model, line, item):
    """The result as a person reads it."""
    name = line.target_field
    value = item.values.get(name)
    field = model._fields.get(name)
    if name in item.unmatched:
        value = model.env[field.comodel_name].browse(value).display_name
        return model.env._(
            "%(user)s (for %(name)s)", user=value, name=item.unmatched[name]
        )
    if links := item.links.get(name):
        return ", ".join(link.name or "?" for link in links)
    if field is not None and field.type == "selection" and value:
        return dict(field._description_selection(model.env)).get(value, value)
    return (
        ""
        if value in (None, False) and not isinstance(value, bool)
        else shorten(as_text(value), LENGTH)
    )
