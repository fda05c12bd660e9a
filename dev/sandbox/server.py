"""The HTTP servers of the sandbox: the system's own and its file host."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from .backdocket import BackDocket
from .firm import Firm
from .misbehaviour import Misbehaviour
from .the_case_file import TheCaseFile
from .web import Request, Response, json_response

SYSTEMS = {"the_case_file": TheCaseFile, "backdocket": BackDocket}

# request -> response, and whether the connection breaks half-way
Answer = Callable[[Request], tuple[Response, bool]]


class SandboxServer:
    """A source system on 127.0.0.1, to be used as a context manager.

    ``address`` and ``credentials`` are what a client needs, ``requests`` is the log of
    the last ones.

    :param system: ``the_case_file`` or ``backdocket``
    :param port: 0 for any free one
    :param misbehave: what to do wrong, see ``misbehaviour.KINDS``
    """

    def __init__(
        self,
        system: str,
        firm: Firm,
        port: int = 0,
        misbehave: Sequence[str] = (),
    ) -> None:
        self.misbehaviour = Misbehaviour(misbehave)
        self._first = firm
        self.system = SYSTEMS[system](firm, self.misbehaviour)
        self.credentials: dict[str, str] = self.system.credentials
        self.requests: deque[str] = deque(maxlen=10_000)
        self._servers = [
            _HTTPServer(port, self._answer),
            _HTTPServer(0, self._answer_file),
        ]
        self.address, self.system.files.address = (s.address for s in self._servers)

    def __enter__(self) -> "SandboxServer":
        for server in self._servers:
            serve = partial(server.serve_forever, poll_interval=0.05)
            threading.Thread(target=serve, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    @property
    def firm(self) -> Firm:
        """The firm behind the server; may be replaced, by ``firm.evolve()`` say."""
        return self.system.firm

    @firm.setter
    def firm(self, firm: Firm) -> None:
        self.system.firm = firm

    def _answer(self, request: Request) -> tuple[Response, bool]:
        self.requests.append(f"{request.method} {request.path}")
        number = self.misbehaviour.next_number()
        changes = self.misbehaviour.changes(number)
        if changes:
            self.firm = self.firm.evolve(kinds=changes)
        response = self.misbehaviour.instead(number) or self._respond(request)
        return response, self.misbehaviour.cuts(number)

    def _respond(self, request: Request) -> Response:
        if (request.method, request.path) == ("POST", "/_sandbox/evolve"):
            at = request.query.get("at")
            self.firm = self.firm.evolve(at and datetime.fromisoformat(at))
            return json_response({"step": len(self.firm.changes)})
        if (request.method, request.path) == ("POST", "/_sandbox/begin"):
            self.firm = self._first
            return json_response({"step": 0})
        return self.system.respond(request)

    def _answer_file(self, request: Request) -> tuple[Response, bool]:
        self.requests.append(f"{request.method} {request.path}")
        number = self.misbehaviour.next_number()
        return self.system.files.respond(request), self.misbehaviour.cuts(number)


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, answer: Answer) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer = answer
        self.address = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    """Turns HTTP into calls of the server's ``answer``."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _HTTPServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        request = Request(
            self.command,
            unquote(parts.path),
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        self._send(*self.server.answer(request))

    def do_POST(self) -> None:
        self.do_GET()

    def _send(self, response: Response, cut: bool) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        body = response.body
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection |= cut

    def log_message(self, *_args: object) -> None:
        """Keep quiet; ``SandboxServer.requests`` is the log."""
