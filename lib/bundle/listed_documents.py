"""A list of documents whose bytes are in a tree of files."""

import re
import unicodedata
from collections import defaultdict
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from ..records import Payload
from .document_tree import DocumentTree

_NO_WORD = re.compile(r"[\W_]+")
_MARK = re.compile(r"\s*\((\d{1,9}|v\d{1,9})\)$", re.IGNORECASE)
_LAST = 10**9

Files: TypeAlias = dict[tuple[str, ...], list[str]]


class ListedDocuments:
    """Finds the file of each row of a list; a file is found once at most.

    It is at the row's `path`, or it has the row's `name` and lies in the folders that
    the row knows (its fields that are called as levels of the tree). Exporters leave
    characters out of names, number those that come again ("Scan (2).pdf") and mark
    versions ("Brief (v1).docx").
    """

    def __init__(self, tree: DocumentTree) -> None:
        self._tree = tree
        self._levels: list[str] = []
        self._left: Files | None = None

    def complete(self, payload: Payload) -> bool:
        """Adds what the tree knows of the row's file; `path` is empty without a file.

        False when another file would have fitted as well.
        """
        if self._left is None:
            self._left = self._index(payload)
        path, is_certain = self._find(payload, self._left)
        payload["path"] = path
        member = self._tree.get(path) if path else None
        if member:
            facts = self._tree.payload(path, member)
            payload |= {name: payload.get(name) or fact for name, fact in facts.items()}
        return is_certain

    def is_left(self, path: str) -> bool:
        """Whether a file of the tree belongs to no row."""
        if self._left is None:
            return True
        return path in self._left.get(self._key(self._tree.place(path)), ())

    def _index(self, payload: Payload) -> Files:
        """All files by what a row like this one knows of its file."""
        self._levels = [level for level in self._tree.levels if level in payload]
        files: Files = defaultdict(list)
        for path, _member in self._tree.files():
            files[self._key(self._tree.place(path))].append(path)
        return files

    def _key(self, place: Payload) -> tuple[str, ...]:
        stem, _mark, extension = _parts(place.get("name"))
        folders = [str(place.get(level) or "") for level in self._levels]
        return (*map(_folded, (*folders, stem)), extension)

    def _find(self, payload: Payload, left: Files) -> tuple[str, bool]:
        """The path of the row's file, and whether no other fits as well."""
        stated = str(payload.get("path") or "").replace("\\", "/").strip("/")
        for path in (stated, f"{self._tree.root}/{stated}"):
            same = left.get(self._key(self._tree.place(path)), [])
            for one in same:
                if _composed(one) == _composed(path):
                    same.remove(one)
                    return one, True
        found = left.get(self._key(payload), [])
        if not found:
            return "", True
        ranks = [_rank(path, payload) for path in found]
        best = min(ranks)
        return found.pop(ranks.index(best)), ranks.count(best) == 1


def _rank(path: str, payload: Payload) -> int:
    """How well a file of the row's name fits: by version, exactly, then by number."""
    _stem, mark, _extension = _parts(path)
    if mark and mark == f"v{payload.get('version')}":
        return -1
    if mark == _parts(payload.get("name"))[1]:
        return 0
    return int(mark) if mark.isdecimal() else _LAST


def _parts(name: Any) -> tuple[str, str, str]:
    """A file's name without number or version, that mark, and the extension."""
    path = PurePosixPath(str(name or ""))
    match = _MARK.search(path.stem)
    if not match:
        return path.stem, "", path.suffix.lower()
    return path.stem[: match.start()], match[1].lower(), path.suffix.lower()


def _folded(text: str) -> str:
    return _NO_WORD.sub("", _composed(text).casefold())


def _composed(text: str) -> str:
    """With each letter as one character; a Mac parts "ü" into two in a file's name."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
