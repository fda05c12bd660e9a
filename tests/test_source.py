import base64
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..lib.errors import FatalError
from ..lib.records import StreamCheck
from .common import FakeConnection, MigrationCase


@tagged("post_install", "-at_install")
class TestSource(MigrationCase):
    """A connection: made from a profile, tested, and turned into settings."""

    def _refuse(self, error):
        def check(connection):
            raise error

        self.patch(FakeConnection, "check", check)

    # ---------------------------------------------------------------- lists

    def test_the_lists_are_those_of_the_profile(self):
        streams = self.profile.definition["streams"]
        for name in ("name", "object", "label"):
            expected = [stream[name] for stream in streams]
            self.assertEqual(self.source.stream_ids.mapped(name), expected)

    def test_all_lists_are_read_at_first(self):
        self.assertTrue(all(self.source.stream_ids.mapped("enabled")))

    def test_a_list_that_is_left_out_is_not_read(self):
        self.source.stream_ids[0].enabled = False
        self.step("action_discover")
        read = {stream for stream, _start in self.connection.asked}
        self.assertEqual(
            read, set(self.source.stream_ids.filtered("enabled").mapped("name"))
        )

    def test_a_list_says_when_it_was_read_and_how_much(self):
        self.connection.streams = {"teams": [{"id": "t1", "name": "A"}]}
        self.step("action_discover")
        teams = self.source.stream_ids.filtered(lambda one: one.name == "teams")
        self.assertEqual(teams.record_count, 1)
        self.assertTrue(teams.read_on)

    def test_a_copy_has_the_lists_too(self):
        copy = self.source.copy()
        self.assertEqual(
            copy.stream_ids.mapped("name"), self.source.stream_ids.mapped("name")
        )

    def test_the_time_zone_is_the_profile_s(self):
        self.assertEqual(self.source.timezone, self.profile.definition["timezone"])

    def test_the_form_fills_in_what_the_profile_knows(self):
        with Form(self.env["case.migration.source"]) as form:
            form.profile_id = self.profile
            form.address = "http://source.test"
        self.assertEqual(form.name, self.profile.name)
        self.assertEqual(form.timezone, self.profile.definition["timezone"])

    # ---------------------------------------------------------------- test

    def test_the_test_says_what_can_be_read(self):
        self.connection.streams = {"contacts": [{"id": "c1"}, {"id": "c2"}]}
        self.source.action_test()
        for text in ("Contacts", "It can be read.", ">2<", "c1"):
            self.assertIn(text, self.source.check_result)

    def test_the_test_says_why_something_cannot_be_read(self):
        check = StreamCheck("notes", False, None, None, "<b>404</b>: no such list.")
        self.patch(FakeConnection, "check", lambda connection: [check])
        self.source.action_test()
        self.assertIn("&lt;b&gt;404&lt;/b&gt;: no such list.", self.source.check_result)

    def test_a_connection_that_fails_is_a_sentence(self):
        self._refuse(FatalError("The source refuses the key."))
        with self.assertRaisesRegex(UserError, "^The source refuses the key.$"):
            self.source.action_test()

    # ---------------------------------------------------------------- settings

    def test_the_settings_have_address_and_credentials(self):
        self.source.token = "abc"
        settings = self.source._settings()
        self.assertEqual(settings.base_url, "http://source.test")
        self.assertEqual(settings.secrets, {"token": "abc"})

    def test_private_addresses_are_allowed_by_the_administrator(self):
        self.assertEqual(self.source._settings().allowed_private, ())
        self.env["ir.config_parameter"].set_param(
            "crm_case_migration.allowed_private_hosts", "127.0.0.1:80, case.local"
        )
        settings = self.source._settings()
        self.assertEqual(settings.allowed_private, ("127.0.0.1:80", "case.local"))

    def test_the_uploaded_file_is_read_where_odoo_keeps_it(self):
        self.source.bundle = base64.b64encode(b"PK")
        path = Path(self.source._settings().path)
        self.assertEqual(path.read_bytes(), b"PK")

    def test_a_credential_that_the_source_renews_is_kept(self):
        self.source.write({"refresh_token": "old", "client_id": "me"})
        with self.background() as env:
            settings = self.source.with_env(env)._settings()
            settings.on_secret("refresh_token", "new")
        self.assertEqual(
            self.source.secrets, {"refresh_token": "new", "client_id": "me"}
        )
