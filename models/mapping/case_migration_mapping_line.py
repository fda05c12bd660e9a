from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ...lib.lines import Line, NewField
from ...lib.message import Message
from ...lib.naming import label_of
from ..support import names
from ..support.words import said
from .forbidden_targets import is_forbidden
from .transform_words import transform_words, transforms

# What a line means; a change of it asks for confirmation again.
MEANING = {
    "source_field",
    "more_source_fields",
    "target_field",
    "mapping_type",
    "transform",
    "options",
    "default_value",
    "required",
    "value_ids",
    "custom_label",
    "custom_type",
    "custom_values",
}

TYPES = [
    ("direct", "As it is"),
    ("value_mapping", "By a list of values"),
    ("transformed", "Transformed"),
    ("custom_field_required", "Into a new field"),
    ("not_migrated", "Not migrated"),
]


class CaseMigrationMappingLine(models.Model):
    """What becomes of one field of a source object.

    Several lines may read the same source field: a case's status decides on its
    stage, its type and its outcome.
    """

    _name = "case.migration.mapping.line"
    _description = "Case Migration Mapping Line"
    _order = "mapping_id, sequence, id"

    mapping_id = fields.Many2one(
        "case.migration.mapping",
        string="Object",
        required=True,
        index=True,
        ondelete="cascade",
        help="The kind of record that has the field.",
    )
    job_id = fields.Many2one(
        related="mapping_id.job_id",
        store=True,
        index=True,
        help="The migration that the map belongs to.",
    )
    company_id = fields.Many2one(
        related="mapping_id.company_id",
        store=True,
        help="The company that the migration belongs to.",
    )
    target_model = fields.Selection(related="mapping_id.target_model")
    sequence = fields.Integer(
        default=1000,
        help="Place among the lines of its object.",
    )
    source_field = fields.Char(required=True, help="Name of the field in the source.")
    more_source_fields = fields.Json(
        help="Names of further source fields that the transformation reads."
    )
    target_field = fields.Char(help="Technical name of the field in Odoo.")
    target_label = fields.Char(
        string="Odoo field",
        compute="_compute_target_label",
        help="What Odoo calls the field on its screens.",
    )
    mapping_type = fields.Selection(
        TYPES,
        required=True,
        default="direct",
        help="How the value gets into the field.",
    )
    transform = fields.Selection(
        transforms,
        string="Transformation",
        help="What is done with the value on its way, if anything.",
    )
    options = fields.Json(help="Settings of the transformation.")
    default_value = fields.Char(
        string="Otherwise", help="What a value that is not in the list becomes."
    )
    required = fields.Boolean(help="A record without this value is not loaded.")
    only_unmatched = fields.Boolean(
        help="Only for records whose person has no user in Odoo."
    )
    custom_label = fields.Char(
        string="Label of the new field",
        help="What the new field is called on the screens.",
    )
    custom_type = fields.Selection(
        names.field_types,
        string="Type of the new field",
        help="What the new field can hold.",
    )
    custom_values = fields.Json(
        string="Options of the new field",
        help="What can be chosen in the new field.",
    )
    reason = fields.Char(help="Why this line is proposed, or why it is left out.")
    confidence = fields.Integer(
        default=100,
        aggregator="avg",
        help="How sure the proposal is, from 0 to 100.",
    )
    confirmed = fields.Boolean(help="A person has agreed to this line.")
    confirmed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        help="Who has agreed to the line.",
    )
    confirmed_on = fields.Datetime(
        readonly=True,
        help="When the line was agreed to.",
    )
    value_ids = fields.One2many(
        "case.migration.value",
        "line_id",
        string="Values",
        help="What becomes of each value.",
    )

    @api.constrains("target_field", "mapping_id")
    def _check_target_field(self):
        for line in self:
            if is_forbidden(line.target_model, line.target_field):
                raise ValidationError(
                    line.env._(
                        "The field “%(field)s” of %(model)s is not for migrations: it "
                        "decides on rights, on companies, or belongs to Odoo itself. "
                        "Choose another one for “%(from_field)s”, or leave it out.",
                        field=line.target_field,
                        model=line.target_model,
                        from_field=line.source_field,
                    )
                )

    @api.depends("target_field", "target_model", "custom_label")
    def _compute_target_label(self):
        for line in self:
            model = self.env.get(line.target_model)
            field = model is not None and model._fields.get(line.target_field)
            if field:
                line.target_label = field._description_string(self.env)
                continue
            # What the loader makes something of that is no field: outcome, done…
            line.target_label = line.custom_label or label_of(line.target_field or "")

    @api.depends("source_field", "more_source_fields", "target_field")
    def _compute_display_name(self):
        for line in self:
            sources = ", ".join([line.source_field, *(line.more_source_fields or [])])
            target = line.target_field or self.env._("not migrated")
            line.display_name = f"{sources} → {target}"

    @api.model
    def _from_profile(self, mapping, line):
        """:return: values of a new line, from a line of a profile's default map"""
        source = line["source"]
        first, *more = source if isinstance(source, list) else [source]
        field = line.get("field") or {}
        return {
            "mapping_id": mapping.id,
            "source_field": first,
            "more_source_fields": more or False,
            "target_field": line.get("target"),
            "mapping_type": line["type"],
            "transform": line.get("transform"),
            "options": _transform_options(line),
            "only_unmatched": (line.get("options") or {}).get("only_unmatched", False),
            "default_value": _text(line.get("default")),
            "required": line.get("required", False),
            "custom_label": field.get("label"),
            "custom_type": field.get("type"),
            "custom_values": self._choices(mapping, line) or False,
            "reason": self._reason(line),
            "confidence": line.get("confidence", 100),
            "value_ids": [
                Command.create(
                    {
                        "source_value": value,
                        "target_value": _text(target),
                        "team": team,
                    }
                )
                for team, values in _lists_of_values(line)
                for value, target in values.items()
            ],
        }

    def _reason(self, line):
        """Those of the profiles that come with the addon are translated."""
        if not line.get("reason"):
            return self.env._("From the system's own map.")
        return said(self.env, Message(line["reason"]))

    @api.model
    def _choices(self, mapping, line):
        """:return: the options of a new selection field: those that the line lists,
        and the names of the source's records of the object in ``values_from``
        """
        values = list((line.get("field") or {}).get("selection") or [])
        known = {str(value).casefold() for value in values}
        source_object = (line.get("options") or {}).get("values_from")
        if not source_object:
            return values
        records = self.env["case.migration.record"].search_fetch(
            [
                ("source_id", "=", mapping.job_id.source_id.id),
                ("object", "=", source_object),
            ],
            ["name"],
            order="id",
        )
        for name in filter(None, map(_stripped, records.mapped("name"))):
            if name.casefold() not in known:
                known.add(name.casefold())
                values.append(name)
        return values

    def _transform_words(self):
        return transform_words(self.env, self.transform)

    def _to_lib(self):
        """:return: the line as :class:`~..lib.mapping.Line`"""
        self.ensure_one()
        more = self.more_source_fields or []
        return Line(
            source=(self.source_field, *more) if more else self.source_field,
            target=self.target_field or "",
            type=self.mapping_type,
            transform=self.transform or None,
            options=self.options or {},
            values={
                value.source_value: value.target_value or None
                for value in self.value_ids
                if not value.team
            },
            teams=self._by_team(),
            default=self.default_value or None,
            field=self._new_field(),
            required=self.required,
        )

    def _new_field(self):
        if self.mapping_type != "custom_field_required":
            return None
        return NewField(
            self.custom_label or self.target_field,
            self.custom_type or "char",
            tuple(self.custom_values or ()),
        )

    def _count_values(self, counts):
        """Note how often each value occurs.

        :param counts: ``{source value: occurrences}``; a value that the line does not
            list yet is added, and becomes the line's default
        """
        known = {
            value.source_value.strip().lower(): value
            for value in self.value_ids
            if not value.team
        }
        self.value_ids.source_count = 0
        for text, count in counts.items():
            value = known.get(text.strip().lower())
            if value:
                value.source_count += count
                continue
            self.value_ids = [
                Command.create(
                    {
                        "source_value": text,
                        "target_value": self.default_value,
                        "source_count": count,
                        "added": True,
                    }
                )
            ]

    def action_confirm(self):
        self.write(
            {
                "confirmed": True,
                "confirmed_by_id": self.env.uid,
                "confirmed_on": fields.Datetime.now(),
            }
        )

    def write(self, vals):
        """A change of what a line means takes its confirmation away."""
        if MEANING & set(vals):
            if any(line.job_id._is_loading() for line in self):
                raise UserError(
                    self.env._("Pause the migration before you change its map.")
                )
            vals = {"confirmed": False, **vals}
        return super().write(vals)


def _stripped(name):
    return (name or "").strip()


def _transform_options(line):
    options = dict(line.get("options") or {})
    options.pop("only_unmatched", None)
    return options or False


def _lists_of_values(line):
    """Yield (team, or nothing for all teams; its values) of a profile's line"""
    yield False, line.get("values") or {}
    yield from (line.get("teams") or {}).get("values", {}).items()


def _text(value):
    if value is None:
        return False
    return str(value).lower() if isinstance(value, bool) else str(value)
