from odoo.tests import tagged

from .asked_case import AskedCase, lists
from .fake_source import FakeSource, Reply


class Rotating(FakeSource):
    """A source that takes each refresh token once, and gives another for it."""

    def __init__(self):
        super().__init__(self._respond)
        self.refresh_tokens = ["refresh-1"]

    def _respond(self, call):
        if call.path == "/people":
            return [{"id": 1}]
        if call.form["refresh_token"] != self.refresh_tokens[-1]:
            return Reply({"error": "invalid_grant"}, status=400)
        self.refresh_tokens.append(f"refresh-{len(self.refresh_tokens) + 1}")
        return {"access_token": "t0ken", "refresh_token": self.refresh_tokens[-1]}


@tagged("post_install", "-at_install")
class TestRenewedLogin(AskedCase):
    """A refresh token that counts once, and several lanes that have it."""

    def setUp(self):
        super().setUp()
        server = Rotating().__enter__()
        self.addCleanup(server.__exit__)
        people = {
            "name": "people",
            "object": "contact",
            "primary_key": "id",
            "rest": {"path": "/people"},
        }
        auth = {"type": "oauth2_refresh", "token_url": "/token"}
        profile = self.import_profile(lists(people, auth=auth))
        self.job = self.job_of(
            profile,
            address=server.url,
            client_id="firm",
            client_secret="hush",
            refresh_token="refresh-1",
        )
        self.server = server

    def _opened(self, env):
        connection = self.job.source_id.with_env(env)._connection()
        self.addCleanup(connection.close)
        return connection

    def _read(self, connection):
        return [one.key for page in connection.pages("people") for one in page.records]

    def test_each_lane_renews_what_the_others_have_left(self):
        with self.background() as env:
            lanes = [self._opened(env) for _number in range(3)]
            self.assertEqual([self._read(lane) for lane in lanes], [["1"]] * 3)
        self.assertEqual(len(self.server.refresh_tokens), 4)
        self.assertEqual(
            self.job.source_id.secrets["refresh_token"], self.server.refresh_tokens[-1]
        )

    def test_one_renews_it_at_a_time(self):
        source = self.job.source_id
        key = [source._name, source.id]
        try_it = "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)"
        with self.registry.cursor() as cr:
            with source._renewing(None):
                cr.execute(try_it, key)
                self.assertEqual(cr.fetchone(), (False,))
            cr.execute(try_it, key)
            self.assertEqual(cr.fetchone(), (True,))

    def test_what_is_entered_for_another_address_is_not_sent_to_the_old_one(self):
        with self.background() as env:
            lane = self._opened(env)
            self.job.source_id.with_env(env).write(
                {
                    "address": "https://other.example.com",
                    "refresh_token": "of the other",
                }
            )
            env.cr.commit()
            self._read(lane)
        (login,) = [call for call in self.server.calls if call.path == "/token"]
        self.assertEqual(login.form["refresh_token"], "refresh-1")
