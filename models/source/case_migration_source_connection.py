import os
from pathlib import Path

from odoo import models

from ...lib.connection import Settings, connect
from .case_migration_source import ALLOWED_FOLDERS_PARAMETER, ALLOWED_HOSTS_PARAMETER
from .server_secrets import server_secrets


class CaseMigrationSourceConnection(models.Model):
    """How a source is got into: by what was entered, and by what the server allows."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.source"

    def _readable_streams(self):
        """:return: the lists to read, of those that this channel gives"""
        self.ensure_one()
        given = {
            stream.name
            for stream in self.profile_id._parsed().streams
            if getattr(stream, self.channel)
        }
        return self.stream_ids.filtered(
            lambda stream: stream.enabled and stream.name in given
        )

    def _connection(self):
        """:return: an open :class:`~..lib.connection.Connection`, to be closed"""
        self.ensure_one()
        return connect(self.profile_id._parsed(), self.channel, self._settings())

    def _settings(self):
        parameter = self.env["ir.config_parameter"].sudo()
        allowed = parameter.get_param(ALLOWED_HOSTS_PARAMETER) or ""
        return Settings(
            base_url=self.address or "",
            secrets={**server_secrets(self), **(self.sudo().secrets or {})},
            **self._bundle_place(parameter),
            allowed_private=tuple(allowed.replace(",", " ").split()),
            on_secret=self._keep_renewed_secret,
        )

    def _bundle_place(self, parameter):
        """Where the export lies, and the directories that it may lie in."""
        uploaded = self._uploaded_path()
        if uploaded:
            return {"path": uploaded, "allowed_roots": (str(Path(uploaded).parent),)}
        allowed = parameter.get_param(ALLOWED_FOLDERS_PARAMETER) or ""
        return {
            "path": self.bundle_path or "",
            "allowed_roots": tuple(filter(None, allowed.split(os.pathsep))),
        }

    def _uploaded_path(self):
        """The place of the uploaded file in Odoo's own file store."""
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "bundle"),
                    ("res_id", "=", self.id),
                ],
                ["store_fname"],
                limit=1,
            )
        )
        if not attachment.store_fname:
            return ""
        return attachment._full_path(attachment.store_fname)
