"""Which files of an archive hold which stream of a profile."""

import fnmatch
import re
from collections import defaultdict
from collections.abc import Callable

from ..archive import Archive, Member
from ..message import Message, _lt
from ..profile import Profile
from ..records import Problem
from .document_tree import DocumentTree

_SHOWN = 20


class Contents:
    """The files of an archive, sorted into streams in one pass.

    `tables` are the data files of each stream in order, `trees` its documents, and
    `refused` what may not be read of it.
    """

    def __init__(self, archive: Archive, profile: Profile) -> None:
        bundles = {one.name: one.bundle for one in profile.streams if one.bundle}
        self.tables: dict[str, list[Member]] = {stream: [] for stream in bundles}
        self.trees = {
            stream: DocumentTree(archive, bundle.tree)
            for stream, bundle in bundles.items()
            if bundle.tree
        }
        self._patterns = {stream: bundle.files for stream, bundle in bundles.items()}
        self._tests = [
            (stream, name_test(pattern))
            for stream, patterns in self._patterns.items()
            for pattern in patterns
        ]
        self._unread: list[str] = []
        self._unread_count = 0
        for member in archive.members():
            self._sort_in(member)
        self.refused: dict[str, list[Problem]] = defaultdict(list)
        for problem in archive.refused():
            self._sort_in_refused(problem)

    def lack(self, stream: str) -> Message | None:
        """A sentence when the archive has nothing of a stream, else None."""
        tree = self.trees.get(stream)
        if self.tables[stream] or (tree and any(tree.files())):
            return None
        wanted = [*self._patterns[stream], *([f"{tree.root}/"] if tree else [])]
        names: str = wanted[0]
        for other in wanted[1:]:
            names = _lt("%(file)s and no %(other)s", file=names, other=other)
        return _lt("The export has no %(files)s.", files=names)

    def remark(self) -> Message | None:
        """A sentence on the files that belong to no stream; None without any."""
        if not self._unread_count:
            return None
        more = ["…"] if self._unread_count > len(self._unread) else []
        return _lt(
            "Files that no stream reads (%(count)s): %(files)s.",
            count=self._unread_count,
            files=", ".join([*self._unread, *more]),
        )

    def _sort_in(self, member: Member) -> None:
        if any(tree.holds(member.name) for tree in self.trees.values()):
            return
        streams = self._streams(member.name)
        for stream in streams:
            self.tables[stream].append(member)
        if not streams:
            self._note_unread(member.name)

    def _sort_in_refused(self, problem: Problem) -> None:
        in_tree = [
            stream for stream, tree in self.trees.items() if tree.claims(problem.where)
        ]
        streams = in_tree or self._streams(problem.where)
        for stream in streams:
            self.refused[stream].append(problem)
        if not streams:
            self._note_unread(problem.where)

    def _streams(self, name: str) -> list[str]:
        """The streams of which a pattern fits, each once."""
        return list(dict.fromkeys(stream for stream, fits in self._tests if fits(name)))

    def _note_unread(self, name: str) -> None:
        self._unread_count += 1
        if len(self._unread) < _SHOWN:
            self._unread.append(name)


def name_test(pattern: str) -> Callable[[str], bool]:
    """Whether a path fits a pattern, ignoring case.

    A pattern without folders is about the file's name, one with folders about the end
    of the path.
    """
    regex = fnmatch.translate(pattern)
    if "/" in pattern:
        fits = re.compile(f"(?:.*/)?{regex}", re.IGNORECASE).match
        return lambda path: fits(path) is not None
    fits = re.compile(regex, re.IGNORECASE).match
    return lambda path: fits(path.rpartition("/")[2]) is not None
