from urllib.parse import urlsplit

from odoo import api, fields, models

from ...lib.settings import Settings
from .case_migration_source import ALLOWED_HOSTS_PARAMETER

# An answer that takes longer is not waited for.
TIMEOUT = 60.0
PATIENCE = 5.0


class CaseMigrationSourceAdviser(models.Model):
    """The endpoint that may suggest where fields go: none, unless it is named here."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.source"

    adviser_address = fields.Char(
        string="Suggestions from",
        copy=False,
        groups="crm_case_migration.group_manager",
        help="Address of an OpenAI-compatible endpoint, up to /v1. Names and types of "
        "fields are sent to it, never values. Empty: nobody is asked.",
    )
    adviser_model = fields.Char(
        string="Model",
        copy=False,
        groups="crm_case_migration.group_manager",
        help="The model that is asked, as the endpoint calls it.",
    )
    adviser_key = fields.Char(
        string="Key",
        compute="_compute_adviser_key",
        readonly=False,
        groups="crm_case_migration.group_manager",
        help="Stored so that nobody can read it back, and sent to this address only.",
    )
    adviser_secret = fields.Char(
        copy=False, groups=fields.NO_ACCESS, help="The key, which is never shown."
    )

    def _compute_adviser_key(self):
        """What is stored is never read back."""
        self.adviser_key = False

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        keys = [vals.pop("adviser_key", None) for vals in vals_list]
        sources = super().create(vals_list)
        for source, key in zip(sources, keys, strict=True):
            source._store_adviser_key(key)
        return sources

    def write(self, vals):
        vals = dict(vals)
        key = vals.pop("adviser_key", None)
        places = {source: source._adviser_place() for source in self}
        result = super().write(vals)
        for source in self:
            if source._adviser_place() != places[source]:
                source.sudo().adviser_secret = False
            source._store_adviser_key(key)
        return result

    def _store_adviser_key(self, key):
        if key:
            self.sudo().adviser_secret = key

    def _adviser_place(self):
        parts = urlsplit(self.sudo().adviser_address or "")
        return parts.scheme, parts.netloc.lower()

    def _adviser_settings(self):
        """:return: the :class:`~..lib.settings.Settings` for asking"""
        self.ensure_one()
        source = self.sudo()
        parameter = self.env["ir.config_parameter"].sudo()
        allowed = parameter.get_param(ALLOWED_HOSTS_PARAMETER) or ""
        return Settings(
            base_url=source.adviser_address,
            secrets={"key": source.adviser_secret} if source.adviser_secret else {},
            allowed_private=tuple(allowed.replace(",", " ").split()),
            timeout=TIMEOUT,
            max_wait=PATIENCE,
        )
