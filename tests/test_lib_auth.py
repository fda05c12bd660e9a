import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from odoo.addons.crm_case_migration.lib.auth import make_auth, with_secrets
from odoo.addons.crm_case_migration.lib.errors import (
    ConfigError,
    FatalError,
    RetriableError,
)
from odoo.addons.crm_case_migration.lib.http import HttpClient, Request
from odoo.addons.crm_case_migration.lib.profile.auth import (
    ApiKeyAuth,
    BasicAuth,
    BearerAuth,
    LoginAuth,
    OAuth2ClientAuth,
    OAuth2RefreshAuth,
)
from odoo.addons.crm_case_migration.lib.settings import Settings

from .fake_source import Reply, SourceCase

CASES = Request("/cases", "Cases")
CLIENT = {"client_id": "firm", "client_secret": "hush"}


class AuthCase(SourceCase):
    def client(self, source, spec, **secrets):
        """A client that logs in as the profile says; its time stands in `sleep`."""
        settings = source.settings(secrets=secrets)
        client = HttpClient(settings, make_auth(spec, settings))
        self.addCleanup(client.close)
        return client

    def login_source(self, lifetime=None):
        """A source that gives tokens t1, t2, … and takes the latest one only."""
        tokens = []

        def answer(call):
            if call.path == "/token":
                tokens.append(f"token-{len(tokens) + 1}")
                return {"access_token": tokens[-1], "expires_in": lifetime}
            if (
                not tokens
                or call.headers.get("Authorization") != f"Bearer {tokens[-1]}"
            ):
                return Reply(status=401)
            return tokens[-1]

        source = self.source(answer)
        source.tokens = tokens
        return source


class TestFixedCredentials(AuthCase):
    def sent(self, spec, **secrets):
        source = self.source([])
        self.client(source, spec, **secrets).json(CASES)
        return source.calls[0]

    def test_none(self):
        self.assertNotIn("Authorization", self.sent(None).headers)

    def test_bearer_with_any_scheme(self):
        for scheme, value in (
            ("Bearer", "Bearer abc"),
            ("Token", "Token abc"),
            ("", "abc"),
        ):
            call = self.sent(BearerAuth("bearer", scheme), token=" abc\n")
            self.assertEqual(call.headers["Authorization"], value)

    def test_api_key_in_a_header(self):
        call = self.sent(ApiKeyAuth("api_key", "X-Api-Key"), api_key="abc")
        self.assertEqual(call.headers["X-Api-Key"], "abc")

    def test_api_key_in_the_query(self):
        spec = ApiKeyAuth("api_key", "key", "query")
        source = self.source([])
        client = self.client(source, spec, api_key="a&b c")
        for url in ("/cases", "/cases?key=old&page=2", "/cases?page=2&key=old"):
            client.json(Request(url, "Cases"))
        self.assertEqual([call.query["key"] for call in source.calls], ["a&b c"] * 3)
        self.assertEqual(source.calls[2].query["page"], "2")
        self.assertEqual(
            client.auth.clean("http://x/?a=1&key=s&b=2"), "http://x/?a=1&b=2"
        )
        self.assertEqual(client.auth.clean("http://x/?key=s"), "http://x/")

    def test_basic(self):
        call = self.sent(BasicAuth("basic"), username=" jö", password="p:w ")
        self.assertEqual(call.headers["Authorization"], "Basic asO2OnA6dyA=")

    def test_a_missing_secret_is_named(self):
        for spec, name in (
            (BearerAuth("bearer"), "token"),
            (ApiKeyAuth("api_key", "key"), "api key"),
            (BasicAuth("basic"), "username"),
            (OAuth2ClientAuth("oauth2_client_credentials", "/token"), "client id"),
            (LoginAuth("login", "/login"), "username"),
        ):
            with self.assertRaises(ConfigError) as caught:
                make_auth(spec, Settings(secrets={"token": " ", "password": "x"}))
            self.assertIn(f"needs a {name}", caught.exception.message)

    def test_secrets_in_headers(self):
        settings = Settings(secrets={"api_key": "abc"})
        headers = with_secrets({"X-Key": "k={api_key}", "Accept": "x"}, settings)
        self.assertEqual(headers, {"X-Key": "k=abc", "Accept": "x"})
        with self.assertRaises(ConfigError):
            with_secrets({"X-Key": "{token}"}, settings)


