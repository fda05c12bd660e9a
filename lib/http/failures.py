"""What a failed request means: an error class, what is wrong, what to do."""

import re
import socket
from collections.abc import Iterator
from typing import NamedTuple

import requests
from requests import exceptions as failures
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from ..errors import (
    DoubtfulError,
    FatalError,
    MigrationError,
    RetriableError,
    UnreachableError,
)

LONGEST_WAIT = 6 * 3600.0
LATER = "it is tried again later"
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})

_CHECK_LOGIN = "check the credentials of the source"
_CHECK_ADDRESS = "check the address of the source"


class Failure(NamedTuple):
    """The error to raise and the two halves of its sentence."""

    error: type[MigrationError]
    what: str
    todo: str


CUT_OFF = Failure(RetriableError, "is cut off in the middle", LATER)
WEB_PAGE = Failure(
    DoubtfulError,
    "answers with a web page instead of data",
    f"{_CHECK_ADDRESS} and whether the login has expired",
)
NOT_JSON = Failure(FatalError, "does not answer with JSON", _CHECK_ADDRESS)
ELSEWHERE = Failure(
    FatalError,
    "is redirected to another host, which must not see what is sent",
    _CHECK_ADDRESS,
)
REDIRECTS = Failure(FatalError, "is redirected without end", _CHECK_ADDRESS)

_REFUSALS = {
    401: ("refuses the credentials", _CHECK_LOGIN),
    403: ("is not permitted to this user", "ask the vendor for access to this list"),
    404: ("is not there", f"{_CHECK_ADDRESS} and the path in its profile"),
}
_REFUSED = (
    "refuses the request",
    "check the credentials of the source and the parameters in its profile",
)


def of_status(status: int) -> Failure:
    """What an answer with this status (300 or more) means."""
    if status == 429:
        return Failure(RetriableError, "is asked too often (429)", LATER)
    if status in TRANSIENT:
        return Failure(RetriableError, f"does not work at the moment ({status})", LATER)
    what, todo = _REFUSALS.get(status, _REFUSED)
    return Failure(FatalError, f"{what} ({status})", todo)


def retry_after(header: str | None) -> float | None:
    """The seconds in a `Retry-After` header (number or date), None if unreadable."""
    if not header:
        return None
    try:
        return float(min(Retry(0).parse_retry_after(header), LONGEST_WAIT))
    except (InvalidHeader, OverflowError, ValueError):
        return None


def of_exception(error: Exception) -> Failure:
    """What an exception of the HTTP libraries means."""
    if isinstance(error, failures.SSLError):
        return _of_tls(str(error))
    if isinstance(error, UnicodeError) or "header" in str(error).lower():
        todo = "check the credentials for blanks and special characters"
        return Failure(FatalError, "cannot be asked", todo)
    if isinstance(error, ValueError):
        return Failure(FatalError, "is no valid address", _CHECK_ADDRESS)
    if isinstance(error, _CUT_OFF):
        return CUT_OFF
    return _of_connection(error)


_CUT_OFF = (failures.ChunkedEncodingError, failures.ContentDecodingError)


def _of_tls(text: str) -> Failure:
    found = re.search(r"certificate verify failed: ([^()'\"]+)", text)
    if found or "certificate" in text.lower():
        reason = f" ({found[1].strip()})" if found else ""
        todo = "have the certificate put right, or enter the authority that issued it"
        what = f"has a certificate that does not verify{reason}"
        return Failure(FatalError, what, todo)
    if "WRONG_VERSION_NUMBER" in text:
        todo = "check whether the address begins with http:// rather than https://"
        return Failure(FatalError, "does not encrypt its connections", todo)
    return Failure(RetriableError, "breaks off the encrypted connection", LATER)


def _of_connection(error: Exception) -> Failure:
    if isinstance(error, requests.Timeout):
        return Failure(UnreachableError, "does not answer in time", LATER)
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            todo = f"{_CHECK_ADDRESS}; {LATER}"
            return Failure(UnreachableError, "is a host that cannot be found", todo)
        if isinstance(cause, ConnectionRefusedError):
            return Failure(UnreachableError, "refuses the connection", LATER)
        if isinstance(cause, TimeoutError):
            return Failure(UnreachableError, "does not answer in time", LATER)
    return Failure(RetriableError, "breaks off the connection", LATER)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
