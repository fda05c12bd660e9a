"""The files of one stream: its tables, then its tree of documents."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..archive import Archive, Member
from ..errors import FatalError
from ..message import Message, _lt
from ..profile import BundleDefaults, BundleSpec
from ..readers import Options, Reader, Row, open_reader
from ..readers.base import UNREAD
from ..readers.header import normalised
from ..records import Position, Problem
from .document_tree import DocumentTree
from .listed_documents import ListedDocuments
from .shape import Shaper, where_test

TREE = "/"
_AMBIGUOUS = _lt("several files fit this document: check whether it has the right one")


_SKIPPED = {"skipped": True}
_NOT_READ = _lt("it is not read, or not to its end")


class Part(NamedTuple):
    """An open table, or the tree. Its rows have payloads as values."""

    name: str
    reader: Reader
    rows: Iterator[Row]


class Parts:
    """Opens what a bundle holds of one stream, file by file.

    A table that cannot be read, or not to its end, is a problem, and the next one
    follows; when none can be read, that is a FatalError.

    With tables and a tree, the tables list documents whose bytes are in the tree; files
    that they do not list follow as rows of their own.
    """

    def __init__(
        self,
        archive: Archive,
        bundle: BundleSpec,
        defaults: BundleDefaults,
        tables: list[Member],
        tree: DocumentTree | None,
        key: Iterable[str] = (),
    ) -> None:
        self._archive = archive
        self._tables = tables
        self._tree = tree
        self._shaper = Shaper(bundle)
        self._belongs = where_test(bundle.where)
        self._options = Options(
            encoding=defaults.encoding,
            delimiter=defaults.delimiter,
            sheet=bundle.sheet,
            record_selector=bundle.record_selector,
            known=_known(bundle, key),
        )

    def after(self, start: Position | None = None) -> Iterator[Part]:
        """The parts from a position on, each open until the next one.

        `start` names the file and, as `at`, the position in it.
        """
        start = start or {}
        listing = None
        if self._tree and self._tables:
            listing = ListedDocuments(self._tree)
            self._replay(listing, start)
        yield from self._table_parts(start, listing)
        if self._tree:
            reader = self._tree.reader(
                start["at"] if start.get("file") == TREE else None
            )
            yield Part(TREE, reader, _unlisted(reader, listing))

    def _tables_after(
        self, start: Position
    ) -> Iterator[tuple[Member, Position | None]]:
        """The tables that a position has before it, and where to begin in each."""
        names = [member.name for member in self._tables]
        file = start.get("file")
        if file == TREE:
            return
        if file and file not in names:
            raise FatalError(
                _lt("%(file)s is no longer in the bundle: begin anew.", file=file)
            )
        first = names.index(file) if file else 0
        for member in self._tables[first:]:
            at = start["at"] if member.name == file else None
            if at != _SKIPPED:
                yield member, at

    def _table_parts(
        self, start: Position, listing: ListedDocuments | None
    ) -> Iterator[Part]:
        """The tables; those that cannot be opened are told once another one can."""
        can_be_read = bool(start)
        skipped: list[Part] = []
        error: FatalError | None = None
        for member, at in self._tables_after(start):
            try:
                for part in self._table_part(member, at, listing):
                    yield from skipped
                    skipped, can_be_read = [], True
                    yield part
            except FatalError as failure:
                error = failure
                reader = SkippedReader(member.name, failure)
                skipped.append(Part(member.name, reader, iter(reader)))
        if error and not can_be_read:
            raise error
        yield from skipped

    def _table_part(
        self, member: Member, at: Position | None, listing: ListedDocuments | None
    ) -> Iterator[Part]:
        with (
            self._archive.open(member) as file,
            open_reader(file, member.name, self._options, at) as reader,
        ):
            yield Part(member.name, reader, self._rows(reader, listing))

    def _rows(self, reader: Reader, listing: ListedDocuments | None) -> Iterator[Row]:
        try:
            yield from self._readable_rows(reader, listing)
        except FatalError as error:
            yield _unread(reader, error)

    def _readable_rows(
        self, reader: Reader, listing: ListedDocuments | None
    ) -> Iterator[Row]:
        for row in reader:
            if row.values is None:
                yield row
            elif self._belongs(row.values):
                payload = self._shaper.payload(row.values)
                problems = row.problems
                if listing and not listing.complete(payload):
                    remark = reader.problem("cell", _AMBIGUOUS, row.number)
                    problems = [*problems, remark]
                yield Row(row.number, payload, problems)

    def _replay(self, listing: ListedDocuments, start: Position) -> None:
        """Gives the rows before a position their files again."""
        if not start:
            return
        last = start["at"].get("row", -1)
        for part in self._table_parts({}, None):
            for row in part.rows:
                if part.name == start["file"] and row.number > last:
                    return
                if row.values is not None:
                    listing.complete(row.values)


def _known(bundle: BundleSpec, key: Iterable[str]) -> frozenset[str]:
    """The names of columns by which a header is known."""
    names = {*bundle.rename, *bundle.rename.values(), *bundle.split, *key}
    return frozenset(map(normalised, names))


class SkippedReader(Reader):
    """Stands for a file that cannot be opened: a problem, and no record."""

    def __init__(self, name: str, error: FatalError) -> None:
        super().__init__(name)
        self._error = error

    def __iter__(self) -> Iterator[Row]:
        yield _unread(self, self._error)

    def found(self) -> Message:
        return _NOT_READ

    def position(self) -> Position:
        return _SKIPPED


def _unread(reader: Reader, error: FatalError) -> Row:
    message = _lt("%(reason)s It is not read, or not to its end.", reason=error.message)
    return Row(0, None, (Problem(reader.name, UNREAD, message),))


def _unlisted(reader: Reader, listing: ListedDocuments | None) -> Iterator[Row]:
    """The files of a tree that no row of a list has found."""
    for row in reader:
        if not listing or listing.is_left(str((row.values or {})["path"])):
            yield row
