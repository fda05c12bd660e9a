"""The bundle channel of a source."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import BinaryIO

from ..archive import Limits, Member, open_archive
from ..errors import ConfigError, FatalError, MigrationError, SkipError
from ..message import _lt
from ..profile import Profile
from ..readers.base import NOT_READ
from ..records import Page, Payload, Position, Problem, StreamCheck
from ..settings import Settings
from .check import examine
from .contents import Contents
from .paging import Pager
from .parts import Parts


class BundleDocument:
    """The bytes of a file; what cannot be read of it is a SkipError."""

    def __init__(self, file: BinaryIO, member: Member, payload: Payload) -> None:
        self.name: str = payload.get("name") or member.base
        self.size: int | None = member.size
        self.mimetype: str | None = payload.get("mimetype")
        self._file = file

    def read(self, size: int = -1, /) -> bytes:  # pylint: disable=method-required-super
        """The next `size` bytes at most; empty at the end."""
        try:
            return self._file.read(size)
        except FatalError as error:
            raise SkipError(error.message) from error


class BundleConnection:
    """An open export. It cannot tell what has changed, so it always reads all."""

    def __init__(
        self, profile: Profile, settings: Settings, limits: Limits | None = None
    ) -> None:
        """Raises FatalError when there is no archive to be read."""
        self.stays_open = False
        self._profile = profile
        self._archive = open_archive(
            settings.path, settings.fileobj, settings.allowed_roots, limits
        )

    def __enter__(self) -> "BundleConnection":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file, unless it stays open for those who come next."""
        if not self.stays_open:
            self._archive.close()

    def pages(
        self, stream: str, position: Position | None = None, since: str | None = None
    ) -> Iterator[Page]:
        """The pages after `position`, whatever `since`.

        What is missing or refused is told with the first page.
        """
        del since
        pager = Pager(self._parts(stream), self._profile.stream(stream))
        pages = pager.pages(position)
        if position is None:
            first = next(pages)
            problems = [*self._contents.refused[stream], *self._missing(stream)]
            yield replace(first, problems=[*problems, *first.problems])
        yield from pages

    def count(self, stream: str) -> int | None:
        """The number of rows, whether they can be read or not."""
        parts = self._parts(stream).after()
        return sum(1 for part in parts for row in part.rows if row.number)

    def check(self) -> list[StreamCheck]:
        """Every stream, and with an empty name the files that belong to none."""
        checks = [self._check(stream) for stream in self._contents.tables]
        remark = self._contents.remark()
        if remark:
            checks.append(StreamCheck("", True, None, None, remark))
        return checks

    @contextmanager
    def open_document(self, stream: str, payload: Payload) -> Iterator[BundleDocument]:
        """The bytes of the file at the payload's `path`; SkipError without one."""
        tree = self._contents.trees.get(stream)
        path = payload.get("path")
        member = tree.get(path) if tree and path else None
        if not member:
            raise SkipError(_lt("The export has no file for this document."))
        try:
            file = self._archive.open(member)
        except FatalError as error:
            raise SkipError(error.message) from error
        with file:
            yield BundleDocument(file, member, payload)

    @cached_property
    def _contents(self) -> Contents:
        return Contents(self._archive, self._profile)

    def _parts(self, stream: str) -> Parts:
        spec = self._profile.stream(stream)
        bundle = spec.bundle
        if not bundle:
            raise ConfigError(
                _lt("The profile names no files for “%(list)s”.", list=stream)
            )
        contents = self._contents
        return Parts(
            self._archive,
            bundle,
            self._profile.bundle,
            contents.tables[stream],
            contents.trees.get(stream),
            spec.key_fields,
        )

    def _missing(self, stream: str) -> list[Problem]:
        """A problem for a stream of which the bundle has nothing."""
        sentence = self._contents.lack(stream)
        return [Problem(stream, NOT_READ, sentence)] if sentence else []

    def _check(self, stream: str) -> StreamCheck:
        lack = self._contents.lack(stream)
        if lack:
            return StreamCheck(stream, False, None, None, lack)
        parts = self._parts(stream)
        try:
            pager = Pager(parts, self._profile.stream(stream))
            key = pager.first_key()
            summary = examine(parts, self._contents.refused[stream], pager.keyless)
        except MigrationError as error:
            return StreamCheck(stream, False, None, None, error.message)
        return StreamCheck(stream, True, summary.count, key, summary.sentence)
