from functools import partial

from odoo import api, fields, models

from ..support.parts import changed_parts, dig, filled_in, with_part, with_text

AUTH = ("rest", "auth")
# Field of the form → place in the profile's JSON.
PLACES = {
    "timezone": ("timezone",),
    "document_limit": ("document_limit",),
    "auth_type": (*AUTH, "type"),
    "auth_scheme": (*AUTH, "scheme"),
    "auth_name": (*AUTH, "name"),
    "auth_in": (*AUTH, "in"),
    "auth_token_url": (*AUTH, "token_url"),
    "auth_path": (*AUTH, "path"),
    "paginator_type": ("rest", "paginator", "type"),
    "page_size": ("rest", "paginator", "limit"),
    "page_size_param": ("rest", "paginator", "limit_param"),
    "requests_per_minute": ("rest", "requests_per_minute"),
    "file_encoding": ("bundle", "encoding"),
    "file_delimiter": ("bundle", "delimiter"),
    "date_order": ("bundle", "date_order"),
}


class CaseMigrationProfile(models.Model):
    """What holds for all lists of a system, as a form over the profile's JSON."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.profile"

    timezone = fields.Char(
        compute="_compute_parts",
        readonly=False,
        help="Where the clock of the system stands: America/Chicago. It counts for "
        "times that come without a zone.",
    )
    document_limit = fields.Integer(
        string="Largest document (MB)",
        compute="_compute_parts",
        readonly=False,
        help="Larger documents are listed and not loaded. 0: 100 MB.",
    )
    auth_type = fields.Char(
        string="Login",
        compute="_compute_parts",
        readonly=False,
        help="bearer, api_key, basic, oauth2_client_credentials, oauth2_refresh or "
        "login. Empty: there is none.",
    )
    auth_scheme = fields.Char(
        string="Word before the token",
        compute="_compute_parts",
        readonly=False,
        help="Empty: Bearer.",
    )
    auth_name = fields.Char(
        string="Name of the key",
        compute="_compute_parts",
        readonly=False,
        help="The header or parameter that the key goes into: X-Api-Key.",
    )
    auth_in = fields.Char(
        string="Place of the key",
        compute="_compute_parts",
        readonly=False,
        help="header or query. Empty: header.",
    )
    auth_token_url = fields.Char(
        string="Address of the tokens",
        compute="_compute_parts",
        readonly=False,
        help="Where OAuth gives out tokens: /oauth/token, or a whole address.",
    )
    auth_path = fields.Char(
        string="Address of the login",
        compute="_compute_parts",
        readonly=False,
        help="Where user name and password are exchanged for a token: /login.",
    )
    paginator_type = fields.Char(
        string="Paging",
        compute="_compute_parts",
        readonly=False,
        help="How lists are divided, where a list does not say otherwise: page_number, "
        "offset, cursor, next_url, link_header or single.",
    )
    page_size = fields.Integer(
        string="Records per page",
        compute="_compute_parts",
        readonly=False,
        help="How many records are asked for at once. 0: 100.",
    )
    page_size_param = fields.Char(
        string="Parameter of the page size",
        compute="_compute_parts",
        readonly=False,
        help="The parameter that says how many records a page may have: limit.",
    )
    requests_per_minute = fields.Float(
        compute="_compute_parts",
        readonly=False,
        help="How often the system may be asked. 0: as often as it can answer.",
    )
    file_encoding = fields.Char(
        string="Encoding",
        compute="_compute_parts",
        readonly=False,
        help="Of the files of an export: utf-8, windows-1252. Empty: found by content.",
    )
    file_delimiter = fields.Char(
        string="Delimiter",
        compute="_compute_parts",
        readonly=False,
        help="What parts the columns of an export. Empty: found file by file.",
    )
    date_order = fields.Char(
        string="Order of dates",
        compute="_compute_parts",
        readonly=False,
        help="day_first, month_first or year_first. Empty: found from the values.",
    )

    @api.depends("definition")
    def _compute_parts(self):
        for profile in self:
            for name in PLACES:
                profile[name] = _shown(profile.definition, name)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [self._with_parts({}, filled_in(vals, PLACES)) for vals in vals_list]
        )

    def write(self, vals):
        if vals.keys().isdisjoint({"definition_text", *PLACES}):
            return super().write(vals)
        for profile in self:
            super(CaseMigrationProfile, profile).write(
                self._with_parts(profile.definition, vals)
            )
        return True

    def _with_parts(self, definition, vals):
        """:return: ``vals`` with the form's fields moved into the definition"""
        if "definition_text" in vals:  # it says which lists there are
            vals = {name: value for name, value in vals.items() if name != "stream_ids"}
        vals = with_text(self.env, vals)
        parts = {name: vals[name] for name in PLACES if name in vals}
        if not parts:
            return vals
        definition = vals.get("definition", definition)
        changed = changed_parts(parts, partial(_shown, definition))
        for name, value in changed.items():
            definition = with_part(definition, PLACES[name], value)
        if "auth_type" in changed and not changed["auth_type"]:
            definition = with_part(definition, AUTH, None)
        others = {name: value for name, value in vals.items() if name not in parts}
        return {**others, "definition": definition}


def _shown(definition, name):
    return dig(definition, PLACES[name]) or False
