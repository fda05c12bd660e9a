import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..support.words import counted
from .case_migration_mapping_line import MEANING

SEEN = "case_migration_seen_revision"
# A line is being written, its values with it.
WITHIN = "case_migration_within_line"
# Many lines are being made; they are checked together at the end.
UNCHECKED = "case_migration_unchecked"


class CaseMigrationMappingLineCheck(models.Model):
    """What stands beside a line in the grid: examples, what is wrong with it, and
    what a change means; and that nobody overwrites what another has just changed.
    """

    _inherit = "case.migration.mapping.line"

    need = fields.Integer(
        default=0,
        readonly=True,
        aggregator=None,
        help="2: it does not work; 1: look at it; 0: nothing was found.",
    )
    problem = fields.Char(
        readonly=True,
        groups="crm_case_migration.group_manager",
        help="What was found when the line was tried on the values that were read.",
    )
    remark = fields.Char(
        string="Why",
        compute="_compute_remark",
        groups="crm_case_migration.group_manager",
        help="What is wrong with the line, or else why it is proposed.",
    )
    revision = fields.Integer(
        readonly=True, copy=False, help="How often the line was changed."
    )
    examples = fields.Char(
        compute="_compute_examples",
        compute_sudo=True,
        groups="crm_case_migration.group_manager",
        help="Some of the values that the field has in the source.",
    )
    fill_rate = fields.Float(
        compute="_compute_examples",
        compute_sudo=True,
        aggregator=None,
        help="Share of the records in which the field is not empty.",
    )
    loaded_note = fields.Char(
        string="Records loaded already",
        compute="_compute_loaded_note",
        help="What the change means for records that are in Odoo already.",
    )

    @api.depends("problem", "reason")
    def _compute_remark(self):
        for line in self:
            line.remark = line.problem or line.reason

    @api.depends("source_field", "mapping_id")
    def _compute_examples(self):
        known = {}
        for mapping in self.mapping_id:
            found = self.env["case.migration.field"].search(
                [
                    ("stream_id", "in", mapping._streams().ids),
                    ("name", "in", mapping.line_ids.mapped("source_field")),
                ]
            )
            for field in found:
                known.setdefault((mapping, field.name), field)
        for line in self:
            field = known.get((line.mapping_id, line.source_field))
            line.examples = field.examples if field else False
            line.fill_rate = field.fill_rate if field else 0

    @api.depends("confirmed")
    def _compute_loaded_note(self):
        """Links are made once: a changed line is for what is loaded from then on."""
        loaded = {
            mapping: mapping._count_loaded()
            for mapping in self.filtered(lambda line: not line.confirmed).mapping_id
        }
        for line in self:
            count = loaded.get(line.mapping_id)
            line.loaded_note = count and counted(
                self.env,
                count,
                self.env._(
                    "One record is in Odoo by the map as it was. It stays as it is; to "
                    "have it made anew, roll back and run again."
                ),
                self.env._(
                    "%(count)s records are in Odoo by the map as it was. They stay as "
                    "they are; to have them made anew, roll back and run again."
                ),
            )

    def action_preview(self):
        """Show what would become of a few records in this line's field."""
        self.ensure_one()
        return self.mapping_id._preview(self)

    # ---------------------------------------------------------------- as a document

    def _specification(self):
        """:return: the cells of the line in the specification"""
        self.ensure_one()
        on = self.confirmed_on
        return [
            self.mapping_id.name,
            ", ".join([self.source_field, *(self.more_source_fields or [])]),
            self.target_model,
            self.target_field or "",
            self.target_label or "",
            dict(self._fields["mapping_type"]._description_selection(self.env))[
                self.mapping_type
            ],
            self.transform or "",
            json.dumps(self.options, ensure_ascii=False) if self.options else "",
            self.default_value or "",
            self.required,
            self.confidence,
            self.reason or "",
            self.confirmed_by_id.name if self.confirmed else "",
            fields.Datetime.context_timestamp(self, on).replace(tzinfo=None)
            if self.confirmed and on
            else None,
        ]

    def _to_profile(self):
        """:return: the line in the form of a profile's default map, which
        :meth:`_from_profile` reads
        """
        self.ensure_one()
        options = dict(self.options or {})
        if self.only_unmatched:
            options["only_unmatched"] = True
        line = {
            "source": [self.source_field, *(self.more_source_fields or [])],
            "target": self.target_field or None,
            "type": self.mapping_type,
            "transform": self.transform or None,
            "options": options,
            "default": self.default_value or None,
            "required": self.required,
            "confidence": self.confidence,
            "values": _as_dict(self.value_ids.filtered(lambda one: not one.team)),
        }
        if of_teams := self.value_ids.filtered("team").grouped("team"):
            line["teams"] = {
                "sources": list(self._team_sources()),
                "values": {team: _as_dict(of) for team, of in of_teams.items()},
            }
        if self.mapping_type == "custom_field_required":
            line["field"] = {
                "label": self.custom_label,
                "type": self.custom_type,
                "selection": self.custom_values or [],
            }
        return {name: value for name, value in line.items() if value not in (None, {})}

    # ---------------------------------------------------------------- changes

    @api.model_create_multi
    def create(self, vals_list):
        within = self.with_context(**{WITHIN: True})
        lines = super(CaseMigrationMappingLineCheck, within).create(vals_list)
        lines = lines.with_env(self.env)
        self._check_again(lines.mapping_id)
        return lines

    def write(self, vals):
        changes_meaning = bool(MEANING & vals.keys())
        if changes_meaning:
            self._require_seen()
            self._tell_change()
        within = self.with_context(**{SEEN: None, WITHIN: True})
        result = super(CaseMigrationMappingLineCheck, within).write(vals)
        if changes_meaning:
            for line in self:
                line.revision += 1
            self._check_again(self.mapping_id)
        return result

    def _note_changed_values(self):
        """The values of a line are part of what it means."""
        if not self.env.context.get(WITHIN):
            self.write({"value_ids": []})

    def _check_again(self, mappings):
        if not self.env.context.get(UNCHECKED):
            self.env["case.migration.map.check"].sudo()._check(mappings)

    def _require_seen(self):
        """The screen says which state of the line it has shown."""
        seen = self.env.context.get(SEEN)
        if seen is None or len(self) != 1 or self.revision == seen:
            return
        raise UserError(
            self.env._(
                "%(user)s has changed the line %(line)s while you had it open. Nothing "
                "of yours was saved: discard it, look at the line, and decide again.",
                user=self.write_uid.name,
                line=self.display_name,
            )
        )

    def _tell_change(self):
        """A change of what was confirmed is in the chatter of the migration."""
        for line in self.filtered("confirmed"):
            line.job_id.message_post(
                body=self.env._(
                    "The line %(line)s of the confirmed map was changed and needs to "
                    "be confirmed again.",
                    line=line.display_name,
                )
            )


def _as_dict(values):
    return {value.source_value: value.target_value or None for value in values}
