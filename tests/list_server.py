"""A list on a server, in memory: the lists of the tests that need no network."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from odoo.addons.crm_case_migration.lib.errors import FatalError, MigrationError
from odoo.addons.crm_case_migration.lib.http import Answer, Request, SourceAuth
from odoo.addons.crm_case_migration.lib.http.failures import Failure
from odoo.addons.crm_case_migration.lib.paginators import make_paginator
from odoo.addons.crm_case_migration.lib.profile.paginators import (
    Cursor,
    NextUrl,
    Offset,
    PageNumber,
)
from odoo.addons.crm_case_migration.lib.rest.listing import Listing

ADDRESS = "https://example.com/api/cases"
LIMIT = 5

PAGINATORS = {
    "page_number": PageNumber(type="page_number", limit_param="limit", limit=LIMIT),
    "offset": Offset(type="offset", limit_param="limit", limit=LIMIT),
    "offset_total": Offset(
        type="offset", limit_param="limit", limit=LIMIT, total="total"
    ),
    "page_total": PageNumber(
        type="page_number", limit_param="limit", limit=LIMIT, total="total"
    ),
    "cursor": Cursor(type="cursor", cursor_param="cursor", cursor_path="next"),
    "next_url": NextUrl(type="next_url", next_path="next_url"),
}


class ListServer:
    """Stands in for the HTTP client of a Listing.

    It serves `ids` in pages of `cap` at most. `before` is called with the number of
    each request and may change the list; `spoil` may replace an answer by another.
    """

    def __init__(
        self,
        ids: list[int],
        cap: int = LIMIT,
        before: Callable[[int], None] = lambda _number: None,
        spoil: Callable[[int, Any], Any] = lambda _number, data: data,
        max_pages: int = 500,
    ) -> None:
        self.ids = ids
        self.auth = SourceAuth()
        self.requests = 0
        self._cap = cap
        self._before = before
        self._spoil = spoil
        self._max_pages = max_pages

    def listing(self, paginator: str, is_keyed: bool = True) -> Listing:
        request = Request(ADDRESS, "Cases")
        identity = (lambda raw: str(raw["id"])) if is_keyed else None
        spec = replace(PAGINATORS[paginator], max_pages=self._max_pages)
        return Listing(self, make_paginator(spec), request, "data", identity)

    def json(self, request: Request) -> Answer:
        self.requests += 1
        self._before(self.requests)
        data = self._spoil(self.requests, self._page(request))
        return Answer(data, {}, ADDRESS)

    def _page(self, request: Request) -> dict[str, Any]:
        asked = dict(request.params)
        if "?" in request.url:
            asked["cursor"] = request.url.partition("?from=")[2]
        size = min(self._cap, int(asked.get("limit", LIMIT)))
        start = int(asked.get("offset", asked.get("cursor", 0)))
        if "page" in asked:
            start = (int(asked["page"]) - 1) * size
        following = start + size if start + size < len(self.ids) else None
        return {
            "data": [{"id": one} for one in self.ids[start : start + size]],
            "total": len(self.ids),
            "next": following and str(following),
            "next_url": following and f"{ADDRESS}?from={following}",
        }

    def url(self, path: str) -> str:
        return path

    def error(self, request: Request, failure: Failure) -> MigrationError:
        return failure.error(f"{request.where} {failure.what}; {failure.todo}.")


def read_ids(listing: Listing, position: Any = None) -> list[int]:
    """The ids of all records that a listing gives."""
    return [raw["id"] for page in listing.pages(position) for raw in page.records]


def read_in_pieces(server: ListServer, kind: str, pages: int | None) -> list[int]:
    """The same, killed and started again after so many pages (None: never)."""
    found: list[int] = []
    position = None
    while True:
        listing = server.listing(kind)
        for page in islice(listing.pages(position), pages):
            found += [raw["id"] for raw in page.records]
            position = json.loads(json.dumps(page.position))
        if position is None:
            return found


def endless(listing: Listing) -> bool:
    """Whether the listing stops with a sentence about a list that has no end."""
    try:
        read_ids(listing)
    except FatalError as error:
        return "again and again" in error.message or "to an end" in error.message
    return False
