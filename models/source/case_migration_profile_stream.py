import json
from contextlib import suppress
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..support.parts import (
    changed_parts,
    dig,
    filled_in,
    from_text,
    with_part,
    with_text,
)

# Field of the form → place in the stream's JSON.
PLACES = {
    "name": ("name",),
    "object": ("object",),
    "label": ("label",),
    "primary_key": ("primary_key",),
    "name_field": ("name_field",),
    "path": ("rest", "path"),
    "record_selector": ("rest", "record_selector"),
    "parent_stream": ("rest", "parent", "stream"),
    "parent_field": ("rest", "parent", "field"),
    "parent_placeholder": ("rest", "parent", "placeholder"),
    "paginator_type": ("rest", "paginator", "type"),
    "cursor_field": ("rest", "cursor", "field"),
    "cursor_param": ("rest", "cursor", "param"),
    "cursor_format": ("rest", "cursor", "format"),
    "changes_path": ("rest", "changes", "path"),
    "deleted_field": ("rest", "deleted", "field"),
    "files": ("bundle", "files"),
    "sheet": ("bundle", "sheet"),
}
# Places that hold one text or a list of them; in the form they are parted by commas.
LISTS = ("primary_key", "name_field", "files")


class CaseMigrationProfileStream(models.Model):
    """One list of a profile: a form over a part of the profile's JSON.

    The JSON is what counts; the fields are the parts of it that are changed most, and
    ``definition_text`` is all of it.
    """

    _name = "case.migration.profile.stream"
    _description = "Case Migration Profile Stream"
    _order = "profile_id, sequence, id"

    profile_id = fields.Many2one(
        "case.migration.profile",
        required=True,
        index=True,
        ondelete="cascade",
        help="The system that has the list.",
    )
    sequence = fields.Integer(
        help="Lists are read in this order.",
    )
    definition = fields.Json(
        required=True,
        default=lambda self: {"name": "new"},
        help="The list as the profile has it.",
    )
    definition_text = fields.Text(
        string="All settings (JSON)",
        compute="_compute_definition_text",
        readonly=False,
        help="The list as text that can be changed.",
    )
    name = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="Short name of the list, by which others refer to it.",
    )
    object = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="What a record is: case, contact, note. The map says what becomes of it.",
    )
    label = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="What people call the records of the list.",
    )
    primary_key = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="The field that identifies a record; several with commas. Empty when the "
        "source has none: then the record's content is its key.",
    )
    name_field = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="The field by which other records may call this one.",
    )
    path = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="Where the list is, behind the address of the source: /api/v2/matters. "
        "{placeholders} are filled from the parent list.",
    )
    record_selector = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="Where the records lie in an answer: data.items. Empty: it is the list.",
    )
    parent_stream = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="The list whose records this one is asked for, one by one.",
    )
    parent_field = fields.Char(
        string="Key in the parent list",
        compute="_compute_parts",
        readonly=False,
        help="The field of the parent list that goes into the path: id.",
    )
    parent_placeholder = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="What stands for the key of the record above in the path.",
    )
    paginator_type = fields.Char(
        string="Paging",
        compute="_compute_parts",
        readonly=False,
        help="page_number, offset, cursor, next_url, link_header or single. Empty: as "
        "in the rest of the profile.",
    )
    cursor_field = fields.Char(
        string="Changed-on field",
        compute="_compute_parts",
        readonly=False,
        help="The field that says when a record was changed.",
    )
    cursor_param = fields.Char(
        string="Changed-since parameter",
        compute="_compute_parts",
        readonly=False,
        help="The parameter with which the source gives only what has changed since.",
    )
    cursor_format = fields.Char(
        string="Format of changed-since",
        compute="_compute_parts",
        readonly=False,
        help="iso, epoch, epoch_ms or ticks.",
    )
    changes_path = fields.Char(
        string="Changes below all parents",
        compute="_compute_parts",
        readonly=False,
        help="One list of what has changed, whatever it belongs to; empty: each parent "
        "is asked.",
    )
    deleted_field = fields.Char(
        string="Deleted-field",
        compute="_compute_parts",
        readonly=False,
        help="The field that is true in records that the source has deleted.",
    )
    files = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="Names of its files in an export, * for anything; several with commas.",
    )
    sheet = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="The worksheet, for spreadsheets. Empty: the first.",
    )

    def _compute_display_name(self):
        for stream in self:
            stream.display_name = stream.label or stream.name

    @api.depends("definition")
    def _compute_parts(self):
        for stream in self:
            for name in PLACES:
                stream[name] = _shown(stream.definition, name)

    @api.depends("definition")
    def _compute_definition_text(self):
        for stream in self:
            stream.definition_text = json.dumps(
                stream.definition or {}, indent=2, ensure_ascii=False
            )

    @api.onchange("definition_text")
    def _onchange_definition_text(self):
        """The form shows what the text says; what is wrong is said on saving."""
        with suppress(ValidationError):
            self.definition = from_text(self.env, self.definition_text)

    @api.model_create_multi
    def create(self, vals_list):
        streams = super().create(
            [self._with_parts({}, filled_in(vals, PLACES)) for vals in vals_list]
        )
        streams.profile_id._collect_streams()
        return streams

    def write(self, vals):
        for stream in self:
            definition = stream.definition
            super(CaseMigrationProfileStream, stream).write(
                self._with_parts(definition, vals)
            )
        self.profile_id._collect_streams()
        return True

    def unlink(self):
        profiles = self.profile_id
        result = super().unlink()
        profiles._collect_streams()
        return result

    def _with_parts(self, definition, vals):
        """:return: ``vals`` with its parts of the JSON moved into ``definition``"""
        vals = with_text(self.env, vals)
        parts = {name: vals[name] for name in PLACES if name in vals}
        if not parts:
            return vals
        definition = vals.get("definition", definition)
        for name, value in changed_parts(parts, partial(_shown, definition)).items():
            definition = with_part(definition, PLACES[name], _from_text(name, value))
        others = {name: value for name, value in vals.items() if name not in parts}
        return {**others, "definition": definition}


def _shown(definition, name):
    return _text(dig(definition, PLACES[name]))


def _from_text(name, value):
    if not value or name not in LISTS:
        return value
    parts = [part.strip() for part in value.split(",") if part.strip()]
    return parts if name == "files" or len(parts) > 1 else parts[0]


def _text(value):
    return ", ".join(value) if isinstance(value, list) else value or False
