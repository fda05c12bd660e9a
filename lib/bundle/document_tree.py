"""Documents in folders whose levels mean client, matter, category."""

import mimetypes
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import zip_longest

from ..archive import Archive, Member
from ..archive.base import sort_key
from ..message import Message, _lt
from ..profile import TreeSpec
from ..readers import Reader, Row
from ..records import Payload, Position

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MORE_TYPES = {
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".msg": "application/vnd.ms-outlook",
    ".heic": "image/heic",
}
_UNKNOWN_TYPE = "application/octet-stream"


class DocumentTree:
    """The files below the topmost folder of an archive that is called as the root.

    A file's path counts from that folder on, so that it stays the same whatever the
    export is wrapped in.
    """

    def __init__(self, archive: Archive, spec: TreeSpec) -> None:
        self._archive = archive
        self.root = spec.root.strip("/")
        self.levels = spec.levels
        self._rest = spec.rest
        root = re.escape(self.root)
        self._root_folder = re.compile(f"(?:^|/)(?P<root>{root})/", re.IGNORECASE)

    def get(self, path: str) -> Member | None:
        """The file at a path that counts from the root."""
        return self._archive.get(self._prefix + path)

    def claims(self, name: str) -> bool:
        """Whether a path leads through a folder called as the root."""
        return self._above_root(name) is not None

    def holds(self, name: str) -> bool:
        """Whether a file of the archive belongs to the tree."""
        return self._above_root(name) == self._prefix

    def files(self) -> Iterator[tuple[str, Member]]:
        """Every file and its path, in the order of the archive."""
        for member in self._archive.members():
            if self.holds(member.name):
                yield member.name.removeprefix(self._prefix), member

    def place(self, path: str) -> Payload:
        """What the folders and the name of a path say."""
        *folders, name = path[len(self.root) + 1 :].split("/")
        depth = len(self.levels)
        place: Payload = {"path": path, "name": name}
        place |= zip_longest(self.levels, folders[:depth], fillvalue="")
        if self._rest:
            place[self._rest] = "/".join(folders[depth:])
        return place

    def payload(self, path: str, member: Member) -> Payload:
        """The record of a file."""
        mimetype = _TYPES.guess_type(path)[0] or _UNKNOWN_TYPE
        return self.place(path) | {"size": member.size, "mimetype": mimetype}

    def reader(self, start: Position | None = None) -> "TreeReader":
        """The files as rows, after an earlier position."""
        return TreeReader(self.root, self, start)

    @cached_property
    def _prefix(self) -> str:
        """The folders above the root; those of the topmost where there are several."""
        prefixes = {self._above_root(one.name) for one in self._archive.members()}
        found = [prefix for prefix in prefixes if prefix is not None]
        return min(found, key=lambda prefix: (prefix.count("/"), prefix), default="")

    def _above_root(self, name: str) -> str | None:
        match = self._root_folder.search(name)
        return name[: match.start("root")] if match else None


class TreeReader(Reader):
    """The files of a tree as rows of their payloads."""

    def __init__(self, name: str, tree: DocumentTree, start: Position | None) -> None:
        super().__init__(name)
        self._tree = tree
        self._row = start["row"] if start else 0
        self._path = start["path"] if start else ""

    def found(self) -> Message:
        return _lt("a tree of files")

    def position(self) -> Position:
        return {"row": self._row, "path": self._path}

    def __iter__(self) -> Iterator[Row]:
        done = self._path
        for path, member in self._tree.files():
            if not done or sort_key(path) > sort_key(done):
                self._row += 1
                self._path = path
                yield Row(self._row, self._tree.payload(path, member))


def _known_types() -> mimetypes.MimeTypes:
    """Types by extension, the same on every machine."""
    types = mimetypes.MimeTypes()
    for extension, mimetype in _MORE_TYPES.items():
        types.add_type(mimetype, extension)
    return types


_TYPES = _known_types()
