"""A download that is taken up again where it broke off."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import requests

from ..errors import DoubtfulError, RetriableError, SkipError
from ..http import HttpClient, Request, is_complete
from ..http.failures import CUT_OFF, LATER, Failure
from ..message import _lt
from ..paths import get
from ..whole import whole

CHUNK = 16 * 1024
# So often it is taken up without a byte of progress in between.
_TRIES = 4

_ASK = _lt("ask the vendor")
NO_BYTES = Failure(SkipError, _lt("has no bytes for this document"), _ASK)
WEB_PAGE = Failure(DoubtfulError, _lt("gives a web page instead of the document"), _ASK)
_CHANGED = Failure(RetriableError, _lt("has changed while it was read"), LATER)


class Download:
    """The bytes of one address, taken up again where they broke off.

    With a strong ETag the source is asked for the rest only; otherwise for everything,
    and what was handed out before must come again byte for byte.
    """

    def __init__(
        self,
        client: HttpClient,
        request: Request,
        url_path: str | None,
        is_page: Callable[[int | None], bool],
    ) -> None:
        """`is_page` says of a web page of so many bytes whether it is the document."""
        self._client = client
        self._request = request
        self._url_path = url_path
        self._is_page = is_page
        self._done = 0
        self._sum = hashlib.sha256()
        self._etag: str | None = None
        self.response = self._open()
        headers = self.response.headers
        etag = headers.get("ETag", "")
        self._etag = etag if etag.startswith('"') else None
        self.size = sent_size(headers)

    def close(self) -> None:
        """Lets go of the socket."""
        self.response.close()

    def chunks(self) -> Iterator[bytes]:
        """All bytes in order; RetriableError when there is no getting on."""
        idle = 0
        while True:
            before = self._done
            try:
                yield from self._rest()
                return
            except RetriableError:
                idle = 0 if self._done > before else idle + 1
                if idle == _TRIES:
                    raise
            self._client.settings.sleep(2.0**idle)
            self.close()
            self.response = self._open()

    def _open(self) -> requests.Response:
        """The answer from where the bytes broke off, or from the beginning.

        The address is asked for anew: a signed one may have expired meanwhile.
        """
        request = self._request
        if self._url_path is not None:
            ask = replace(request, headers={"Accept": "application/json"})
            url = get(self._client.json(ask).data, self._url_path)
            if not url or not isinstance(url, str):
                raise self._client.error(request, NO_BYTES)
            request = replace(request, url=url)
        if self._done and self._etag:
            resume = {"Range": f"bytes={self._done}-", "If-Range": self._etag}
            request = replace(request, headers={**request.headers, **resume})
        try:
            return self._client.ask(request, self._checked)
        except DoubtfulError as error:
            raise SkipError(error.message) from None

    def _checked(
        self, response: requests.Response, request: Request
    ) -> requests.Response:
        """The answer, unless it is a web page that nobody has called a download."""
        headers = response.headers
        is_page = "html" in sent_type(headers)
        is_download = "Content-Disposition" in headers
        size = sent_size(headers) if response.status_code == 200 else None
        if is_page and not is_download and not self._is_page(size):
            raise self._client.error(request, WEB_PAGE)
        return response

    def _rest(self) -> Iterator[bytes]:
        """The bytes of the current answer that have not been handed out before."""
        with self._client.translated(self._request):
            chunks = self.response.iter_content(CHUNK)
            for chunk in chunks if self._resumes() else self._behind(chunks):
                self._sum.update(chunk)
                self._done += len(chunk)
                yield chunk
        if not is_complete(self.response):
            raise self._client.error(self._request, CUT_OFF)

    def _behind(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """What follows the bytes handed out before, which must be there again."""
        left = self._done
        again = hashlib.sha256()
        for chunk in chunks:
            known, fresh = chunk[:left], chunk[left:]
            if known:
                again.update(known)
                left -= len(known)
            if known and not left and again.digest() != self._sum.digest():
                raise self._client.error(self._request, _CHANGED)
            if fresh:
                yield fresh
        if left:
            raise self._client.error(self._request, CUT_OFF)

    def _resumes(self) -> bool:
        """Whether the current answer begins where the bytes broke off."""
        start = self.response.headers.get("Content-Range", "")
        is_part = self.response.status_code == 206
        return is_part and start.startswith(f"bytes {self._done}-")


def sent_size(headers: Mapping[str, str]) -> int | None:
    """The number of bytes that an answer announces; None when it does not."""
    length = headers.get("Content-Length", "")
    is_plain = headers.get("Content-Encoding", "identity") == "identity"
    return whole(length) if length.isdecimal() and is_plain else None


def sent_type(headers: Mapping[str, str]) -> str:
    """The media type that an answer claims to have; empty when it does not."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()
