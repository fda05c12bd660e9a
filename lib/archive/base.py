"""What every archive has: limits, members with safe names, guarded bytes."""

import io
import lzma
import re
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar, cast

from ..errors import FatalError
from ..message import Message, _lt
from ..records import Problem

T = TypeVar("T")

BUFFER = 256 * 1024
IS_LINK = _lt("it is a link")
IS_SPECIAL = _lt("it is not an ordinary file")
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)

_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}
_SYSTEM_FOLDER = "__macosx/"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may be at most; beyond that it is taken for a trap.

    `total` counts unpacked bytes. `ratio` (unpacked : packed) is of no interest below
    `harmless` unpacked bytes.
    """

    files: int = 500_000
    total: int = 2**40
    ratio: int = 200
    harmless: int = 64 * 2**20

    def unpacked(self, packed: int) -> int:
        """How many bytes may come out of so many packed ones."""
        return min(self.total, max(self.harmless, packed * self.ratio))


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its path with `/` in it, its size in bytes.

    `handle` is what the archive opens it by.
    """

    name: str
    size: int
    handle: Any

    @property
    def base(self) -> str:
        """The file's name without its folders."""
        return self.name.rpartition("/")[2]


class Archive(ABC):
    """A set of files that are safe to be read, in an order that stays the same."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    @abstractmethod
    def members(self) -> Iterator[Member]:
        """Every file that may be read, in the order of `sort_key`."""

    @abstractmethod
    def refused(self) -> Iterator[Problem]:
        """Every file that may not be read, and why; `where` is its path."""

    @abstractmethod
    def get(self, name: str) -> Member | None:
        """The file at this path."""

    @abstractmethod
    def open(self, member: Member) -> BinaryIO:
        """The bytes of a file, seekable; damage is a FatalError while reading."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of what the archive has opened itself."""


@contextmanager
def told(name: str) -> Iterator[None]:
    """What the operating system refuses becomes a sentence."""
    try:
        yield
    except OSError as error:
        raise FatalError(
            _lt("%(file)s: %(reason)s.", file=name, reason=error.strerror)
        ) from error


def sort_key(name: str) -> str:
    """Sorts paths folder by folder: no character comes before the separator."""
    return name.replace("/", "\0")


def is_litter(name: str) -> bool:
    """Whether an operating system has left this file behind."""
    base = name.rpartition("/")[2].lower()
    return base in _LITTER or f"/{_SYSTEM_FOLDER}" in f"/{name.lower()}"


def why_unsafe(name: str) -> Message | None:
    """Why a file of this name is refused; None when the name is safe."""
    if not name or name.rpartition("/")[2] == ".":
        return _lt("it has no name")
    if name.startswith("/"):
        return _lt("its path is absolute")
    if name[1:2] == ":":
        return _lt("its path begins with a drive letter")
    if ".." in name.split("/"):
        return _lt("its path leads out of the archive")
    if _CONTROL.search(name):
        return _lt("its name contains control characters")
    if _SURROGATE.search(name):
        return _lt("its name is not valid UTF-8")
    return None


def refusal(name: str, reason: Message) -> Problem:
    """The sentence about a file that is left out."""
    shown = _CONTROL.sub("?", name.encode(errors="replace").decode())
    message = _lt("%(file)s is not read: %(reason)s.", file=shown, reason=reason)
    return Problem(shown, "file", message)


def damaged(name: str) -> FatalError:
    """The error for a file whose bytes are not what the archive says."""
    return FatalError(_lt("%(file)s is damaged: pack it again.", file=name))


class GuardedFile(io.RawIOBase):
    """The bytes of a member: damage is a sentence, a bomb is not read to its end.

    No more than `allowed` bytes come out.
    """

    def __init__(self, file: BinaryIO, name: str, allowed: int) -> None:
        super().__init__()
        self._file = file
        self._name = name
        self._allowed = allowed

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data: bytes = self._guarded(lambda: self._file.read(len(buffer)))
        buffer[: len(data)] = data
        self._measure()
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        position = self._guarded(lambda: self._file.seek(offset, whence))
        self._measure()
        return position

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:  # pylint: disable=missing-return
        self._file.close()
        super().close()

    def _measure(self) -> None:
        if self._file.tell() > self._allowed:
            raise FatalError(
                _lt(
                    "%(file)s is refused: far more comes out of it than its size in "
                    "the archive allows for, which is how a ZIP bomb works.",
                    file=self._name,
                )
            )

    def _guarded(self, access: Callable[[], T]) -> T:
        try:
            return access()
        except DAMAGE as error:
            raise damaged(self._name) from error


def guarded(file: BinaryIO, name: str, allowed: int) -> BinaryIO:
    """A buffered reader over a GuardedFile."""
    raw = GuardedFile(file, name, allowed)
    return cast(BinaryIO, io.BufferedReader(raw, BUFFER))
