"""The sandbox of BackDocket.

OAuth 2 client credentials with tokens that expire; a next URL in the body of some
lists, page numbers in others; one list of contacts for persons and corporates; closed
claims only when asked for; intake fields inside the claim, defined per claim type;
notes per claim, and one list of those that were changed; changes by .NET ticks or
epoch; deleted claims and notes as tombstones; documents as base64 in JSON or as plain
bytes; a list of one as a bare object.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from ..documents import content
from ..files import FileHost
from ..firm import Firm
from ..listing import chosen, rendered
from ..misbehaviour import Misbehaviour
from ..web import (
    Request,
    Response,
    dispatch,
    error,
    file_response,
    json_response,
    route,
)
from . import claims, money, people, work
from .format import from_ticks, index_of
from .tokens import CLIENT, Tokens

PREFIX = "/v1"
PAGE_CAP = 50
VIEWS = {**people.VIEWS, **claims.VIEWS, **work.VIEWS, **money.VIEWS}

# object -> path of its list, by the way it is paged
BY_NEXT_URL = {"activity": "tasks", "document": "documents"}
BY_PAGE_NUMBER = {
    "user": "staff",
    "event": "events",
    "billing": "invoices",
    "time_entry": "time_entries",
    "expense": "expenses",
    "trust_ledger": "trust_entries",
    "check_approval": "check_approvals",
}
AT_ONCE = {
    "team": "departments",
    "claim_type": "claim_types",
    "lead_source": "lead_sources",
    "workflow": "workflows",
    "automation_rule": "automations",
    "billing_rule": "billing_rules",
    "template": "templates",
}


class BackDocket:
    """Answers the requests that BackDocket would answer."""

    def __init__(self, firm: Firm, misbehaviour: Misbehaviour) -> None:
        self.firm = firm
        self.credentials = dict(CLIENT)
        self.misbehaviour = misbehaviour
        self.files = FileHost(lambda path: None)
        self.tokens = Tokens(misbehaviour.token_uses())
        self._routes = [
            route(f"{PREFIX}/claims", self._claims),
            route(f"{PREFIX}/claims/{{key}}", self._claim),
            route(f"{PREFIX}/claims/{{key}}/notes", self._notes),
            route(f"{PREFIX}/notes", self._changed_notes),
            route(f"{PREFIX}/contacts", self._contacts),
            route(f"{PREFIX}/claim_types/{{key}}", self._claim_type),
            route(f"{PREFIX}/claim_types/{{key}}/intake_fields", self._intake_fields),
            route(f"{PREFIX}/documents/{{key}}/content", self._content),
            *self._lists(BY_NEXT_URL, self._by_next_url),
            *self._lists(BY_PAGE_NUMBER, self._by_page_number),
            *self._lists(AT_ONCE, self._at_once),
        ]

    def _lists(self, paths: dict[str, str], handler: Any) -> list[Any]:
        return [
            route(f"{PREFIX}/{path}", partial(handler, name))
            for name, path in paths.items()
        ]

    def respond(self, request: Request) -> Response:
        """Answer one request."""
        if (request.method, request.path) == ("POST", "/oauth/token"):
            return self.tokens.grant(request)
        return self.tokens.refuse(request) or dispatch(self._routes, request)

    # -- lists

    def _claims(self, request: Request) -> Response:
        since = _ticks(request)
        indexes = chosen(self.firm, "case", since, deleted=since is not None)
        start, page, link = self._next_url(request, len(indexes))
        items = [self._claim_or_tombstone(i) for i in indexes[start : start + page]]
        if request.query.get("include_closed") != "true":
            items = [item for item in items if not item.get("is_closed")]
        return _listed({"claims": items, "paging": {"next": link}}, "claims")

    def _claim_or_tombstone(self, index: int) -> dict[str, Any]:
        if self.firm.deleted_at("case", index):
            return claims.tombstone(self.firm, index)
        return claims.claim(self.firm, self.firm.record("case", index))

    def _by_next_url(self, name: str, request: Request) -> Response:
        indexes = chosen(self.firm, name, _ticks(request))
        start, page, link = self._next_url(request, len(indexes))
        items = self._rendered(name, indexes[start : start + page])
        return _listed({"items": items, "paging": {"next": link}}, "items")

    def _next_url(self, request: Request, total: int) -> tuple[int, int, str | None]:
        """Return the offset, the page size and the address of the next page."""
        limit = min(request.number("page_size", 20), PAGE_CAP)
        offset = _offset(request.query.get("cursor", ""))
        shift = self.misbehaviour.shift
        start, end = shift(request.path, offset, limit, total)
        if offset + limit >= end:
            return start, limit, None
        kept = {k: v for k, v in request.query.items() if k != "cursor"}
        query = "&".join(f"{k}={v}" for k, v in kept.items())
        cursor = urlsafe_b64encode(f"after:{offset + limit}".encode()).decode()
        host = request.headers.get("host", "")
        return start, limit, f"http://{host}{request.path}?{query}&cursor={cursor}"

    def _by_page_number(self, name: str, request: Request) -> Response:
        indexes = chosen(self.firm, name, _epoch(request))
        start, limit, answer = self._page_number(request, len(indexes))
        answer["results"] = self._rendered(name, indexes[start : start + limit])
        return _listed(answer, "results")

    def _page_number(
        self, request: Request, total: int
    ) -> tuple[int, int, dict[str, Any]]:
        limit = min(request.number("page_size", 20), PAGE_CAP)
        page = max(request.number("page", 1), 1)
        offset = (page - 1) * limit
        start, end = self.misbehaviour.shift(request.path, offset, limit, total)
        return start, limit, {"page": page, "pages": -(-end // limit), "count": total}

    def _contacts(self, request: Request) -> Response:
        """List companies, then persons, in one list."""
        since = _epoch(request)
        companies = chosen(self.firm, "company", since)
        persons = chosen(self.firm, "contact", since)
        total = len(companies) + len(persons)
        start, limit, answer = self._page_number(request, total)
        behind = max(start - len(companies), 0)
        missing = max(start + limit - len(companies), 0)
        answer["results"] = [
            *self._rendered("company", companies[start : start + limit]),
            *self._rendered("contact", persons[behind:missing]),
        ]
        return _listed(answer, "results")

    def _at_once(self, name: str, _request: Request) -> Response:
        return json_response(self._rendered(name, chosen(self.firm, name)))

    def _rendered(self, name: str, indexes: Sequence[int]) -> list[dict[str, Any]]:
        return rendered(self.firm, name, indexes, VIEWS[name])

    # -- one record, and what belongs to it

    def _find(self, name: str, key: str) -> dict[str, Any] | None:
        index = index_of(name, key)
        if index not in range(self.firm.count(name)):
            return None
        if self.firm.deleted_at(name, index):
            return None
        return self.firm.record(name, index)

    def _claim(self, _request: Request, key: str) -> Response:
        record = self._find("case", key)
        if record is None:
            return error(404, "No such claim.")
        return json_response(claims.claim(self.firm, record))

    def _notes(self, _request: Request, key: str) -> Response:
        claim = self._find("case", key)
        if claim is None:
            return error(404, "No such claim.")
        records = self.firm.children("note", claim["index"])
        notes = [work.note(self.firm, record) for record in records]
        return _listed({"notes": notes}, "notes")

    def _changed_notes(self, request: Request) -> Response:
        """List the notes of all claims that were changed, added or deleted since."""
        since = _epoch(request)
        if since is None:
            return error(400, "Ask for notes by claim, or with modified_since.")
        indexes = chosen(self.firm, "note", since, deleted=True)
        start, limit, answer = self._page_number(request, len(indexes))
        found = indexes[start : start + limit]
        answer["results"] = [work.changed_note(self.firm, index) for index in found]
        return _listed(answer, "results")

    def _claim_type(self, _request: Request, key: str) -> Response:
        record = self._find("claim_type", key)
        if record is None:
            return error(404, "No such claim type.")
        return json_response(claims.claim_type_detail(self.firm, record))

    def _intake_fields(self, _request: Request, key: str) -> Response:
        record = self._find("claim_type", key)
        if record is None:
            return error(404, "No such claim type.")
        return json_response({"fields": claims.intake_form(record["index"])})

    def _content(self, request: Request, key: str) -> Response:
        record = self._find("document", key)
        if record is None:
            return error(404, "No such document.")
        if request.query.get("format") == "raw":
            return file_response(request, content(record), record["mimetype"])
        return json_response(work.document_content(record))


def _listed(answer: dict[str, Any], name: str) -> Response:
    """Return an answer whose list of one is a bare object."""
    if len(answer[name]) == 1:
        answer[name] = answer[name][0]
    return json_response(answer)


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    return int(urlsafe_b64decode(cursor).decode().removeprefix("after:"))


def _ticks(request: Request) -> datetime | None:
    number = request.number("changed_after", 0)
    return from_ticks(number) if number else None


def _epoch(request: Request) -> datetime | None:
    number = request.number("modified_since", 0)
    return datetime.fromtimestamp(number, UTC) if number else None
