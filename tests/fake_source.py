"""A small web server that plays a source, for the tests of the REST half of lib."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.http import HttpClient
from odoo.addons.crm_case_migration.lib.profile import parse_profile
from odoo.addons.crm_case_migration.lib.rest import RestConnection
from odoo.addons.crm_case_migration.lib.settings import Settings


@dataclass
class Call:
    """One request that the source has received."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {
            name: values[0] for name, values in parse_qs(self.body.decode()).items()
        }


@dataclass
class Reply:
    """What the source answers. `cut` sends only so many bytes of the body."""

    data: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    cut: int | None = None


class FakeSource:
    """A source on this machine; `answer` makes a Reply (or its data) of each Call."""

    def __init__(self, answer: Callable[[Call], Any]) -> None:
        self.answer = answer
        self.calls: list[Call] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        # Clients that break off are a part of the tests.
        self._server.handle_error = lambda *_args: None  # type: ignore[method-assign]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )

    def __enter__(self) -> "FakeSource":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def elsewhere(self) -> str:
        """The same source under the name of another host."""
        return f"http://localhost:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [call.path for call in self.calls]

    def settings(self, **options: Any) -> Settings:
        """Settings that lead here; pauses are noted in `settings.sleep.pauses`."""
        sleep = Sleep()
        defaults = {
            "base_url": self.url,
            "allowed_private": ("127.0.0.1", "localhost"),
            "sleep": sleep,
            "clock": sleep.clock,
        }
        return Settings(**(defaults | options))

    def client(self, **options: Any) -> HttpClient:
        return HttpClient(self.settings(**options))

    def connection(self, profile: dict[str, Any], **options: Any) -> RestConnection:
        """A connection by a profile of which only `streams` and `rest` are given."""
        whole = {"profile": 1, "code": "third", "name": "Third", **profile}
        return RestConnection(parse_profile(whole), self.settings(**options))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_args: Any) -> None:
                pass

            def do_GET(self) -> None:
                source._serve(self)

            do_POST = do_GET  # noqa: N815

        return Handler

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        address = urlsplit(handler.path)
        query = {
            name: values[0]
            for name, values in parse_qs(address.query, keep_blank_values=True).items()
        }
        size = int(handler.headers.get("Content-Length", 0))
        body = handler.rfile.read(size)
        headers = dict(handler.headers.items())
        call = Call(handler.command, address.path, query, headers, body)
        self.calls.append(call)
        reply = self.answer(call)
        _send(handler, reply if isinstance(reply, Reply) else Reply(reply))


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    body = reply.body if reply.body is not None else json.dumps(reply.data).encode()
    headers = {
        "Content-Type": "application/json" if reply.body is None else "text/plain",
        "Content-Length": str(len(body)),
        **reply.headers,
    }
    handler.send_response(reply.status)
    for name, value in headers.items():
        if value is not None:
            handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body if reply.cut is None else body[: reply.cut])
    if reply.cut is not None or headers["Content-Length"] is None:
        handler.close_connection = True


class Sleep:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.now = 0.0

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


class SourceCase(BaseCase):
    """Tests with a source of their own each."""

    def source(self, *replies: Any) -> FakeSource:
        """A running source that gives these answers one after the other, the last for
        ever; a function among them makes the answer of the call.
        """
        left = list(replies)

        def answer(call: Call) -> Any:
            reply = left.pop(0) if len(left) > 1 else left[0]
            return reply(call) if callable(reply) else reply

        source = FakeSource(answer).__enter__()
        self.addCleanup(source.__exit__)
        return source
