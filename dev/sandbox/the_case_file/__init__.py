"""The sandbox of The Case File.

API key in a header; offset/limit with a page size that is capped without a word;
``updated_since``; ids are numbers; custom field values in a list with their
definitions at an endpoint of their own; business times without a zone; documents
by redirect to a signed address on another host; deleted records are just gone.
"""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from ..documents import VERSIONS, content
from ..files import FileHost
from ..firm import Firm
from ..listing import chosen, rendered
from ..misbehaviour import Misbehaviour
from ..web import Request, Response, dispatch, error, json_response, route
from . import cases, money, people, work
from .format import index_of

PREFIX = "/api/v2"
PAGE_CAP = 100
API_KEY = "tcf-sandbox-key"

VIEWS = {**people.VIEWS, **cases.VIEWS, **work.VIEWS, **money.VIEWS}
# object -> path of its list
LISTS = {
    "user": "users",
    "team": "teams",
    "status": "matter_statuses",
    "company": "companies",
    "contact": "contacts",
    "case": "matters",
    "custom_field": "custom_fields",
    "lead_source": "lead_sources",
    "activity": "tasks",
    "note": "notes",
    "event": "calendar_entries",
    "document": "document_versions",
    "billing": "invoices",
    "time_entry": "time_entries",
    "expense": "expenses",
    "trust_ledger": "trust_entries",
    "workflow": "workflows",
    "automation_rule": "automation_rules",
    "billing_rule": "billing_rules",
    "template": "templates",
}


class TheCaseFile:
    """Answers the requests that The Case File would answer."""

    def __init__(self, firm: Firm, misbehaviour: Misbehaviour) -> None:
        self.firm = firm
        self.credentials = {"api_key": API_KEY}
        self.misbehaviour = misbehaviour
        self.files = FileHost(self._file)
        self._routes = [
            route(f"{PREFIX}/document_versions/{{key}}/download", self._download),
            *(
                entry
                for name, path in LISTS.items()
                for entry in (
                    route(f"{PREFIX}/{path}", partial(self._list, name)),
                    route(f"{PREFIX}/{path}/{{key}}", partial(self._detail, name)),
                )
            ),
        ]

    def respond(self, request: Request) -> Response:
        """Answer one request."""
        if request.headers.get("x-api-key") != API_KEY:
            return error(401, "The API key is missing or wrong.")
        return dispatch(self._routes, request)

    def _list(self, name: str, request: Request) -> Response:
        try:
            since = _moment(request.query.get("updated_since", ""))
        except ValueError:
            return error(400, "updated_since is not an ISO 8601 time.")
        indexes = chosen(self.firm, name, since)
        limit = min(request.number("limit", 25), PAGE_CAP)
        offset = request.number("offset", 0)
        shift = self.misbehaviour.shift
        start, end = shift(request.path, offset, limit, len(indexes))
        page = indexes[start : start + limit]
        meta = {
            "offset": offset,
            "limit": limit,
            "total": len(indexes),
            "hasMore": offset + limit < end,
        }
        data = rendered(self.firm, name, page, VIEWS[name])
        return json_response({"data": data, "meta": meta})

    def _detail(self, name: str, _request: Request, key: str) -> Response:
        record = self._find(name, key)
        if record is None:
            return error(404, "No such record.")
        return json_response({"data": VIEWS[name](self.firm, record)})

    def _find(self, name: str, key: str) -> dict[str, Any] | None:
        index = _document_index(key) if name == "document" else index_of(key)
        if index not in range(self.firm.count(name)):
            return None
        if self.firm.deleted_at(name, index):
            return None
        return self.firm.record(name, index)

    def _download(self, _request: Request, key: str) -> Response:
        if self._find("document", key) is None:
            return error(404, "No such document.")
        return Response(302, b"", {"Location": self.files.sign(f"/store/{key}")})

    def _file(self, path: str) -> tuple[bytes, str] | None:
        record = self._find("document", path.removeprefix("/store/"))
        return record and (content(record), record["mimetype"])


def _document_index(key: str) -> int:
    """Return the index of a version by its id, 1042-2; -1 for what is no id."""
    file, _, version = key.partition("-")
    index, number = index_of(file), int(version) if version.isdigit() else 0
    if index < 0 or not 0 < number <= len(VERSIONS.of(index)):
        return -1
    return VERSIONS.before(index) + number - 1


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
