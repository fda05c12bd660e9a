import logging
import socket
import traceback

from odoo.addons.crm_case_migration.lib.auth import HeaderAuth, QueryAuth
from odoo.addons.crm_case_migration.lib.errors import (
    FatalError,
    MigrationError,
)
from odoo.addons.crm_case_migration.lib.http import HttpClient, Request
from odoo.addons.crm_case_migration.lib.settings import Settings

from .fake_source import Reply
from .http_case import CASES, HttpCase


class TestRedirects(HttpCase):
    def client(self, source, **options):
        settings = source.settings(**options)
        headers = {"X-Firm": "Doe & Co", "Accept": "application/json"}
        client = HttpClient(settings, HeaderAuth("X-Api-Key", "key123"), headers)
        self.addCleanup(client.close)
        return client

    def test_the_same_host_gets_the_credentials(self):
        source = self.source(Reply(status=302, headers={"Location": "/moved?a=1"}), [1])
        self.assertEqual(self.client(source).json(CASES).data, [1])
        self.assertEqual(source.calls[1].path, "/moved")
        self.assertEqual(source.calls[1].headers["X-Api-Key"], "key123")

    def test_another_host_does_not(self):
        source = self.source(lambda call: Reply(status=302, headers=there), [1])
        there = {"Location": f"{source.elsewhere}/signed?s=1"}
        self.assertEqual(self.client(source).json(CASES).data, [1])
        self.assertFalse({"X-Api-Key", "X-Firm"} & source.calls[1].headers.keys())
        self.assertEqual(source.calls[1].headers["Accept"], "application/json")

    def test_another_host_that_sends_back_does_not_give_them_back(self):
        source = self.source(
            lambda call: Reply(
                status=302, headers={"Location": f"{source.elsewhere}/a"}
            ),
            lambda call: Reply(status=302, headers={"Location": f"{source.url}/b"}),
            [1],
        )
        self.client(source).json(CASES)
        self.assertNotIn("X-Api-Key", source.calls[2].headers)

    def test_an_address_elsewhere_gets_none_from_the_start(self):
        source = self.source([1])
        request = Request(f"{source.elsewhere}/file", "Files")
        self.client(source).json(request)
        self.assertNotIn("X-Api-Key", source.calls[0].headers)

    def test_what_is_sent_is_not_sent_elsewhere(self):
        source = self.source(
            lambda call: Reply(
                status=307, headers={"Location": f"{source.elsewhere}/a"}
            )
        )
        request = Request("/login", "Login", "POST", form={"password": "hush"})
        error, _pauses = self.failing(source, request)
        self.assertIsInstance(error, FatalError)
        self.assertEqual(source.paths, ["/login"])

    def test_a_form_becomes_a_question_where_the_rules_say_so(self):
        source = self.source(Reply(status=303, headers={"Location": "/done"}), [1])
        self.answered(source, Request("/search", "Cases", "POST", json={"a": 1}))
        self.assertEqual((source.calls[1].method, source.calls[1].body), ("GET", b""))
        source = self.source(Reply(status=307, headers={"Location": "/done"}), [1])
        self.answered(source, Request("/search", "Cases", "POST", json={"a": 1}))
        self.assertEqual(source.calls[1].body, b'{"a": 1}')

    def test_redirects_have_an_end(self):
        source = self.source(Reply(status=302, headers={"Location": "/cases"}))
        error, _pauses = self.failing(source)
        self.assertIsInstance(error, FatalError)
        self.assertIn("redirected without end", error.message)
        self.assertEqual(len(source.calls), 6)


class TestSecrets(HttpCase):
    def test_no_message_and_no_trace_holds_a_secret(self):
        secret = "s3cr3t-key"
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        for reply, address in (
            (Reply(status=401), None),
            (Reply(status=500), None),
            (Reply(body=b"<html>s3cr3t-key"), None),
            (Reply(status=302, headers={"Location": "/cases?key=s3cr3t-key"}), None),
            (Reply(status=200), f"http://127.0.0.1:{port}"),
            (Reply(status=401), "http://user:s3cr3t-key@127.0.0.1:{}"),
            (Reply(status=404), "http://127.0.0.1:{}/s3cr3t-key"),
        ):
            source = self.source(reply)
            base_url = (address or source.url).format(source.port)
            settings = source.settings(base_url=base_url, secrets={"api_key": secret})
            client = HttpClient(settings, QueryAuth("key", secret))
            with self.assertRaises(MigrationError) as caught:
                client.json(Request("/cases?key=s3cr3t-key", "Cases"))
            text = "".join(traceback.format_exception(caught.exception))
            self.assertNotIn(secret, text)

    def test_the_settings_show_none(self):
        self.assertNotIn("s3cr3t", repr(Settings(secrets={"api_key": "s3cr3t"})))

    def test_a_credential_that_cannot_be_sent(self):
        source = self.source([1])
        for secret in ("key\nwith line", "ключ-секрет"):
            client = HttpClient(source.settings(), HeaderAuth("X-Api-Key", secret))
            with self.assertRaises(FatalError) as caught:
                client.json(CASES)
            text = "".join(traceback.format_exception(caught.exception))
            self.assertIn("check the credentials", text)
            self.assertNotIn("with line", text)

    def test_the_debug_log_has_no_queries(self):
        source = self.source([1])
        client = HttpClient(source.settings(), QueryAuth("key", "s3cr3t"))
        with self.assertLogs("urllib3.connectionpool", logging.DEBUG) as logs:
            client.json(CASES)
        text = "\n".join(logs.output)
        self.assertIn("/cases", text)
        self.assertNotIn("s3cr3t", text)
