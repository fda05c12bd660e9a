import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

import requests
from urllib3.exceptions import InsecureRequestWarning

from odoo.addons.crm_case_migration.lib.errors import (
    FatalError,
    RetriableError,
)
from odoo.addons.crm_case_migration.lib.http.failures import of_exception

from .certificate import self_signed
from .http_case import HttpCase


class TestConnecting(HttpCase):
    def test_nobody_is_there(self):
        source = self.source([])
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        error, _pauses = self.failing(source, base_url=f"http://127.0.0.1:{port}")
        self.assertIsInstance(error, RetriableError)
        self.assertIn("refuses the connection", error.message)

    def test_a_name_that_leads_nowhere(self):
        source = self.source([])
        with patch("socket.getaddrinfo", side_effect=socket.gaierror):
            error, _pauses = self.failing(source, base_url=source.elsewhere)
        self.assertIsInstance(error, RetriableError)
        self.assertIn("is a host that cannot be found", error.message)

    def test_an_address_that_is_none(self):
        for address in ("http://", "http://[::1", "ftp://127.0.0.1", "127.0.0.1"):
            error, _pauses = self.failing(self.source([]), base_url=address)
            self.assertIsInstance(error, FatalError)
            self.assertIn("is no valid address", error.message)

    def test_failures_of_the_library_have_a_sentence(self):
        for failure, kind, words in (
            (requests.ReadTimeout(), RetriableError, "does not answer in time"),
            (requests.ConnectTimeout(), RetriableError, "does not answer in time"),
            (requests.ConnectionError(), RetriableError, "breaks off the connection"),
            (ConnectionResetError(), RetriableError, "breaks off the connection"),
            (requests.exceptions.SSLError("EOF"), RetriableError, "breaks off"),
            (
                requests.exceptions.SSLError("[SSL: WRONG_VERSION_NUMBER]"),
                FatalError,
                "does not encrypt",
            ),
        ):
            found = of_exception(failure)
            self.assertTrue(issubclass(found.error, kind))
            self.assertIn(words, found.what)

    def test_a_certificate_that_does_not_verify(self):
        with TlsServer(self) as (port, certificate):
            source = self.source([])
            address = f"https://127.0.0.1:{port}"
            error, _pauses = self.failing(source, base_url=address)
            self.assertIsInstance(error, FatalError)
            self.assertIn("certificate that does not verify (self", error.message)
            data, _pauses = self.answered(source, base_url=address, ca_file=certificate)
            self.assertEqual(data, [1])
            with self.assertWarns(InsecureRequestWarning):
                data, _pauses = self.answered(source, base_url=address, verify=False)
            self.assertEqual(data, [1])


class TlsServer:
    """An HTTPS server with a certificate that nobody has signed."""

    def __init__(self, case):
        self._folder = case

    def __enter__(self):
        certificate, key = self_signed(self._folder)

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args):
                pass

            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"[1]")

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_args: None
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self._server.server_port, certificate

    def __exit__(self, *_error):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
