"""OAuth 2 client credentials: tokens that end after some time or some requests."""

import secrets
import threading
import time
from urllib.parse import parse_qsl

from ..web import Request, Response, error, json_response

LIFETIME = 1200  # seconds
CLIENT = {"client_id": "bd-sandbox", "client_secret": "bd-sandbox-secret"}


class Tokens:
    """Hands out tokens and knows which are good. Safe for threads.

    :param uses: how many requests a token is good for, None for any number
    """

    def __init__(self, uses: int | None = None) -> None:
        self._uses = uses
        self._given: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    @property
    def given(self) -> list[str]:
        """All tokens that were handed out so far."""
        return list(self._given)

    def grant(self, request: Request) -> Response:
        """Answer a request for a token."""
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        if form.get("grant_type") != "client_credentials":
            return json_response({"error": "unsupported_grant_type"}, 400)
        if any(form.get(name) != value for name, value in CLIENT.items()):
            return json_response({"error": "invalid_client"}, 401)
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._given[token] = (time.monotonic() + LIFETIME, 0)
        answer = {"access_token": token, "token_type": "Bearer"}
        return json_response({**answer, "expires_in": LIFETIME})

    def refuse(self, request: Request) -> Response | None:
        """Return the refusal of a request without a good token, or None."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        with self._lock:
            until, used = self._given.get(token, (0.0, 0))
            spent = self._uses is not None and used >= self._uses
            if scheme != "Bearer" or until < time.monotonic() or spent:
                return error(401, "The access token is missing, wrong or expired.")
            self._given[token] = (until, used + 1)
        return None
