"""What a failed request means: an error class, what is wrong, what to do."""

import re
import socket
import ssl
from collections.abc import Iterator
from typing import NamedTuple

import requests
from requests import exceptions as failures
from urllib3.connection import CertificateError
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from ..errors import (
    DoubtfulError,
    FatalError,
    MigrationError,
    RetriableError,
    UnreachableError,
)
from ..message import Message, _lt

LONGEST_WAIT = 6 * 3600.0
LATER = _lt("it is tried again later")
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})

_CHECK_LOGIN = _lt("check the credentials of the source")
_CHECK_ADDRESS = _lt("check the address of the source")


class Failure(NamedTuple):
    """The error to raise and the two halves of its sentence."""

    error: type[MigrationError]
    what: Message
    todo: Message


CUT_OFF = Failure(RetriableError, _lt("is cut off in the middle"), LATER)
WEB_PAGE = Failure(
    DoubtfulError,
    _lt("answers with a web page instead of data"),
    _lt("check the address of the source and whether the login has expired"),
)
_ASK = _lt("ask the vendor")
BROKEN = Failure(DoubtfulError, _lt("answers with data that is damaged"), _ASK)
TOO_DEEP = Failure(FatalError, _lt("answers with data nested too deeply"), _ASK)
NOT_JSON = Failure(FatalError, _lt("does not answer with JSON"), _CHECK_ADDRESS)
ELSEWHERE = Failure(
    FatalError,
    _lt("is redirected to another host, which must not see what is sent"),
    _CHECK_ADDRESS,
)
_SILENT = Failure(UnreachableError, _lt("does not answer in time"), LATER)
_NO_HOST = Failure(
    UnreachableError,
    _lt("is a host that cannot be found"),
    _lt("check the address of the source; it is tried again later"),
)
_REFUSING = Failure(UnreachableError, _lt("refuses the connection"), LATER)
REDIRECTS = Failure(FatalError, _lt("is redirected without end"), _CHECK_ADDRESS)

_REFUSALS = {
    401: (_lt("refuses the credentials"), _CHECK_LOGIN),
    403: (
        _lt("is not permitted to this user"),
        _lt("ask the vendor for access to this list"),
    ),
    404: (
        _lt("is not there"),
        _lt("check the address of the source and the path in its profile"),
    ),
}
_REFUSED = (
    _lt("refuses the request"),
    _lt("check the credentials of the source and the parameters in its profile"),
)


def of_status(status: int) -> Failure:
    """What an answer with this status (300 or more) means."""
    if status == 429:
        return Failure(RetriableError, _lt("is asked too often (429)"), LATER)
    if status in TRANSIENT:
        what = _lt("does not work at the moment (%(status)s)", status=str(status))
        return Failure(RetriableError, what, LATER)
    what, todo = _REFUSALS.get(status, _REFUSED)
    what = _lt("%(refusal)s (%(status)s)", refusal=what, status=str(status))
    return Failure(FatalError, what, todo)


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
        return _of_tls(error)
    if _is_of_header(error):
        todo = _lt("check the credentials for blanks and special characters")
        return Failure(FatalError, _lt("cannot be asked"), todo)
    if isinstance(error, ValueError):
        return Failure(FatalError, _lt("is no valid address"), _CHECK_ADDRESS)
    if isinstance(error, _CUT_OFF):
        return CUT_OFF
    return _of_connection(error)


_CUT_OFF = (failures.ChunkedEncodingError, failures.ContentDecodingError)
# What goes wrong with an encrypted connection, beneath what requests makes of it.
_TLS = (ssl.SSLError, CertificateError)


def _is_of_header(error: Exception) -> bool:
    """Whether a header cannot be sent; what quotes an address may have any word in it.

    Python's own error is a plain ValueError that begins like this.
    """
    is_plain = type(error) is ValueError and str(error).startswith("Invalid header")
    return is_plain or isinstance(error, (UnicodeError, failures.InvalidHeader))


def _of_tls(error: Exception) -> Failure:
    cause = next((one for one in _causes(error) if isinstance(one, _TLS)), None)
    text = str(cause)
    found = re.search(r"certificate verify failed: ([^()'\"]+)", text)
    if isinstance(cause, CertificateError) or "certificate" in text.lower():
        what = _lt("has a certificate that does not verify")
        if found:
            what = _lt(
                "has a certificate that does not verify (%(reason)s)",
                reason=found[1].strip(),
            )
        todo = _lt(
            "have the certificate put right, or enter the authority that issued it"
        )
        return Failure(FatalError, what, todo)
    if "WRONG_VERSION_NUMBER" in text:
        what = _lt("does not encrypt its connections")
        todo = _lt("check whether the address begins with http:// rather than https://")
        return Failure(FatalError, what, todo)
    return Failure(RetriableError, _lt("breaks off the encrypted connection"), LATER)


def _of_connection(error: Exception) -> Failure:
    if isinstance(error, requests.Timeout):
        return _SILENT
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return _NO_HOST
        if isinstance(cause, ConnectionRefusedError):
            return _REFUSING
        if isinstance(cause, TimeoutError):
            return _SILENT
    return Failure(RetriableError, _lt("breaks off the connection"), LATER)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
