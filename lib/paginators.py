"""How to ask for the next page, and how to know that there is none.

A paginator is stateless: its state is a small dict, which is also the position from
which reading goes on after an interruption.
"""

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar
from urllib.parse import urljoin

from requests.utils import parse_header_links

from .http import Answer
from .paths import compile_path
from .profile.paginators import (
    Cursor,
    LinkHeader,
    NextUrl,
    Offset,
    PageNumber,
    PaginatorSpec,
    PagingSpec,
    SinglePage,
)
from .whole import whole

State = dict[str, Any]
S = TypeVar("S", bound=PagingSpec)


class Paginator(ABC, Generic[S]):
    """Leads from page to page; None as a state is the end."""

    # Whether records can move to another page while the list is read.
    can_shift = False

    def __init__(self, spec: S) -> None:
        self.spec = spec
        self._total = compile_path(spec.total) if spec.total else None
        self._has_more = compile_path(spec.has_more) if spec.has_more else None

    @abstractmethod
    def start(self) -> State:
        """The state before the first page."""

    @abstractmethod
    def params(self, state: State) -> dict[str, Any]:
        """The query parameters that ask for the page at `state`."""

    @abstractmethod
    def advance(self, state: State, answer: Answer, received: int) -> State | None:
        """The state after an answer that held `received` records."""

    def url(self, state: State) -> str | None:
        """The address of the page, when it is not the list's own."""
        return None

    def total(self, answer: Answer) -> int | None:
        """How many records the list has by its own account."""
        if self._total:
            return whole(self._total(answer.data))
        if self.spec.total_header:
            return whole(answer.headers.get(self.spec.total_header))
        return None

    def _limit(self) -> dict[str, Any]:
        name = self.spec.limit_param
        return {name: self.spec.limit} if name else {}

    def _says_more(self, answer: Answer) -> bool | None:
        """Whether the answer itself says that more follows; None: it does not say."""
        said = self._has_more(answer.data) if self._has_more else None
        return None if said is None else _true(said)

    def _is_last(self, answer: Answer, received: int, read: int) -> bool:
        """Whether a page of a counted list was the last.

        A short page is no proof: the source may cap the size of its pages, or leave out
        what the user may not see. An empty one is, unless the answer denies it.
        """
        says_more = self._says_more(answer)
        if says_more is not None:
            return not says_more
        total = self.total(answer)
        if total is not None and read >= total:
            return True
        is_short = self.spec.short_page_ends and received < self.spec.limit
        return received == 0 or is_short


class SinglePaginator(Paginator[SinglePage]):
    """One page only."""

    def start(self) -> State:
        return {}

    def params(self, state: State) -> dict[str, Any]:
        return self._limit()

    def advance(self, state: State, answer: Answer, received: int) -> State | None:
        return None


class PageNumberPaginator(Paginator[PageNumber]):
    """?page=1, ?page=2, …"""

    can_shift = True

    def __init__(self, spec: PageNumber) -> None:
        super().__init__(spec)
        self._pages = compile_path(spec.total_pages) if spec.total_pages else None

    def start(self) -> State:
        return {"page": self.spec.first_page, "read": 0}

    def params(self, state: State) -> dict[str, Any]:
        return {**self._limit(), self.spec.page_param: state["page"]}

    def advance(self, state: State, answer: Answer, received: int) -> State | None:
        read = state["read"] + received
        pages = whole(self._pages(answer.data)) if self._pages else None
        if pages is not None:
            is_last = state["page"] - self.spec.first_page + 1 >= pages
        else:
            is_last = self._is_last(answer, received, read)
        return None if is_last else {"page": state["page"] + 1, "read": read}


class OffsetPaginator(Paginator[Offset]):
    """?offset=0, ?offset=100, … by what was received, not by what was asked for."""

    can_shift = True

    def start(self) -> State:
        return {"offset": self.spec.first_offset}

    def params(self, state: State) -> dict[str, Any]:
        return {**self._limit(), self.spec.offset_param: state["offset"]}

    def advance(self, state: State, answer: Answer, received: int) -> State | None:
        offset = state["offset"] + received
        if self._is_last(answer, received, offset - self.spec.first_offset):
            return None
        return {"offset": offset if received else offset + self.spec.limit}


class CursorPaginator(Paginator[Cursor]):
    """A token from each answer asks for the next page."""

    def __init__(self, spec: Cursor) -> None:
        super().__init__(spec)
        self._cursor = compile_path(spec.cursor_path or "")

    def start(self) -> State:
        return {}

    def params(self, state: State) -> dict[str, Any]:
        cursor = state.get("cursor")
        return {**self._limit(), **({self.spec.cursor_param: cursor} if cursor else {})}

    def advance(self, state: State, answer: Answer, received: int) -> State | None:
        if self.spec.cursor_header:
            cursor = answer.headers.get(self.spec.cursor_header)
        else:
            cursor = self._cursor(answer.data)
        if not cursor or self._says_more(answer) is False:
            return None
        return {"cursor": cursor}


class UrlPaginator(Paginator[S]):
    """The answer holds the address of the next page, parameters included."""

    def start(self) -> State:
        return {}

    def params(self, state: State) -> dict[str, Any]:
        return {} if "url" in state else self._limit()

    def url(self, state: State) -> str | None:
        return state.get("url")

    def advance(self, state: State, answer: Answer, received: int) -> State | None:
        url = self._next(answer)
        is_address = isinstance(url, str) and url
        if not is_address or self._says_more(answer) is False:
            return None
        return {"url": urljoin(answer.url, url)}

    @abstractmethod
    def _next(self, answer: Answer) -> Any:
        """The next page's address as the answer gives it, maybe relative."""


class NextUrlPaginator(UrlPaginator[NextUrl]):
    """The next page's address is in the body or in a header of its own."""

    def __init__(self, spec: NextUrl) -> None:
        super().__init__(spec)
        self._path = compile_path(spec.next_path or "")

    def _next(self, answer: Answer) -> Any:
        if self.spec.next_header:
            return answer.headers.get(self.spec.next_header)
        return self._path(answer.data)


class LinkHeaderPaginator(UrlPaginator[LinkHeader]):
    """The next page's address is in the `Link` header."""

    def _next(self, answer: Answer) -> Any:
        for link in parse_header_links(answer.headers.get("Link", "")):
            if "next" in link.get("rel", "").lower().split():
                return link["url"]
        return None


def make_paginator(spec: PaginatorSpec | None) -> Paginator[Any]:
    """The paginator for what the profile says; a single page when it says nothing."""
    spec = spec or SinglePage(type="single")
    return _PAGINATORS[spec.type](spec)


def _true(value: Any) -> bool:
    return value not in (False, 0, "", "0", "false", "False", "no")


_PAGINATORS: dict[str, type[Paginator[Any]]] = {
    "single": SinglePaginator,
    "page_number": PageNumberPaginator,
    "offset": OffsetPaginator,
    "cursor": CursorPaginator,
    "next_url": NextUrlPaginator,
    "link_header": LinkHeaderPaginator,
}