class TestOAuth2(AuthCase):
    spec = OAuth2ClientAuth("oauth2_client_credentials", "/token", scope="read")

    def test_a_token_is_fetched_once(self):
        source = self.login_source()
        client = self.client(source, self.spec, **CLIENT)
        self.assertEqual([client.json(CASES).data for _ in range(3)], ["token-1"] * 3)
        self.assertEqual(
            source.calls[0].form,
            {"grant_type": "client_credentials", "scope": "read", **CLIENT},
        )
        self.assertEqual(source.paths, ["/token", "/cases", "/cases", "/cases"])

    def test_the_client_may_be_named_in_a_header(self):
        spec = OAuth2ClientAuth(
            "oauth2_client_credentials", "/token", credentials_in="basic"
        )
        source = self.login_source()
        self.client(source, spec, **CLIENT).json(CASES)
        self.assertEqual(source.calls[0].form, {"grant_type": "client_credentials"})
        self.assertEqual(source.calls[0].headers["Authorization"], "Basic ZmlybTpodXNo")

    def test_the_token_may_come_from_another_host(self):
        source = self.login_source()
        url = f"{source.elsewhere}/token"
        for place in ("body", "basic"):
            spec = OAuth2ClientAuth(
                "oauth2_client_credentials", url, credentials_in=place
            )
            client = self.client(source, spec, **CLIENT)
            self.assertEqual(client.json(CASES).data, source.tokens[-1])

    def test_it_is_renewed_before_it_expires(self):
        source = self.login_source(lifetime="1200")
        client = self.client(source, self.spec, **CLIENT)
        tokens = []
        for _request in range(4):
            tokens.append(client.json(CASES).data)
            client.settings.sleep(400)
        self.assertEqual(tokens, ["token-1", "token-1", "token-1", "token-2"])

    def test_it_is_renewed_when_it_is_refused(self):
        source = self.login_source()
        client = self.client(source, self.spec, **CLIENT)
        client.json(CASES)
        source.tokens.append("revoked from outside")
        self.assertEqual(client.json(CASES).data, "token-3")
        self.assertEqual(client.settings.sleep.pauses, [])

    def test_a_fresh_token_that_is_refused_ends_it(self):
        source = self.source(
            lambda call: (
                {"access_token": "no good"}
                if call.path == "/token"
                else Reply(status=401)
            )
        )
        client = self.client(source, self.spec, **CLIENT)
        with self.assertRaises(FatalError):
            client.json(CASES)
        self.assertEqual(source.paths, ["/token", "/cases", "/token", "/cases"])

    def test_threads_renew_it_together(self):
        source = self.login_source()
        client = self.client(source, self.spec, **CLIENT)
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(client.json(CASES).data))
            for _number in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, ["token-1"] * 8)

    def test_a_login_that_fails_says_so(self):
        for reply, kind, words in (
            (Reply(status=400), FatalError, "Login"),
            (Reply(status=401), FatalError, "refuses the credentials"),
            (Reply({"error": "hush"}), FatalError, "holds no token"),
            (Reply(["hush"]), FatalError, "holds no token"),
            (Reply(status=503), RetriableError, "Login"),
        ):
            source = self.source(reply)
            client = self.client(source, self.spec, **CLIENT)
            with self.assertRaises(kind) as caught:
                client.json(CASES)
            self.assertIn(words, caught.exception.message)
            self.assertNotIn("hush", caught.exception.message)

    def test_a_login_is_tried_again_as_often_as_any_request(self):
        source = self.source(Reply(status=503))
        client = self.client(source, self.spec, **CLIENT)
        with self.assertRaises(RetriableError):
            client.json(CASES)
        self.assertEqual(client.settings.sleep.pauses, [1.0, 2.0, 4.0, 8.0])

    def test_a_token_never_appears_in_a_message(self):
        source = self.login_source()
        client = self.client(source, self.spec, **CLIENT)
        client.json(CASES)
        self.assertNotIn("token-1", client.sentence(Request("/x/token-1", "Cases"), ""))


