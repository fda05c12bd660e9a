"""What goes to a source and what comes back, and how the two are kept apart."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import requests
from requests.auth import AuthBase

from ..errors import RetriableError
from ..message import Message, _lt
from ..settings import Settings


@dataclass(frozen=True)
class Request:
    """One request. `where` is how messages call it; `url` may be a path.

    `on_status` leads from a status to "skip", "fail" or "retry".
    """

    url: str
    where: str
    method: str = "GET"
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    on_status: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_body(self) -> bool:
        """Whether more than an address and headers is sent."""
        return self.json is not None or self.form is not None

    def redirected(self, url: str, status: int) -> "Request":
        """The request after a redirect, without a body where the rules say so."""
        if status in (307, 308) or self.method == "GET":
            return replace(self, url=url, params={})
        return replace(self, url=url, params={}, method="GET", json=None, form=None)


@dataclass(frozen=True)
class Answer:
    """The JSON data of an answer, its headers and the address that has given it.

    `remarks` say what is odd about the data.
    """

    data: Any
    headers: Mapping[str, str]
    url: str
    remarks: tuple[Message, ...] = ()


class SourceAuth(AuthBase):
    """Adds credentials to a request; this one adds none."""

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        return prepared

    def renew(self, refused: requests.PreparedRequest) -> bool:
        """Whether there are other credentials now than the refused request has had."""
        return False

    def secrets(self) -> list[str]:
        """What must not appear in a message, beyond the secrets of the settings."""
        return []

    def clean(self, url: str) -> str:
        """The address without credentials, as it may be stored."""
        return url


def full_url(base_url: str, path: str) -> str:
    """The address of a path below the source's own; a full address stays as it is."""
    if re.match(r"https?://", path, re.IGNORECASE):
        return path
    return f"{base_url.rstrip('/')}/{path.lstrip('/')}"


class RateLimiter:
    """Spaces the requests of all threads evenly, `interval` seconds apart."""

    def __init__(self, interval: float, settings: Settings) -> None:
        self._interval = interval
        # Not what the settings say later: a test of the connection has less patience
        # with a source that fails, but must keep to its rate all the same.
        self._longest = settings.max_wait
        self._settings = settings
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Sleeps until it is this request's turn; RetriableError if that is far off."""
        with self._lock:
            now = self._settings.clock()
            start = max(now, self._next)
            pause = start - now
            if pause > self._longest:
                message = _lt("The source allows the next request only later.")
                raise RetriableError(message, pause)
            self._next = start + self._interval
        if pause > 0:
            self._settings.sleep(pause)
