import re
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...lib.errors import MigrationError
from ...lib.file_types import PROGRAMS
from ...lib.profile.auth import SECRETS as SECRETS_BY_LOGIN
from ..support.words import said
from .server_secrets import SECRETS, server_secrets

ALLOWED_FOLDERS_PARAMETER = "crm_case_migration.allowed_folders"
DOCUMENT_LIMIT_PARAMETER = "crm_case_migration.document_limit"
ALLOWED_HOSTS_PARAMETER = "crm_case_migration.allowed_private_hosts"


class CaseMigrationSource(models.Model):
    """A connection to a source system: where it is and how to get in."""

    _name = "case.migration.source"
    _description = "Case Migration Source"
    _inherit = ["mail.thread"]
    _order = "name"

    name = fields.Char(
        required=True,
        help="What you call the source.",
    )
    active = fields.Boolean(
        default=True,
        help="Untick to hide the source without deleting it.",
    )
    profile_id = fields.Many2one(
        "case.migration.profile",
        string="System",
        required=True,
        ondelete="restrict",
        help="The system that the data comes from.",
    )
    profile_code = fields.Char(related="profile_id.code")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="The company that gets the records.",
    )
    channel = fields.Selection(
        [("rest", "API (over the network)"), ("bundle", "Export files")],
        required=True,
        default="rest",
        help="Over its API, Odoo asks the old system itself; export files are what it "
        "has written out.",
    )
    address = fields.Char(
        help="Where the API of the source is, for example https://firm.example.com. "
        "The credentials are for this host alone: another one needs them anew."
    )
    bundle = fields.Binary(
        string="Export file",
        attachment=True,
        copy=False,
        groups="crm_case_migration.group_manager",
        help="The ZIP file that the vendor or the export function gave you.",
    )
    bundle_name = fields.Char(
        copy=False,
        help="Name of the file that was uploaded.",
    )
    bundle_path = fields.Char(
        string="Or a place on the server",
        copy=False,
        help="A ZIP file or a folder on the server, in a directory that a system "
        "administrator has allowed. For exports that are too large to upload.",
    )
    timezone = fields.Selection(
        "_selection_timezone",
        help="The time zone of dates that the source gives without one.",
    )
    date_order = fields.Selection(
        [
            ("found", "As the dates show"),
            ("month_first", "Month first (03/04 is the 4th of March)"),
            ("day_first", "Day first (03/04 is the 3rd of April)"),
        ],
        required=True,
        default="found",
        help="How the source writes dates as text. If its own dates leave it open, "
        "such a date is left out with a finding.",
    )
    document_limit = fields.Integer(
        string="Largest document (MB)",
        compute="_compute_document_limit",
        store=True,
        readonly=False,
        help="Larger documents are listed and not loaded.",
    )
    forbidden_types = fields.Char(
        string="File types left out",
        default=PROGRAMS,
        help="Files whose names end like this are listed and not loaded: programs, "
        "unless you change it. Empty: all files are loaded.",
    )
    stream_ids = fields.One2many(
        "case.migration.stream",
        "source_id",
        string="Lists",
        help="What is read from the source.",
    )
    secrets = fields.Json(
        copy=False,
        groups=fields.NO_ACCESS,
        help="The credentials; nobody can read them back.",
    )
    secret_names = fields.Char(
        string="Stored credentials",
        compute="_compute_secret_names",
        compute_sudo=True,
        help="Which credentials are stored; their values are not shown.",
    )
    needed_secrets = fields.Json(
        compute="_compute_needed_secrets",
        help="Which credentials the system asks for.",
    )
    token = fields.Char(
        compute="_compute_secret",
        readonly=False,
        help="A token that the old system has given out.",
    )
    api_key = fields.Char(
        string="API key",
        compute="_compute_secret",
        readonly=False,
        help="A key that the old system has given out.",
    )
    username = fields.Char(
        compute="_compute_secret",
        readonly=False,
        help="Name that you log in with.",
    )
    password = fields.Char(
        compute="_compute_secret",
        readonly=False,
        help="Password that you log in with.",
    )
    client_id = fields.Char(
        string="Client ID",
        compute="_compute_secret",
        readonly=False,
        help="Name of the access that the vendor has given out.",
    )
    client_secret = fields.Char(
        compute="_compute_secret",
        readonly=False,
        help="Secret of the access that the vendor has given out.",
    )
    refresh_token = fields.Char(
        compute="_compute_secret",
        readonly=False,
        help="Token that new tokens are asked for with.",
    )
    check_result = fields.Html(
        string="Result of the test",
        readonly=True,
        copy=False,
        help="What each list has answered.",
    )

    @api.model
    def _selection_timezone(self):
        return self.env["res.partner"]._fields["tz"]._description_selection(self.env)

    @api.depends("profile_id")
    def _compute_document_limit(self):
        for source in self:
            definition = source.profile_id.definition or {}
            usual = definition.get("document_limit", 100)
            source.document_limit = self._usual_document_limit() or usual

    @api.model
    def _usual_document_limit(self):
        parameter = self.env["ir.config_parameter"].sudo()
        return int(parameter.get_param(DOCUMENT_LIMIT_PARAMETER) or 0)

    @api.depends("secrets", "address", "profile_id.definition")
    def _compute_secret_names(self):
        for source in self:
            stored = source.secrets or {}
            of_server = server_secrets(source)
            source.secret_names = ", ".join(
                name if name in stored else source.env._("%s (of the server)", name)
                for name in sorted({**of_server, **stored})
            )

    @api.depends("profile_id.definition")
    def _compute_needed_secrets(self):
        for source in self:
            rest = (source.profile_id.definition or {}).get("rest", {})
            login = rest.get("auth", {}).get("type")
            source.needed_secrets = list(SECRETS_BY_LOGIN.get(login, ()))

    def _compute_secret(self):
        """What is stored is never read back: the fields are there to be filled in."""
        for name in SECRETS:
            self[name] = False

    @api.constrains("company_id")
    def _check_company_stays(self):
        read = self.env["case.migration.record"].sudo()
        for source in self:
            if read.search_count([("source_id", "=", source.id)], limit=1):
                raise ValidationError(
                    source.env._(
                        "What was read from “%s” belongs to its company, which cannot "
                        "be changed any more. Make a source for the other company.",
                        source.name,
                    )
                )

    @api.onchange("profile_id")
    def _onchange_profile_id(self):
        if self.profile_id:
            self.timezone = self.profile_id._parsed().timezone
            self.name = self.name or self.profile_id.name

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        secrets = [self._take_secrets(vals) for vals in vals_list]
        sources = super().create(vals_list)
        for source, given in zip(sources, secrets, strict=True):
            source._store_secrets(given)
        sources._make_streams()
        return sources

    def write(self, vals):
        vals = dict(vals)
        given = self._take_secrets(vals)
        recipients = {source: source._recipient() for source in self}
        result = super().write(vals)
        self.filtered(
            lambda source: source._recipient() != recipients[source]
        )._forget_secrets()
        for source in self:
            source._store_secrets(given)
        return result

    def _recipient(self):
        """Whom the credentials are meant for; they are sent to nobody else."""
        host = re.fullmatch(r"(https?://[\w.-]+)(:\d+)?(/.*)?", self.address or "")
        return self.profile_id, host[1].lower() if host else self.address

    def _forget_secrets(self):
        self.sudo().secrets = False

    @api.model
    def _take_secrets(self, vals):
        """Remove the credentials from ``vals``, return those that are filled in."""
        taken = {name: vals.pop(name) for name in SECRETS if name in vals}
        return {name: value for name, value in taken.items() if value}

    def _store_secrets(self, given):
        if given:
            stored = self.sudo().secrets or {}
            self.sudo().secrets = {**stored, **given}

    def _keep_renewed_secret(self, name, value):
        """The source has replaced a credential and does not take the old one any
        more: keep it, even if the present transaction comes to nothing.
        """
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr))._store_secrets({name: value})

    def _make_streams(self):
        for source in self.sudo():
            profile = source.profile_id._parsed()
            source.timezone = source.timezone or profile.timezone
            source.stream_ids = [
                fields.Command.create(
                    {
                        "name": stream.name,
                        "label": stream.label,
                        "object": stream.object,
                        "sequence": position,
                    }
                )
                for position, stream in enumerate(profile.streams)
            ]

    def action_test(self):
        """Ask the source for the first record of each list and say what happened."""
        self._test()
        return True

    def _test(self):
        """:return: what happened, a ``StreamCheck`` for each list"""
        self.ensure_one()
        self.check_access("write")
        try:
            with self._connection() as connection:
                checks = connection.check()
        except MigrationError as error:
            raise UserError(said(self.env, error)) from error
        checks = [
            replace(check, message=said(self.env, check.message)) for check in checks
        ]
        self.check_result = self.env["ir.qweb"]._render(
            "crm_case_migration.source_check",
            {"checks": checks, "labels": self._list_labels()},
        )
        return checks

    def _list_labels(self):
        """:return: ``{name of a list: what people call it}``"""
        return {stream.name: stream.display_name for stream in self.stream_ids}

    def _day_first(self):
        """:return: whether dates written as text have the day first; None: unclear"""
        self.ensure_one()
        if self.date_order != "found":
            return self.date_order == "day_first"
        return self.env["case.migration.field"]._day_first(
            [("source_id", "=", self.id), ("date_order", "!=", False)]
        )
