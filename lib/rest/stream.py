"""One stream of the API: its lists, and records out of what they give."""

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import quote

from ..auth import with_secrets
from ..errors import ConfigError, SkipError
from ..http import HttpClient, Request
from ..message import Message, _lt
from ..moments import since_param
from ..paginators import make_paginator
from ..paths import as_list, compile_path, get
from ..profile import Profile, StreamSpec
from ..profile.rest import CursorSpec, DefinitionsSpec, RestSpec
from ..records import KeyMaker, Problem, SourceRecord, canonical
from ..transforms.common import zone_named
from .definitions import Definitions
from .listing import Listing, RawPage
from .shape import Shaper, raw_path, where_test

Values = Mapping[str, Any]

_NO_KEY = _lt("A record has no value in its primary key and was left out.")
_NO_OBJECT = _lt("A record is no object and was left out.")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
# The parent may be deleted between the reading of its list and that of its children.
_GONE = {"404": "skip", "410": "skip"}


class _Completed(NamedTuple):
    """A row with what its own endpoint adds, and what is odd about that."""

    row: dict[str, Any]
    is_gone: bool = False
    remarks: tuple[Message, ...] = ()


class RestStream:
    """What one stream's description means, compiled."""

    def __init__(
        self, spec: StreamSpec, profile: Profile, client: HttpClient, executor: Executor
    ) -> None:
        if spec.rest is None:
            raise ConfigError(
                _lt("The list “%(list)s” is in no API.", list=spec.label or spec.name)
            )
        self.spec = spec
        self.rest: RestSpec = spec.rest
        self.where = spec.label or spec.name
        self._client = client
        self._executor = executor
        self._definitions = Definitions(self.rest.definitions or DefinitionsSpec())
        zone = zone_named(profile.timezone)
        self._shaper = Shaper(spec, self.rest, zone, self._definitions)
        self._paginator = make_paginator(self.rest.paginator or profile.rest.paginator)
        self._ancestors = _ancestors(profile, self.rest)
        self._belongs = where_test(self.rest.where)
        self._params = {**profile.rest.params, **self.rest.params}
        self._headers = with_secrets(self.rest.headers, client.settings)
        gone = _GONE if self.rest.parent else {}
        self._on_status = {**gone, **profile.rest.on_status, **self.rest.on_status}

    @property
    def partitions(self) -> list[dict[str, Any]]:
        """The sets of parameters that are read one after another, at least one."""
        return list(self.rest.partitions) or [{}]

    def values_of(self, parent: SourceRecord) -> dict[str, Any] | None:
        """What fills the placeholders of the list below a record of the parent stream.

        None when the record has no value in the field that is needed for it.
        """
        assert self.rest.parent is not None
        value = parent.payload.get(self.rest.parent.field)
        if value is None:
            return None
        values = {name: parent.payload.get(name) for name in self._ancestors}
        return {**values, self.rest.parent.placeholder: value}

    def keys(self) -> KeyMaker:
        """A fresh key maker, for one list."""
        return KeyMaker(self.spec.primary_key)

    def listing(
        self, values: Values, partition: Values, since: str | None = None
    ) -> Listing:
        """The list for a parent's `values` (none at the top)."""
        asked = {**self._params, **partition}
        if since and self.rest.cursor:
            asked |= since_param(since, self.rest.cursor)
        params = {name: _filled_param(value, values) for name, value in asked.items()}
        is_query = self.rest.method == "GET"
        request = Request(
            url=filled(self.rest.path, values) or self.rest.path,
            where=self.where,
            method=self.rest.method,
            params=params if is_query else {},
            json=None if is_query else {**(self.rest.json or {}), **params},
            headers=self._headers,
            on_status=self._on_status,
        )
        selector = self.rest.record_selector
        identity = self._identity()
        return Listing(self._client, self._paginator, request, selector, identity)

    def tombstones(self, since: str) -> Listing:
        """The list of the keys of records deleted since then."""
        deleted, cursor = self.rest.deleted, self.rest.cursor or CursorSpec("")
        assert deleted is not None
        assert deleted.path is not None
        params = since_param(since, replace(cursor, param=deleted.param))
        where = _lt("%(list)s, deleted", list=self.where)
        request = Request(deleted.path, where, params=params)
        return Listing(self._client, self._paginator, request, deleted.record_selector)

    def records(
        self, page: RawPage, values: Values, keys: KeyMaker
    ) -> tuple[list[SourceRecord], list[Problem]]:
        """The records of a page, and what could not be made one."""
        self._learn_definitions(page)
        extra = {**values, **self._header_fields(page)}
        rows, problems = self._rows(page)
        remarks = page.answer.remarks if page.answer and page.records else ()
        problems += [self._problem(page, one, None, "cell") for one in remarks]
        records: list[SourceRecord] = []
        for row, is_gone, remarks in self._completed(rows):
            problems += [self._problem(page, one, row, "cell") for one in remarks]
            payload = self._shaper.payload(row, extra)
            key = keys(payload)
            if key is None:
                problems.append(self._problem(page, _NO_KEY, row))
            else:
                record = self._shaper.record(payload, key)
                records.append(record._replace(deleted=True) if is_gone else record)
        problems += self._incomplete(page)
        return records, problems

    def sample(
        self, page: RawPage, values: Values
    ) -> tuple[list[SourceRecord], list[Problem]]:
        """The first record of a page, and what else of the page is none."""
        rows, problems = self._rows(page)
        first = replace(page, records=rows[:1], missing=0)
        records, more = self.records(first, values, self.keys())
        return records, problems + more

    def _identity(self) -> Callable[[Any], str] | None:
        """What tells the records of a list apart, before they have a key."""
        paths = [raw_path(self.rest, key) for key in self.spec.key_fields]
        if not paths:
            return None
        if self.rest.where:
            paths.append(self.rest.where.field)
        getters = [compile_path(path) for path in paths]

        def identity(raw: Any) -> str:
            if not isinstance(raw, dict):
                return str(raw)
            return "|".join(str(get(raw)) for get in getters)

        return identity

    def _rows(self, page: RawPage) -> tuple[list[dict[str, Any]], list[Problem]]:
        """The objects of this stream; a bare id stands for an object with that id."""
        rows, problems = [], []
        for raw in page.records:
            row = {self._id_path(): raw} if isinstance(raw, str | int) else raw
            if not isinstance(row, dict):
                problems.append(self._problem(page, _NO_OBJECT, raw))
            elif self._belongs is None or self._belongs(row):
                rows.append(row)
        return rows, problems

    def _id_path(self) -> str:
        return raw_path(self.rest, next(iter(self.spec.key_fields), "id"))

    def _completed(self, rows: list[dict[str, Any]]) -> Iterable[_Completed]:
        if self.rest.detail is None:
            return map(_Completed, rows)
        return self._executor.map(self._detail, rows)

    def _detail(self, row: dict[str, Any]) -> _Completed:
        detail = self.rest.detail
        assert detail is not None
        url = filled(detail.path, row)
        if url is None:
            return _Completed(row)
        on_status = {**_GONE, **self._on_status}
        request = Request(
            url,
            self.where,
            params=detail.params,
            headers=self._headers,
            on_status=on_status,
        )
        try:
            answer = self._client.json(request)
        except SkipError:
            return _Completed(row, is_gone=True)
        full = get(answer.data, detail.record_selector)
        whole = {**row, **full} if isinstance(full, dict) else row
        return _Completed(whole, remarks=answer.remarks)

    def _learn_definitions(self, page: RawPage) -> None:
        spec = self.rest.definitions
        if spec is None:
            return
        if spec.embedded and page.answer:
            self._definitions.add(as_list(get(page.answer.data, spec.embedded)))
        if spec.path and not self._definitions.is_loaded:
            where = _lt("%(list)s, fields", list=self.where)
            request = Request(spec.path, where, params=spec.params)
            paginator = make_paginator(spec.paginator)
            selector = spec.record_selector
            for part in Listing(self._client, paginator, request, selector).pages():
                self._definitions.add(part.records)
            self._definitions.is_loaded = True

    def _header_fields(self, page: RawPage) -> dict[str, Any]:
        if page.answer is None:
            return {}
        headers = page.answer.headers
        fields = self.rest.from_headers.items()
        return {field: headers.get(header) for header, field in fields}

    def _problem(
        self, page: RawPage, what: Message, raw: Any, kind: str = "row"
    ) -> Problem:
        where = f"{self.where}, page {page.number}"
        return Problem(where, kind, what, canonical(raw)[:2000] if raw else "")

    def _incomplete(self, page: RawPage) -> list[Problem]:
        if page.moved and not page.missing:
            message = _lt(
                "The list changed while it was read, also when it was read again; "
                "what was deleted in the source is not told this time."
            )
            return [Problem(self.where, "moved", message)]
        if not page.missing:
            return []
        message = _lt(
            "The source says that it has %(total)s records, but %(missing)s of them "
            "did not come; read the list again, or ask what the user may see.",
            total=page.total,
            missing=page.missing,
        )
        return [Problem(self.where, "incomplete", message)]


def _ancestors(profile: Profile, rest: RestSpec) -> list[str]:
    """The placeholders that the records of the parent stream have from above."""
    names: list[str] = []
    parent = rest.parent and profile.stream(rest.parent.stream).rest
    while parent and parent.parent:
        names.append(parent.parent.placeholder)
        parent = profile.stream(parent.parent.stream).rest
    return names


def filled(template: str, values: Values) -> str | None:
    """A path with its placeholders filled in, each fit to be a part of an address.

    None when there is no value for one of them.
    """
    names = _PLACEHOLDER.findall(template)
    if any(get(values, name) in (None, "") for name in names):
        return None
    return _PLACEHOLDER.sub(
        lambda found: quote(str(get(values, found[1])), safe=""), template
    )


def _filled_param(value: Any, values: Values) -> Any:
    if not isinstance(value, str) or "{" not in value:
        return value
    return _PLACEHOLDER.sub(lambda found: str(get(values, found[1])), value)
