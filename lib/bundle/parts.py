"""The files of one stream: its tables, then its tree of documents."""

from collections.abc import Iterator
from typing import NamedTuple

from ..archive import Archive, Member
from ..errors import FatalError
from ..profile import BundleDefaults, BundleSpec
from ..readers import Options, Reader, Row, open_reader
from ..readers.header import normalised
from ..records import Position
from .document_tree import DocumentTree
from .listed_documents import ListedDocuments
from .shape import Shaper, where_test

TREE = "/"
_AMBIGUOUS = "several files fit this document: check whether it has the right one"


class Part(NamedTuple):
    """An open table, or the tree. Its rows have payloads as values."""

    name: str
    reader: Reader
    rows: Iterator[Row]


class Parts:
    """Opens what a bundle holds of one stream, file by file.

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
            known=frozenset(map(normalised, [*bundle.rename, *bundle.split])),
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
        for member, at in self._tables_after(start):
            yield from self._table_part(member, at, listing)
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
            raise FatalError(f"{file} is no longer in the bundle: begin anew.")
        first = names.index(file) if file else 0
        for member in self._tables[first:]:
            yield member, start["at"] if member.name == file else None

    def _table_part(
        self, member: Member, at: Position | None, listing: ListedDocuments | None
    ) -> Iterator[Part]:
        with (
            self._archive.open(member) as file,
            open_reader(file, member.name, self._options, at) as reader,
        ):
            yield Part(member.name, reader, self._rows(reader, listing))

    def _rows(self, reader: Reader, listing: ListedDocuments | None) -> Iterator[Row]:
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
        for member in self._tables if start else ():
            for part in self._table_part(member, None, None):
                for row in part.rows:
                    if part.name == start["file"] and row.number > start["at"]["row"]:
                        return
                    if row.values is not None:
                        listing.complete(row.values)


def _unlisted(reader: Reader, listing: ListedDocuments | None) -> Iterator[Row]:
    """The files of a tree that no row of a list has found."""
    for row in reader:
        if not listing or listing.is_left(str((row.values or {})["path"])):
            yield row
