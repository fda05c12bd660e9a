"""What a sandbox system sees of HTTP: a request, a response, a table of routes."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """One HTTP request; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""

    def number(self, name: str, default: int) -> int:
        """Return a whole number of the query, or ``default``."""
        text = self.query.get(name, "")
        return int(text) if text.isdigit() else default


@dataclass
class Response:
    """One HTTP response with its whole body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[..., Response]
Routes = list[tuple[str, re.Pattern[str], Handler]]


def json_response(data: Any, status: int = 200, **headers: str) -> Response:
    """Return ``data`` as a JSON response."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, body, {"Content-Type": "application/json", **named})


def file_response(request: Request, content: bytes, mimetype: str) -> Response:
    """Return a file, or the part of it that the request's Range asks for."""
    headers = {"Content-Type": mimetype, "Accept-Ranges": "bytes"}
    asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
    if not asked:
        return Response(200, content, headers)
    start = int(asked[1])
    if start >= len(content):
        headers["Content-Range"] = f"bytes */{len(content)}"
        return Response(416, b"", headers)
    headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
    return Response(206, content[start:], headers)


def error(status: int, message: str) -> Response:
    """Return an error as the systems report it."""
    return json_response({"error": {"code": status, "message": message}}, status)


def route(pattern: str, handler: Handler, method: str = "GET") -> Any:
    """Return an entry of a table of routes: ``/cases/{id}`` passes ``id`` on."""
    expression = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
    return method, re.compile(expression), handler


def dispatch(routes: Iterable[Any], request: Request) -> Response:
    """Return the answer of the first route that fits, or 404."""
    for method, pattern, handler in routes:
        match = pattern.fullmatch(request.path)
        if match and method == request.method:
            return handler(request, **match.groupdict())
    return error(404, "No such resource.")
