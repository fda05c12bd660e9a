"""Pages of records from the parts of one stream."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..message import _lt
from ..paths import compile_path
from ..profile import StreamSpec
from ..readers import Row
from ..readers.base import ROW
from ..records import (
    KeyMaker,
    Page,
    Payload,
    Position,
    Problem,
    SourceRecord,
    canonical,
)
from .content_keys import ContentKeys
from .parts import TREE, Part, Parts

PAGE_ROWS = 1000
PAGE_CHARACTERS = 16 * 2**20

_path_of = KeyMaker("path")


class Pager:
    """Reads one stream in pages, and goes on after any of them.

    Rows of tables that have no column for the primary key go by their content.
    """

    def __init__(self, parts: Parts, stream: StreamSpec) -> None:
        self._parts = parts
        self._key = stream.key_fields
        self._names = [compile_path(name) for name in stream.name_fields]

    def pages(self, position: Position | None) -> Iterator[Page]:
        """The pages after a position; the last one has none."""
        held: Page | None = None
        for page in self._pages(position):
            if held:
                yield held
            held = page
        yield replace(held, position=None) if held else Page([])

    def first_key(self) -> str | None:
        """The key of the first record, None when there is no record."""
        for part in self._parts.after():
            for row in part.rows:
                if row.values is not None:
                    key_of = _path_of if part.name == TREE else KeyMaker(self._key)
                    return key_of(row.values) or ContentKeys({})(canonical(row.values))
        return None

    def keyless(self, part: Part, row: Row) -> Problem | None:
        """The problem with a row that has the column of the key and nothing in it."""
        if part.name == TREE or row.values is None or not self._is_keyed(row.values):
            return None
        has_key = KeyMaker(self._key)(row.values) is not None
        return None if has_key else self._without_key(part, row)

    def _pages(self, start: Position | None) -> Iterator[Page]:
        keys = self._resumed_keys(start) if start else self._new_keys()
        for part in self._parts.after(start):
            for portion in _portions(part.rows):
                yield self._page(part, portion, keys)

    def _page(
        self, part: Part, portion: list[tuple[Row, str]], keys: KeyMaker | ContentKeys
    ) -> Page:
        key_of = _path_of if part.name == TREE else keys
        by_text = isinstance(key_of, ContentKeys)
        page = Page([])
        for row, text in portion:
            if row.problems:
                page.problems.extend(row.problems)
            if row.values is None:
                continue
            key = key_of(text if by_text else row.values)
            if key is None:
                page.problems.append(self._without_key(part, row))
            else:
                name = self._name(row.values) if self._names else ""
                record = SourceRecord(key, row.values, name, text=text)
                page.records.append(record)
        seen = dict(keys.seen) if isinstance(keys, ContentKeys) else None
        position = {"file": part.name, "at": part.reader.position(), "seen": seen}
        return replace(page, position=position)

    def _without_key(self, part: Part, row: Row) -> Problem:
        fields: str = self._key[0]
        for other in self._key[1:]:
            fields = _lt("%(field)s or no %(other)s", field=fields, other=other)
        sentence = _lt("has no %(fields)s", fields=fields)
        raw = canonical(row.values)
        return part.reader.problem(ROW, sentence, row.number, raw=raw)

    def _name(self, payload: Payload) -> str:
        parts = [get(payload) for get in self._names]
        return " ".join([str(part) for part in parts if part not in (None, "")])

    def _resumed_keys(self, start: Position) -> KeyMaker | ContentKeys:
        return (
            KeyMaker(self._key) if start["seen"] is None else ContentKeys(start["seen"])
        )

    def _new_keys(self) -> KeyMaker | ContentKeys:
        first = next(self._payloads(), None)
        if first is None or self._is_keyed(first):
            return KeyMaker(self._key)
        return ContentKeys.among(self._payloads())

    def _is_keyed(self, payload: Payload) -> bool:
        """Whether a row has all columns of the primary key."""
        return bool(self._key) and all(field in payload for field in self._key)

    def _payloads(self) -> Iterator[Payload]:
        """The payloads of the tables."""
        for part in self._parts.after():
            if part.name != TREE:
                for row in part.rows:
                    if row.values is not None:
                        yield row.values


def _portions(rows: Iterable[Row]) -> Iterator[list[tuple[Row, str]]]:
    """Rows for one page each, fewer when they are long, and their payloads as JSON."""
    portion: list[tuple[Row, str]] = []
    size = 0
    for row in rows:
        text = "" if row.values is None else canonical(row.values)
        portion.append((row, text))
        size += len(text)
        if row.problems:
            size += sum(len(problem.raw) for problem in row.problems)
        if len(portion) == PAGE_ROWS or size > PAGE_CHARACTERS:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion
