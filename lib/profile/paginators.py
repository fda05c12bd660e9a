"""How a list of the source is divided into pages."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class PagingSpec:
    """What all paginators share.

    `limit` records are asked for in `limit_param`; the source may send fewer. `total`
    and `has_more` are paths in the answer, `total_header` names a header.
    """

    limit: int = 100
    limit_param: str | None = None
    total: str | None = None
    total_header: str | None = None
    has_more: str | None = None
    short_page_ends: bool = False
    max_pages: int = 100_000


@dataclass(frozen=True, kw_only=True)
class SinglePage(PagingSpec):
    """One request gives everything."""

    type: Literal["single"]


@dataclass(frozen=True, kw_only=True)
class PageNumber(PagingSpec):
    """Pages by number; `total_pages` is a path in the answer."""

    type: Literal["page_number"]
    page_param: str = "page"
    first_page: int = 1
    total_pages: str | None = None


@dataclass(frozen=True, kw_only=True)
class Offset(PagingSpec):
    """Pages by the number of records before them."""

    type: Literal["offset"]
    offset_param: str = "offset"
    first_offset: int = 0


@dataclass(frozen=True, kw_only=True)
class Cursor(PagingSpec):
    """Each answer holds, at a path or in a header, the token of the next page."""

    type: Literal["cursor"]
    cursor_param: str
    cursor_path: str | None = None
    cursor_header: str | None = None


@dataclass(frozen=True, kw_only=True)
class NextUrl(PagingSpec):
    """The answer holds the next page's address, at a path or in a header."""

    type: Literal["next_url"]
    next_path: str | None = None
    next_header: str | None = None


@dataclass(frozen=True, kw_only=True)
class LinkHeader(PagingSpec):
    """The next page's address is in the `Link` header with rel="next"."""

    type: Literal["link_header"]


PaginatorSpec = SinglePage | PageNumber | Offset | Cursor | NextUrl | LinkHeader
