import base64
import json
from contextlib import suppress
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, file_path
from odoo.tools.lru import LRU

from ...lib.errors import ConfigError
from ...lib.profile import parse_profile
from ...lib.records import canonical
from ..support.parts import from_text
from ..support.words import said

MOST_PARSED = 8
_parsed = LRU(MOST_PARSED)


def _parse(definition):
    """In the order of the names, however PostgreSQL has kept it."""
    return parse_profile(json.loads(canonical(definition)))


class CaseMigrationProfile(models.Model):
    """The description of one source system: what it lists, how it is read, and
    which map it starts from. Everything that is particular to a system is here.
    """

    _name = "case.migration.profile"
    _description = "Case Migration Profile"
    _order = "name"

    name = fields.Char(
        required=True,
        translate=False,
        help="What the system is called.",
    )
    code = fields.Char(required=True, help="Short name, used in files and scripts.")
    description = fields.Text(help="What is known of the system, and what is assumed.")
    definition = fields.Json(required=True, help="The profile as one JSON document.")
    definition_text = fields.Text(
        string="Definition (JSON)",
        compute="_compute_definition_text",
        readonly=False,
        help="All that is known of the system, as text that can be changed.",
    )
    stream_ids = fields.One2many(
        "case.migration.profile.stream",
        "profile_id",
        string="Lists",
        help="What the system lists, and how each list is read.",
    )
    export_file = fields.Binary(
        compute="_compute_export_file",
        help="The description as a file, for another Odoo.",
    )
    builtin = fields.Boolean(
        "Comes with the addon",
        readonly=True,
        copy=False,
        help="Shipped with the addon; renewed by its updates.",
    )
    active = fields.Boolean(
        default=True,
        help="Untick to hide the system without deleting it.",
    )

    channel_names = fields.Char(
        string="Can be read over",
        compute="_compute_known",
        help="The ways that the profile knows to read the system.",
    )
    list_names = fields.Char(
        string="What is read",
        compute="_compute_known",
        help="The lists of the system that the profile knows.",
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a profile with this code already."
    )

    @api.constrains("definition")
    def _check_definition(self):
        for profile in self:
            try:
                profile._parsed()
            except ConfigError as error:
                raise ValidationError(said(profile.env, error)) from error

    @api.depends("definition")
    def _compute_known(self):
        source = self.env["case.migration.source"]._fields["channel"]
        labels = dict(source._description_selection(self.env))
        for profile in self:
            streams = profile.definition["streams"] if profile.definition else []
            profile.channel_names = ", ".join(
                labels[channel] for channel in profile._channels()
            )
            profile.list_names = ", ".join(
                stream.get("label") or stream["name"] for stream in streams
            )

    def _channels(self):
        """:return: the ways that at least one list of the system can be read"""
        streams = (self.definition or {}).get("streams", [])
        return [
            channel
            for channel in ("rest", "bundle")
            if any(stream.get(channel) for stream in streams)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        profiles = super().create(vals_list)
        profiles._lay_out_streams()
        return profiles

    def write(self, vals):
        logins = {profile: profile._login() for profile in self}
        result = super().write(vals)
        changed = self.filtered(lambda profile: profile._login() != logins[profile])
        # The login says where credentials are sent, and not every place may have them.
        self.env["case.migration.source"].sudo().with_context(active_test=False).search(
            [("profile_id", "in", changed.ids)]
        )._forget_secrets()
        if "definition" in vals:
            self._lay_out_streams()
        return result

    def copy_data(self, default=None):
        default = dict(default or {})
        copies = []
        for profile, vals in zip(self, super().copy_data(default), strict=True):
            code = default.get("code", f"{profile.code}_copy")
            name = default.get("name", profile.env._("%s (copy)", profile.name))
            definition = {**profile.definition, "code": code, "name": name}
            copies.append(
                {**vals, "code": code, "name": name, "definition": definition}
            )
        return copies

    def _lay_out_streams(self):
        """Make a form of each list in the definition."""
        if self.env.context.get("collecting_streams"):
            return
        quiet = self.with_context(collecting_streams=True)
        quiet.stream_ids.unlink()
        self.env["case.migration.profile.stream"].with_context(
            collecting_streams=True
        ).create(
            [
                {"profile_id": profile.id, "sequence": position, "definition": stream}
                for profile in self
                for position, stream in enumerate(profile.definition["streams"])
            ]
        )

    def _collect_streams(self):
        """Put what the forms of the lists say back into the definition."""
        if self.env.context.get("collecting_streams"):
            return
        for profile in self.with_context(collecting_streams=True):
            streams = profile.stream_ids.sorted().mapped("definition")
            profile.definition = {**profile.definition, "streams": streams}

    @api.depends("definition")
    def _compute_export_file(self):
        for profile in self:
            profile.export_file = base64.b64encode(profile.definition_text.encode())

    def action_export(self):
        """Download the profile as the one file that another Odoo can import."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/export_file/{self.code}.json"
            "?download=true",
        }

    def _login(self):
        return (self.definition or {}).get("rest", {}).get("auth")

    @api.depends("definition")
    def _compute_definition_text(self):
        for profile in self:
            profile.definition_text = json.dumps(
                profile.definition or {}, indent=2, ensure_ascii=False
            )

    @api.onchange("definition_text")
    def _onchange_definition_text(self):
        """The form shows what the text says; what is wrong is said on saving."""
        with suppress(ConfigError, ValidationError):
            definition = from_text(self.env, self.definition_text)
            _parse(definition)
            self.definition = definition

    def _parsed(self):
        """The definition made ready, kept by this process while it is as it is: each
        list that is read, and each batch of documents, opens the source anew.

        :return: the :class:`~..lib.profile.Profile`; raises ConfigError.
        """
        self.ensure_one()
        if self != self._origin:
            return _parse(self.definition)
        self.flush_recordset(["definition"])
        [[found]] = self.env.execute_query(
            SQL(
                """
                SELECT md5(definition::text) FROM case_migration_profile WHERE id = %s
                """,
                self.id,
            )
        )
        key = (self.env.cr.dbname, self.id, found)
        profile = _parsed.get(key)
        if profile is None:
            profile = _parsed[key] = _parse(self.definition)
        return profile

    @api.model
    def _load_builtin(self):
        """Bring the profiles of the folder ``profiles/`` into the database."""
        folder = Path(file_path("crm_case_migration/profiles"))
        for path in sorted(folder.glob("*.json")):
            definition = json.loads(path.read_text(encoding="utf-8"))
            self._store_builtin(definition)

    def _store_builtin(self, definition):
        known = self.with_context(active_test=False).search(
            [("code", "=", definition["code"])]
        )
        vals = {
            "name": definition["name"],
            "code": definition["code"],
            "description": definition.get("description"),
            "definition": definition,
            "builtin": True,
        }
        if not known:
            self.create(vals)
        elif known.definition != definition:
            known.write(vals)
