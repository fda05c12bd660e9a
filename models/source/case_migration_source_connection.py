import os
from contextlib import contextmanager
from functools import partial
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
            secrets=self._known_secrets(),
            **self._bundle_place(parameter),
            allowed_private=tuple(allowed.replace(",", " ").split()),
            on_secret=self._keep_renewed_secret,
            renewing=partial(self._renewing, self._login_place()),
        )

    def _known_secrets(self):
        return {**server_secrets(self), **(self.sudo().secrets or {})}

    def _login_place(self):
        """Where credentials are sent, to be compared later."""
        return self.address, self.profile_id.id, self.profile_id._login()

    @contextmanager
    def _renewing(self, place):
        """Let one connection at a time renew the login: of a refresh token that counts
        once, two lanes would lose one. What the other has got is known only to a
        transaction that begins after it.

        :param place: where this connection sends credentials; those that have been
            entered for another place meanwhile are not for it
        :return: the credentials as they are now
        """
        with self.env.registry.cursor() as lock:
            lock.execute(
                "SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [self._name, self.id]
            )
            with self.env.registry.cursor() as cr:
                source = self.with_env(self.env(cr=cr)).exists()
                is_same = source and source._login_place() == place
                secrets = source._known_secrets() if is_same else {}
            yield secrets

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
