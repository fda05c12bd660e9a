"""A plain system in memory: contacts in pages of two, their cases, nothing unusual."""

import json

from .asked_case import lists
from .fake_source import FakeSource, Reply

KEY = "k3y-of-the-firm"
PAGE = 2


class PlainSource(FakeSource):
    """Serves ``lists``; ``spoil(call)`` may return another reply, or None.

    ``asked`` counts the pages that were asked for, by path and offset.
    """

    def __init__(self, **content):
        super().__init__(self._respond)
        self.lists = content
        self.spoil = lambda call: None

    def _respond(self, call):
        spoiled = self.spoil(call)
        if spoiled is not None:
            return spoiled
        if call.headers.get("X-Key") != KEY:
            return Reply({"error": "key"}, status=401)
        rows = self.lists.get(call.path.strip("/"))
        if rows is None:
            return Reply({"error": "no such list"}, status=404)
        start = int(call.query.get("offset", 0))
        page = rows[start : start + PAGE]
        return {"items": page, "total": len(rows)}

    @property
    def asked(self):
        """Path and offset of every request for a page, in their order."""
        return [(call.path, int(call.query.get("offset", 0))) for call in self.calls]


def plain_profile(*names, **rest):
    """The JSON text of a profile with these lists of a PlainSource, all of contacts."""
    streams = [
        {
            "name": name,
            "object": "contact",
            "label": name.title(),
            "primary_key": "id",
            "name_field": "name",
            "rest": {"path": f"/{name}", "record_selector": "items"},
            "bundle": {"files": [f"{name}.csv"]},
        }
        for name in names
    ]
    login = {"type": "api_key", "in": "header", "name": "X-Key"}
    paginator = {
        "type": "offset",
        "limit": PAGE,
        "limit_param": "limit",
        "offset_param": "offset",
        "total": "total",
    }
    return lists(*streams, auth=login, paginator=paginator, **rest)


def people(count):
    """So many records with an id and a name."""
    return [{"id": number, "name": f"No. {number}"} for number in range(1, count + 1)]


def web_page(_call):
    """What a source answers whose login has expired."""
    body = b"<!doctype html><title>Sign in</title>"
    return Reply(body=body, headers={"Content-Type": "text/html"})


def cut_body(_call):
    """An answer that breaks off in the middle."""
    return Reply(body=json.dumps({"items": people(2)}).encode(), cut=9)
