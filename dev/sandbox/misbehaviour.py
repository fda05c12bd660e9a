"""What real sources do wrong, at fixed intervals so that every run sees it."""

import threading
import time
from collections.abc import Collection
from email.utils import formatdate
from itertools import count

from .web import Response, error

KINDS = (
    "rate_limit",
    "errors_500",
    "slow",
    "cut_body",
    "html",
    "expire_tokens",
    "duplicate_page",
    "shifted_page",
    "changed_while_reading",
    "deleted_while_reading",
)
TOKEN_USES = 15  # requests that a token is good for with expire_tokens
SHIFTED_BY = 3  # records
FIRM_CHANGES_AT = 12  # requests
LOGIN_PAGE = b"<!doctype html><title>Sign in</title><form>Password</form>"


class Misbehaviour:
    """Decides for each request what goes wrong. Safe for threads."""

    def __init__(self, kinds: Collection[str] = ()) -> None:
        unknown = set(kinds) - set(KINDS)
        if unknown:
            raise ValueError(f"Unknown: {', '.join(sorted(unknown))}")
        self.kinds = frozenset(kinds)
        self._numbers = count(1)
        self._repeated: set[tuple[str, int]] = set()
        self._lock = threading.Lock()

    def next_number(self) -> int:
        """Return the number of a request, from 1."""
        with self._lock:
            return next(self._numbers)

    def instead(self, number: int) -> Response | None:
        """Return what is sent in place of the right answer, or None."""
        if "slow" in self.kinds and number % 10 == 3:
            time.sleep(0.2)
        if "rate_limit" in self.kinds and number % 25 in (10, 11, 12):
            return _too_many(number % 25)
        if "errors_500" in self.kinds and number % 17 == 5:
            return error((500, 502, 503)[number % 3], "Something went wrong.")
        if "html" in self.kinds and number % 23 == 9:
            return Response(200, LOGIN_PAGE, {"Content-Type": "text/html"})
        return None

    def cuts(self, number: int) -> bool:
        """Tell whether the connection breaks in the middle of an answer."""
        return "cut_body" in self.kinds and number % 19 == 7

    def changes(self, number: int) -> list[str]:
        """Return what happens to the firm before a request is answered."""
        if number != FIRM_CHANGES_AT:
            return []
        happening = {
            "changed_while_reading": "change",
            "deleted_while_reading": "delete",
        }
        return [kind for name, kind in happening.items() if name in self.kinds]

    def token_uses(self) -> int | None:
        """Return how many requests a token is good for, None for all."""
        return TOKEN_USES if "expire_tokens" in self.kinds else None

    def shift(self, path: str, offset: int, limit: int, total: int) -> tuple[int, int]:
        """Return the offset really read, and how far the client has to read.

        ``shifted_page``: as if records had come in at the head of the list after the
        first page was read. ``duplicate_page``: the page before comes once more.
        """
        if offset and "duplicate_page" in self.kinds and self._first_time(path, offset):
            offset = max(offset - limit, 0)
        if "shifted_page" not in self.kinds:
            return offset, total
        shifted = offset - SHIFTED_BY if offset else 0
        return shifted, total + (SHIFTED_BY if total > limit else 0)

    def _first_time(self, path: str, offset: int) -> bool:
        with self._lock:
            if (path, offset) in self._repeated:
                return False
            self._repeated.add((path, offset))
            return True


def _too_many(place: int) -> Response:
    """Return a 429 with seconds, with a date, or without any word of when."""
    response = error(429, "Too many requests.")
    if place == 10:
        response.headers["Retry-After"] = "1"
    elif place == 11:
        response.headers["Retry-After"] = formatdate(time.time() + 1, usegmt=True)
    return response