class TestRefreshToken(AuthCase):
    spec = OAuth2RefreshAuth("oauth2_refresh", "/token")

    def test_a_replaced_refresh_token_is_kept(self):
        answers = iter(
            [
                {"access_token": "a1", "expires_in": 60, "refresh_token": "r2"},
                {"access_token": "a2", "expires_in": 60, "refresh_token": "r2"},
            ]
        )
        source = self.source(
            lambda call: next(answers) if call.path == "/token" else []
        )
        kept = []
        settings = source.settings(
            secrets={**CLIENT, "refresh_token": "r1"},
            on_secret=lambda *secret: kept.append(secret),
        )
        client = HttpClient(settings, make_auth(self.spec, settings))
        client.json(CASES)
        settings.sleep(60)
        client.json(CASES)
        sent = [call.form for call in source.calls if call.path == "/token"]
        self.assertEqual([form["refresh_token"] for form in sent], ["r1", "r2"])
        self.assertEqual(sent[0]["grant_type"], "refresh_token")
        self.assertEqual(kept, [("refresh_token", "r2")])

    def rotating_source(self):
        """A source that takes each refresh token once: r1, then r2, …"""
        issued = ["r1"]

        def answer(call):
            if call.path != "/token":
                return call.headers["Authorization"]
            if call.form["refresh_token"] != issued[-1]:
                return Reply({"error": "invalid_grant"}, status=400)
            issued.append(f"r{len(issued) + 1}")
            return {"access_token": f"for-{issued[-1]}", "refresh_token": issued[-1]}

        return self.source(answer)

    def test_several_connections_renew_one_refresh_token_in_turn(self):
        source = self.rotating_source()
        kept, lock = {"refresh_token": "r1"}, threading.Lock()

        @contextmanager
        def renewing():
            with lock:
                yield kept

        def connect():
            settings = source.settings(
                secrets={**CLIENT, **kept},
                on_secret=kept.__setitem__,
                renewing=renewing,
            )
            client = HttpClient(settings, make_auth(self.spec, settings))
            self.addCleanup(client.close)
            return client

        clients = [connect() for _number in range(8)]
        with ThreadPoolExecutor(8) as pool:
            answers = pool.map(lambda client: client.json(CASES).data, clients)
        tokens = {f"Bearer for-r{number}" for number in range(2, 10)}
        self.assertEqual(set(answers), tokens)


class TestLogin(AuthCase):
    def test_a_token_from_the_source_s_own_endpoint(self):
        spec = LoginAuth(
            "login",
            "/session",
            username_field="user",
            password_field="pass",
            params={"firm": "7"},
            token_path="session.key",
            expires_path="session.seconds",
            scheme="",
            header="X-Session",
        )
        source = self.source(
            lambda call: (
                {"session": {"key": "k1", "seconds": 1200}}
                if call.path == "/session"
                else call.headers.get("X-Session")
            )
        )
        client = self.client(source, spec, username="jo", password="pw")
        self.assertEqual(client.json(CASES).data, "k1")
        self.assertEqual(
            source.calls[0].body, b'{"firm": "7", "user": "jo", "pass": "pw"}'
        )

    def test_as_a_form_and_with_a_lifetime_of_the_profile(self):
        source = self.source({"token": "k1"})
        spec = LoginAuth("login", "/session", send="form", lifetime=100)
        client = self.client(source, spec, username="jo", password="pw")
        client.json(CASES)
        client.settings.sleep(95)
        client.json(CASES)
        self.assertEqual(source.calls[0].form, {"username": "jo", "password": "pw"})
        self.assertEqual(source.paths.count("/session"), 2)
