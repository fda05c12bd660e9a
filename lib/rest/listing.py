"""Reads one list of the API page by page, and notices when it goes wrong."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from ..errors import FatalError, SkipError
from ..http import Answer, HttpClient, Request
from ..http.failures import Failure
from ..message import _lt
from ..paginators import Paginator, State
from ..paths import as_list, compile_path, dead_end
from ..records import canonical
from .progress import Progress
from .seen import Seen, hash_of

# A page that was there before is asked for again: it may be a slip of the source.
_TRIES = 3
# So many repeated, or empty, pages in a row are a list that goes in circles.
_MAX_REPEATED = 5
_MAX_EMPTY = 100

_CIRCLES = Failure(
    FatalError,
    _lt("gives the same pages again and again"),
    _lt("check the paginator of this list in the profile (has_more, total)"),
)
_ENDLESS = Failure(
    FatalError,
    _lt("does not come to an end"),
    _lt("check the paginator of this list in the profile, or raise its max_pages"),
)


@dataclass(frozen=True)
class RawPage:
    """The records of one page as the source sent them, without those given before.

    `position` leads to the next page, None is the end; `number` counts the pages from
    1. `missing` is how many records the source claims to have beyond those that it
    gave, and `moved` whether they moved to the end, however often the list was read:
    both are known at the end.
    """

    records: list[Any]
    answer: Answer | None
    position: State | None
    number: int = 1
    total: int | None = None
    missing: int = 0
    moved: bool = False


class _Fetched(NamedTuple):
    answer: Answer | None
    records: list[Any]
    contents: list[int]
    following: State | None
    total: int | None = None
    is_repeated: bool = False

    @property
    def mark(self) -> int:
        """A number by which the same page is recognised, 0 when it is empty."""
        return hash_of(self.contents) if self.contents else 0


class Listing:
    """One list, read once, from its beginning or a position, to its end."""

    def __init__(
        self,
        client: HttpClient,
        paginator: Paginator[Any],
        request: Request,
        selector: str = "",
        identity: Callable[[Any], str] | None = None,
    ) -> None:
        self._client = client
        self._paginator = paginator
        self._request = request
        self._selector = selector
        self._select = compile_path(selector)
        self._seen = Seen(identity)
        self._marks: set[int] = set()
        self._states: set[str] = set()

    def pages(self, position: State | None = None) -> Iterator[RawPage]:
        """The pages after `position`.

        A list whose records have moved from page to page meanwhile is read once more
        for those that slipped through; only they come again.
        """
        progress = self._begin(position)
        while progress.pages < self._paginator.spec.max_pages:
            fetched = self._fetch(progress.at)
            page = self._page(fetched, progress)
            yield page
            if page.position is None:
                return
            progress = Progress(**page.position)
        raise self._client.error(self._request, _ENDLESS)

    def _begin(self, position: State | None) -> Progress:
        if position is None:
            return Progress(self._paginator.start())
        progress = Progress(**position)
        self._seen.resume(progress.recent, progress.sweep)
        self._marks.add(progress.mark)
        return progress

    def _page(self, fetched: _Fetched, before: Progress) -> RawPage:
        sifted = self._seen.sift(fetched.records, fetched.contents, before.sweep)
        is_idle = fetched.is_repeated or not fetched.records
        now = before.after(sifted, fetched.mark, fetched.total, is_idle)
        if now.idle > (_MAX_REPEATED if fetched.records else _MAX_EMPTY):
            raise self._client.error(self._request, _CIRCLES)
        following = self._following(fetched, now)
        position = following.position() if following else None
        page = RawPage(sifted.records, fetched.answer, position, now.pages, now.total)
        if following:
            return page
        return replace(page, missing=now.missing, moved=now.moved)

    def _following(self, fetched: _Fetched, now: Progress) -> Progress | None:
        if fetched.following is not None:
            return replace(now, at=fetched.following)
        if not self._paginator.can_shift:
            return None
        self._marks.clear()
        self._states.clear()
        return now.swept(self._paginator.start())

    def _fetch(self, at: State) -> _Fetched:
        """The page at a state, asked for again when it has been there before.

        An empty page that leads back to an earlier one is the end of the list.
        """
        self._states.add(canonical(at))
        for _try in range(_TRIES):
            fetched = self._ask(at)
            is_repeated = bool(fetched.mark) and fetched.mark in self._marks
            leads_back = canonical(fetched.following) in self._states
            if not is_repeated and not leads_back:
                break
        if leads_back and fetched.records:
            raise self._client.error(self._request, _CIRCLES)
        if leads_back:
            return fetched._replace(following=None)
        self._marks.add(fetched.mark)
        return fetched._replace(is_repeated=is_repeated)

    def _ask(self, at: State) -> _Fetched:
        try:
            answer = self._client.json(self._request_at(at))
        except SkipError:
            return _Fetched(None, [], [], None)
        records = self._records(answer)
        contents = [hash_of(record) for record in records]
        following = self._paginator.advance(at, answer, len(records))
        if following and "url" in following:
            following = {"url": self._own_url(following["url"])}
        total = self._paginator.total(answer)
        return _Fetched(answer, records, contents, following, total)

    def _request_at(self, at: State) -> Request:
        url = self._paginator.url(at)
        if url:
            return replace(self._request, url=url, params={})
        params = self._paginator.params(at)
        if self._request.method == "POST":
            body = {**(self._request.json or {}), **params}
            return replace(self._request, json=body)
        return replace(self._request, params={**self._request.params, **params})

    def _records(self, answer: Answer) -> list[Any]:
        """The list in the answer; a list of one may come as a bare object."""
        found = as_list(self._select(answer.data))
        end = None if found else dead_end(answer.data, self._selector)
        if end is not None:
            raise self._client.error(self._request, _no_list(self._selector, end))
        return found

    def _own_url(self, url: str) -> str:
        """The next page's address at the source's own host, without credentials.

        Behind a proxy a source may believe that it is called http or has another port.
        """
        own = urlsplit(self._client.url(self._request.url))
        found = urlsplit(url)
        if found.hostname != own.hostname:
            raise self._client.error(self._request, _elsewhere(found.hostname))
        url = urlunsplit(found._replace(scheme=own.scheme, netloc=own.netloc))
        return self._client.auth.clean(url)


def _no_list(selector: str, end: Any) -> Failure:
    """`end` is what the selector comes to instead."""
    what = _lt("has no list at “%(selector)s”", selector=selector)
    if isinstance(end, dict):
        words = sorted(
            name for name in end if re.fullmatch(r"[A-Za-z_$.-]{1,30}", name)
        )
        what = _lt(
            "has no list at “%(selector)s”; it has: %(names)s",
            selector=selector,
            names=", ".join(words[:8]),
        )
    return Failure(FatalError, what, _lt("correct the record_selector in the profile"))


def _elsewhere(host: str | None) -> Failure:
    what = _lt(
        "goes on at another host (%(host)s), which must not see the credentials",
        host=host,
    )
    return Failure(FatalError, what, _lt("check the address of the source"))
