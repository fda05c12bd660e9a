"""A source that is read through its REST API."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ..auth import make_auth, with_secrets
from ..errors import ConfigError
from ..http import HttpClient
from ..message import _lt
from ..paths import get
from ..profile import Profile, RestDefaults
from ..records import Page, Payload, Position, SourceRecord, StreamCheck
from ..settings import Settings
from .check import check_streams, count
from .children import ChildReader
from .documents import RestDocument, open_document
from .listing import RawPage
from .stream import RestStream


class RestConnection:
    """Reads the streams of a profile, each page by page; see `Connection`."""

    def __init__(self, profile: Profile, settings: Settings) -> None:
        if not settings.base_url:
            raise ConfigError(
                _lt("The source needs an address like https://example.com.")
            )
        self._profile = profile
        self._pool = ThreadPoolExecutor(settings.parallel, "case_migration")
        self._client = HttpClient(
            settings,
            make_auth(profile.rest.auth, settings),
            with_secrets(profile.rest.headers, settings),
            _interval(profile.rest),
        )

    def __enter__(self) -> "RestConnection":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the threads and closes the sockets."""
        self._pool.shutdown(cancel_futures=True)
        self._client.close()

    def pages(
        self, stream: str, position: Position | None = None, since: str | None = None
    ) -> Iterator[Page]:
        """The pages of a stream after `position`, see `Connection.pages`.

        A list without primary key is always read from its beginning.
        """
        reader = self._stream(stream)
        deleted = reader.rest.deleted
        has_tombstones = bool(since and deleted and deleted.path)
        if position is None or "deleted" not in position:
            for page in self._living(reader, position, since):
                is_last = page.position is None and has_tombstones
                yield replace(page, position={"deleted": None}) if is_last else page
        if since and has_tombstones:
            yield from self._dead(reader, (position or {}).get("deleted"), since)

    def check(self) -> list[StreamCheck]:
        """One line for each stream that the API has."""
        streams = (self._stream(one.name) for one in self._profile.streams if one.rest)
        return check_streams(streams, self._as_parent, self._client.settings)

    def count(self, stream: str) -> int | None:
        """The total by the source's own account; None for lists below a parent."""
        return count(self._stream(stream))

    def open_document(self, stream: str, payload: Payload) -> RestDocument:
        """The bytes of a document, see `documents.open_document`."""
        return open_document(self._client, self._profile.stream(stream), payload)

    def _stream(self, name: str) -> RestStream:
        spec = self._profile.stream(name)
        return RestStream(spec, self._profile, self._client, self._pool)

    def _living(
        self, reader: RestStream, position: Position | None, since: str | None
    ) -> Iterator[Page]:
        if reader.rest.parent is None:
            return self._top(reader, position or {}, since)
        if since and reader.rest.changes:
            # A position among the parents' lists is of no use here.
            at = position if position and "part" in position else {}
            return self._top(self._of_changes(reader), at, since)
        parent = self._as_parent(reader.rest.parent.stream)
        above = since if reader.rest.parent.changes_with_children else None
        child = ChildReader(reader, self._pool)
        return child.pages(lambda at: self._living(parent, at, above), position, since)

    def _of_changes(self, reader: RestStream) -> RestStream:
        """The stream as the one list that has the changes below all parents."""
        changes = reader.rest.changes
        assert changes is not None
        rest = replace(
            reader.rest,
            path=changes.path,
            record_selector=changes.record_selector,
            params={**reader.rest.params, **changes.params},
            paginator=changes.paginator,
            parent=None,
        )
        spec = replace(reader.spec, rest=rest)
        return RestStream(spec, self._profile, self._client, self._pool)

    def _as_parent(self, name: str) -> RestStream:
        """The stream as its children need it: without the records' own endpoints."""
        spec = self._profile.stream(name)
        if spec.rest:
            spec = replace(spec, rest=replace(spec.rest, detail=None))
        return RestStream(spec, self._profile, self._client, self._pool)

    def _top(
        self, reader: RestStream, position: Position, since: str | None
    ) -> Iterator[Page]:
        """The pages of a list without parent, one set of parameters after the other."""
        partitions = reader.partitions
        start = position.get("list")
        for part in range(position.get("part", 0), len(partitions)):
            keys = reader.keys()
            for raw in reader.listing({}, partitions[part], since).pages(start):
                records, problems = reader.records(raw, {}, keys)
                after = _position(reader, part, len(partitions), raw)
                yield Page(records, after, problems, raw.total)
            start = None

    def _dead(
        self, reader: RestStream, start: Position | None, since: str
    ) -> Iterator[Page]:
        """The records deleted since, with their keys only."""
        path = reader.rest.deleted.key if reader.rest.deleted else ""
        for raw in reader.tombstones(since).pages(start):
            keys = [
                get(one, path) if isinstance(one, dict) else one for one in raw.records
            ]
            records = [SourceRecord(str(key), {}, deleted=True) for key in keys if key]
            after = {"deleted": raw.position} if raw.position else None
            yield Page(records, after, [], raw.total)


def _position(
    reader: RestStream, part: int, parts: int, raw: RawPage
) -> Position | None:
    if raw.position is not None:
        return {"part": part, "list": raw.position if reader.spec.primary_key else None}
    return {"part": part + 1} if part + 1 < parts else None


def _interval(rest: RestDefaults) -> float:
    """Seconds between two requests."""
    per_minute = 60 / rest.requests_per_minute if rest.requests_per_minute else 0.0
    per_second = 1 / rest.requests_per_second if rest.requests_per_second else 0.0
    return max(per_minute, per_second)
