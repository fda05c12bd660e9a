"""The one place through which every request to a source goes."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import urljoin

import requests

from ..errors import (
    DoubtfulError,
    FatalError,
    MigrationError,
    RetriableError,
    SkipError,
)
from ..message import Message, _lt
from ..settings import Settings
from ..whole import whole
from .failures import (
    BROKEN,
    CUT_OFF,
    ELSEWHERE,
    NOT_JSON,
    REDIRECTS,
    TOO_DEEP,
    WEB_PAGE,
    Failure,
    of_exception,
    of_status,
    retry_after,
)
from .guard import AddressGuard, GuardedAdapter
from .jsontext import CutOffError, TooDeepError, loads
from .patience import Patience
from .types import Answer, RateLimiter, Request, SourceAuth, full_url

T = TypeVar("T")
Reader = Callable[[requests.Response, Request], T]

CHUNK = 64 * 1024
MAX_REDIRECTS = 5
# A page that takes longer, in seconds, does not come any more.
SLOWEST_PAGE = 600.0
# What is sent to another host than the source's own after a redirect.
_NEUTRAL = frozenset({"accept", "accept-encoding", "range", "if-range"})
_CHARSET = re.compile(r"""charset=["']?([\w.:-]+)""", re.IGNORECASE)


class HttpClient:
    """Sends requests to one source: limited, retried, guarded, redacted.

    What is transient is tried again as long as the pauses stay below
    `settings.max_wait`; then RetriableError tells how long the source wants to rest.
    Safe to use from several threads.
    """

    def __init__(
        self,
        settings: Settings,
        auth: SourceAuth | None = None,
        headers: Mapping[str, str] | None = None,
        interval: float = 0.0,
    ) -> None:
        self.settings = settings
        self.auth = auth or SourceAuth()
        self._headers = headers or {}
        self._limiter = RateLimiter(interval, settings)
        self._session = _session(settings)

    def close(self) -> None:
        """Closes all sockets."""
        self._session.close()

    def json(self, request: Request) -> Answer:
        """The answer; SkipError when the request's `on_status` says so."""
        return self.ask(request, self._read_json)

    def ask(self, request: Request, read: Reader[T]) -> T:
        """What `read` makes of the answer; both are repeated when the answer fails."""
        patience = Patience(self.settings.max_wait)
        while True:
            try:
                return self._attempt(request, read)
            except (RetriableError, DoubtfulError) as error:
                pause = patience.pause_after(error)
            self.settings.sleep(pause)

    def url(self, path: str) -> str:
        """The full address of a path of the source, see `full_url`."""
        return full_url(self.settings.base_url, path)

    def sentence(
        self, request: Request, what: Message, todo: Message | None = None
    ) -> Message:
        """“Where: host/path what; todo.”, without the query and without secrets."""
        place = re.sub(r"^\w+://(?:[^/]*@)?|[?#].*", "", self.url(request.url))
        values = {"where": request.where, "place": place, "what": what}
        message = _lt("%(where)s: %(place)s %(what)s.", **values)
        if todo:
            message = _lt(
                "%(where)s: %(place)s %(what)s; %(todo)s.", **values, todo=todo
            )
        return message.altered(self._redacted)

    def _redacted(self, text: str) -> str:
        for secret in [*self.settings.hidden(), *self.auth.secrets()]:
            if len(secret) > 3:
                text = text.replace(secret, "***")
        return text

    def error(self, request: Request, failure: Failure) -> MigrationError:
        """The failure's error, with a sentence about the request."""
        return failure.error(self.sentence(request, failure.what, failure.todo))

    @contextmanager
    def translated(self, request: Request) -> Iterator[None]:
        """Turns what the libraries raise into our errors.

        Theirs are left behind as a whole: they may hold an address with a secret.
        """
        try:
            yield
        except (OSError, ValueError) as error:
            failure = of_exception(error)
            raise self.error(request, failure) from None

    def _attempt(self, request: Request, read: Reader[T]) -> T:
        with self.translated(request):
            response = self._follow(request)
            if response.status_code == 401 and self.auth.renew(response.request):
                response.close()
                response = self._follow(request)
            try:
                self._check_status(response, request)
                return read(response, request)
            except BaseException:
                response.close()
                raise

    def _follow(self, request: Request) -> requests.Response:
        """The answer after all redirects; only the source's host gets credentials."""
        url = self.url(request.url)
        trusted = not self._session.should_strip_auth(self.settings.base_url, url)
        for _hop in range(MAX_REDIRECTS + 1):
            response = self._send(request, trusted)
            target = self._session.get_redirect_target(response)
            if target is None:
                return response
            response.close()
            here = str(response.request.url)
            there = urljoin(here, target)
            request = request.redirected(there, response.status_code)
            if self._session.should_strip_auth(here, there):
                trusted = False
                if request.has_body:
                    raise self.error(request, ELSEWHERE)
        raise self.error(request, REDIRECTS)

    def _send(self, request: Request, trusted: bool) -> requests.Response:
        headers = {**self._headers, **request.headers}
        if trusted:
            self._limiter.wait()
        else:
            headers = {k: v for k, v in headers.items() if k.lower() in _NEUTRAL}
        prepared = self._session.prepare_request(
            requests.Request(
                request.method,
                self.url(request.url),
                params=request.params,
                json=request.json,
                data=request.form,
                headers=headers,
                auth=self.auth if trusted else SourceAuth(),
            )
        )
        return self._session.send(
            prepared,
            stream=True,
            allow_redirects=False,
            timeout=self.settings.timeout,
            verify=(self.settings.ca_file or True) if self.settings.verify else False,
        )

    def _check_status(self, response: requests.Response, request: Request) -> None:
        status = response.status_code
        if status < 300:
            return
        failure = of_status(status)
        action = request.on_status.get(str(status))
        if action == "skip":
            raise SkipError(self.sentence(request, failure.what))
        if action == "retry":
            failure = failure._replace(error=RetriableError)
        if action == "fail":
            failure = failure._replace(error=FatalError)
        if failure.error is not RetriableError:
            raise self.error(request, failure)
        wait = retry_after(response.headers.get("Retry-After"))
        raise RetriableError(self.sentence(request, failure.what, failure.todo), wait)

    def _read_json(self, response: requests.Response, request: Request) -> Answer:
        body = self._read_body(response, request)
        if response.status_code == 204:
            return Answer(None, response.headers, response.url)
        charset = _CHARSET.search(response.headers.get("Content-Type", ""))
        try:
            data, remarks = loads(body, charset and charset[1])
        except ValueError as error:
            raise self.error(request, _not_json(body, error)) from None
        return Answer(data, response.headers, response.url, remarks)

    def _read_body(self, response: requests.Response, request: Request) -> bytes:
        chunks = []
        size = 0
        deadline = self.settings.clock() + SLOWEST_PAGE
        for chunk in response.iter_content(CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > self.settings.max_bytes:
                raise self.error(request, _too_much(self.settings.max_bytes))
            if self.settings.clock() > deadline:
                raise self.error(request, CUT_OFF)
        if not is_complete(response):
            raise self.error(request, CUT_OFF)
        return b"".join(chunks)


def _session(settings: Settings) -> requests.Session:
    session = requests.Session()
    # No proxy, netrc or certificate from the environment of the Odoo server.
    session.trust_env = False
    session.headers["User-Agent"] = "crm_case_migration"
    guard = AddressGuard(settings.allowed_private)
    adapter = GuardedAdapter(guard, pool_maxsize=max(settings.parallel, 10))
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def is_complete(response: requests.Response) -> bool:
    """Whether a body read to its end is as long as the source has announced."""
    announced = whole(response.headers.get("Content-Length"))
    return announced is None or response.raw.tell() >= announced


def _not_json(body: bytes, error: ValueError) -> Failure:
    start = body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return WEB_PAGE
    if isinstance(error, CutOffError):
        return CUT_OFF
    if isinstance(error, TooDeepError):
        return TOO_DEEP
    return BROKEN if start in (b"{", b"[") else NOT_JSON


def _too_much(limit: int) -> Failure:
    what = _lt("answers with more than %(size)s MB at once", size=limit // 1024**2)
    return Failure(FatalError, what, _lt("ask for fewer records per page (limit)"))
