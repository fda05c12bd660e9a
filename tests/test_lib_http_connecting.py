import socket
import ssl
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

import requests
from urllib3.exceptions import InsecureRequestWarning

from odoo.addons.crm_case_migration.lib.errors import (
    FatalError,
    RetriableError,
)
from odoo.addons.crm_case_migration.lib.http import Request
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
            (requests.exceptions.InvalidHeader(), FatalError, "cannot be asked"),
            (ValueError("Invalid header value b'x'"), FatalError, "cannot be asked"),
            (UnicodeEncodeError("latin-1", "ł", 0, 1, ""), FatalError, "cannot be"),
        ):
            found = of_exception(failure)
            self.assertTrue(issubclass(found.error, kind))
            self.assertIn(words, found.what)

    def test_words_in_an_address_are_no_reason(self):
        path = Request("/invoice_headers/certificate", "Cases")
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        base_url = f"http://127.0.0.1:{port}"
        error, _pauses = self.failing(self.source([]), path, base_url=base_url)
        self.assertIn("refuses the connection", error.message)
        with HangingUp() as port:
            base_url = f"https://127.0.0.1:{port}"
            error, _pauses = self.failing(self.source([]), path, base_url=base_url)
        self.assertIsInstance(error, RetriableError)
        self.assertIn("breaks off the encrypted connection", error.message)

    def test_a_source_that_does_not_encrypt(self):
        source = self.source([])
        base_url = source.url.replace("http:", "https:")
        error, _pauses = self.failing(source, base_url=base_url)
        self.assertIsInstance(error, FatalError)
        self.assertIn("does not encrypt", error.message)

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


class HangingUp:
    """A server that ends each connection after what it hears first."""

    def __enter__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self._socket.getsockname()[1]

    def __exit__(self, *_error):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self):
        with suppress(OSError):
            while True:
                with self._socket.accept()[0] as connection:
                    connection.recv(4096)


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
