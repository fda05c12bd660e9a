"""The file host: documents at signed addresses that expire, on a port of its own."""

import hmac
import secrets
import time
from collections.abc import Callable
from urllib.parse import quote

from .web import Request, Response, error, file_response

LIFETIME = 60  # seconds


class FileHost:
    """Signs addresses and serves what is behind them.

    :param content: gives the bytes and media type for a path, None for an unknown one
    """

    def __init__(self, content: Callable[[str], tuple[bytes, str] | None]) -> None:
        self.address = ""
        self._content = content
        self._secret = secrets.token_bytes(16)

    def sign(self, path: str) -> str:
        """Return an address for ``path`` that is good for a minute."""
        expires = int(time.time()) + LIFETIME
        signature = self._signature(path, expires)
        return f"{self.address}{quote(path)}?expires={expires}&signature={signature}"

    def respond(self, request: Request) -> Response:
        """Serve a file; whoever sends the API's credentials along is refused."""
        if {"authorization", "x-api-key"} & request.headers.keys():
            return error(400, "Only one way to sign in is allowed.")
        expires = request.number("expires", 0)
        expected = self._signature(request.path, expires)
        if not hmac.compare_digest(expected, request.query.get("signature", "")):
            return error(403, "The signature does not match.")
        if expires < time.time():
            return error(403, "The address has expired.")
        found = self._content(request.path)
        if found is None:
            return error(404, "No such file.")
        return file_response(request, *found)

    def _signature(self, path: str, expires: int) -> str:
        message = f"{path}:{expires}".encode()
        return hmac.new(self._secret, message, "sha256").hexdigest()
