"""A folder on the server as an archive; links are never followed."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..errors import FatalError
from ..message import Message, _lt
from ..records import Problem
from .base import (
    IS_LINK,
    IS_SPECIAL,
    Archive,
    Limits,
    Member,
    guarded,
    is_litter,
    refusal,
    told,
    why_unsafe,
)


class FolderArchive(Archive):
    """The files below a folder. They are looked up each time, not kept in memory."""

    def __init__(self, root: Path, limits: Limits) -> None:
        """`root` is a real path."""
        super().__init__(limits)
        self._root = root

    def members(self) -> Iterator[Member]:
        for entry, reason in self._walk():
            if not reason:
                yield self._member(Path(entry.path))

    def refused(self) -> Iterator[Problem]:
        for entry, reason in self._walk():
            if reason:
                yield refusal(self._name(entry.path), reason)

    def get(self, name: str) -> Member | None:
        path = self._root / name
        if why_unsafe(name) or _leads_elsewhere(path) or not path.is_file():
            return None
        return self._member(path)

    def open(self, member: Member) -> BinaryIO:
        if _leads_elsewhere(member.handle):
            raise FatalError(
                _lt("%(file)s is not read: it has become a link.", file=member.name)
            )
        with told(member.name):
            file = member.handle.open("rb")
        return guarded(file, member.name, self._limits.total)

    def close(self) -> None:
        """Nothing is kept open."""

    def _name(self, path: str) -> str:
        return path[len(str(self._root)) + 1 :].replace(os.sep, "/")

    def _member(self, path: Path) -> Member:
        name = self._name(str(path))
        with told(name):
            return Member(name, path.stat().st_size, path)

    def _walk(self) -> Iterator[tuple["os.DirEntry[str]", Message | None]]:
        """Every file with the reason why it is not to be read."""
        count = 0
        pending = [self._entries(str(self._root))]
        while pending:
            entry = next(pending[-1], None)
            if entry is None:
                pending.pop()
            elif entry.is_dir(follow_symlinks=False):
                pending.append(self._entries(entry.path))
            elif not is_litter(self._name(entry.path)):
                count += 1
                self._check_count(count)
                yield entry, self._why_refused(entry)

    def _entries(self, folder: str) -> Iterator["os.DirEntry[str]"]:
        name = self._name(folder) or _lt("The folder")
        with told(name), os.scandir(folder) as entries:
            return iter(sorted(entries, key=lambda entry: entry.name))

    def _why_refused(self, entry: "os.DirEntry[str]") -> Message | None:
        if entry.is_symlink():
            return IS_LINK
        if not entry.is_file(follow_symlinks=False):
            return IS_SPECIAL
        return why_unsafe(self._name(entry.path))

    def _check_count(self, count: int) -> None:
        if count > self._limits.files:
            raise FatalError(
                _lt(
                    "The folder holds more than %(most)s files.",
                    most=self._limits.files,
                )
            )


def _leads_elsewhere(path: Path) -> bool:
    """Whether there is a link on the way."""
    return path.resolve() != path
