import os
import tempfile
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config

from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestServerSecrets(MigrationCase):
    """Credentials from the environment or odoo.conf, for one host of one source."""

    def setUp(self):
        super().setUp()
        self.given = {
            "database": self.env.cr.dbname,
            "hosts": "https://other.test http://source.test",
            "token": "t0ken",
        }

    def _used(self, **given):
        prefix = f"CASE_MIGRATION_{self.source.id}_"
        given = {f"{prefix}{k.upper()}": v for k, v in {**self.given, **given}.items()}
        with patch.dict(os.environ, given):
            self.source.invalidate_recordset()
            self.names = self.source.secret_names
            return self.source._settings().secrets

    def test_those_of_the_environment_are_used(self):
        self.assertEqual(self._used(), {"token": "t0ken"})
        self.assertFalse(self.source.sudo().secrets)

    def test_the_source_says_so_and_does_not_show_them(self):
        self._used()
        self.assertEqual(self.names, "token (of the server)")

    def test_those_of_the_file_are_used(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
            lines = "".join(f"{name} = {value}\n" for name, value in self.given.items())
            file.write(f"[options]\n[crm_case_migration.{self.source.id}]\n{lines}")
            file.flush()
            with patch.dict(config._runtime_options, {"config": file.name}):
                secrets = self.source._settings().secrets
        self.assertEqual(secrets, {"token": "t0ken"})

    def test_those_in_the_source_come_first(self):
        self.source.token = "mine"
        used = self._used(password="pw")
        self.assertEqual(used, {"token": "mine", "password": "pw"})
        self.assertEqual(self.names, "password (of the server), token")

    def test_another_host_does_not_get_them(self):
        for address in ("http://evil.test", "http://source.test:1@evil.test/", False):
            with self.subTest(address):
                self.source.address = address
                self.assertFalse(self._used())

    def test_another_source_does_not_get_them(self):
        other = self.source.copy()
        self._used()
        self.assertFalse(other._settings().secrets)

    def test_a_login_at_another_host_does_not_get_them(self):
        login = {
            "type": "oauth2_client_credentials",
            "token_url": "https://evil.test/t",
        }
        rest = {**self.profile.definition["rest"], "auth": login}
        self.profile.definition = {**self.profile.definition, "rest": rest}
        self.assertFalse(self._used())

    def test_another_database_does_not_get_them(self):
        self.assertFalse(self._used(database="other"))
        self.assertFalse(self._used(database="", hosts=""))

    def test_nor_does_a_neutralized_copy(self):
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)
        self.assertFalse(self._used())
