"""A ZIP file as an archive; only its list of files is held in memory."""

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from ..errors import FatalError
from ..message import Message, _lt
from ..records import Problem
from .base import (
    DAMAGE,
    IS_LINK,
    IS_SPECIAL,
    Archive,
    Limits,
    Member,
    damaged,
    guarded,
    is_litter,
    refusal,
    sort_key,
    told,
    why_unsafe,
)

_UNREADABLE = (*DAMAGE, NotImplementedError, RuntimeError, struct.error, OverflowError)
_ENCRYPTED = 0x1
_NAME_IS_UTF8 = 0x800
_DIRECTORY_ENTRY = 46
_LONGEST_USUAL_NAME = 210
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_MAX_COMMENT = 2**16

_DOUBLE = _lt("a later file has the same path")
_OTHER_FORMATS = {
    b"7z\xbc\xaf": _lt("a 7z archive"),
    b"Rar!": _lt("a RAR archive"),
    b"\x1f\x8b": _lt("a gzip file"),
    b"%PDF": _lt("a PDF file"),
}


class ZipArchive(Archive):
    """The files of a ZIP file, which is checked for traps before its list is read."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        """Raises FatalError for what is no ZIP file, is damaged or is a bomb."""
        super().__init__(limits)
        self._own: BinaryIO | None = None
        try:
            _check_directory(file, limits)
            self._zip = zipfile.ZipFile(file)
        except _UNREADABLE as error:
            raise FatalError(_why_no_zip(file)) from error
        self._check_sizes(file.seek(0, io.SEEK_END))

    @classmethod
    def at(cls, path: Path, limits: Limits) -> "ZipArchive":
        """The ZIP file at a path."""
        with told(path.name):
            file = path.open("rb")
        try:
            archive = cls(file, limits)
        except FatalError:
            file.close()
            raise
        archive._own = file
        return archive

    def members(self) -> Iterator[Member]:
        for name, info in self._sorted[0].items():
            yield Member(name, info.file_size, info)

    def refused(self) -> Iterator[Problem]:
        return iter(self._sorted[1])

    def get(self, name: str) -> Member | None:
        info = self._sorted[0].get(name)
        return Member(name, info.file_size, info) if info else None

    def open(self, member: Member) -> BinaryIO:
        info: zipfile.ZipInfo = member.handle
        if info.flag_bits & _ENCRYPTED:
            raise FatalError(
                _lt(
                    "%(file)s is protected by a password: pack the archive again "
                    "without one.",
                    file=member.name,
                )
            )
        try:
            file = self._zip.open(info)
        except NotImplementedError as error:
            raise FatalError(
                _lt(
                    "%(file)s is packed by method %(method)s, which cannot be read: "
                    "pack it again by the usual one (deflate).",
                    file=member.name,
                    method=info.compress_type,
                )
            ) from error
        except _UNREADABLE as error:
            raise damaged(member.name) from error
        allowed = self._limits.unpacked(info.compress_size)
        return guarded(file, member.name, allowed)  # type: ignore[arg-type]

    def close(self) -> None:
        self._zip.close()
        if self._own:
            self._own.close()

    @cached_property
    def _sorted(self) -> tuple[dict[str, zipfile.ZipInfo], list[Problem]]:
        """The files to be read, in order, and the refusals of the others."""
        found: dict[str, zipfile.ZipInfo] = {}
        refused: list[Problem] = []
        for info in self._zip.infolist():
            text = _text(info)
            name = "/".join(step for step in text.split("/") if step not in ("", "."))
            reason = _why_special(info) or why_unsafe(text)
            if reason:
                refused.append(refusal(text, reason))
            elif not info.is_dir() and not is_litter(name):
                if name in found:
                    refused.append(refusal(name, _DOUBLE))
                found[name] = info
        return {name: found[name] for name in sorted(found, key=sort_key)}, refused

    def _check_sizes(self, length: int) -> None:
        """The declared sizes, which zipfile never reads beyond."""
        infos = self._zip.infolist()
        packed = sum(info.compress_size for info in infos)
        unpacked = sum(info.file_size for info in infos)
        if len(infos) > self._limits.files:
            raise _too_many(self._limits)
        if packed > length or unpacked > self._limits.unpacked(length):
            raise FatalError(
                _lt(
                    "The ZIP file of %(packed)s bytes says that %(unpacked)s bytes "
                    "come out of it; it is refused as a ZIP bomb.",
                    packed=length,
                    unpacked=unpacked,
                )
            )


def _why_special(info: zipfile.ZipInfo) -> Message | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return IS_LINK
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return IS_SPECIAL
    return None


def _text(info: zipfile.ZipInfo) -> str:
    """The path as its writer meant it: macOS forgets to say that it is UTF-8."""
    name = info.filename
    if not (info.flag_bits & _NAME_IS_UTF8 or name.isascii()):
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return name.replace("\\", "/")


def _check_directory(file: BinaryIO, limits: Limits) -> None:
    """Refuses a list of files that would fill the memory, before zipfile reads it."""
    entries, size = _directory(file)
    if max(entries, size // (_DIRECTORY_ENTRY + _LONGEST_USUAL_NAME)) > limits.files:
        raise _too_many(limits)


def _too_many(limits: Limits) -> FatalError:
    return FatalError(
        _lt("The ZIP file holds more than %(most)s files.", most=limits.files)
    )


def _directory(file: BinaryIO) -> tuple[int, int]:
    """How many files the ZIP file says it has, and the bytes of their list."""
    length = file.seek(0, io.SEEK_END)
    start = file.seek(max(0, length - _END.size - _MAX_COMMENT))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise zipfile.BadZipFile
    entries, size = _END.unpack_from(tail, at)[4:6]
    if entries < 0xFFFF and size < 0xFFFFFFFF:
        return entries, size
    locator = start + at - _LOCATOR_64.size
    file.seek(max(0, locator))
    mark, _disk, offset, _disks = _LOCATOR_64.unpack(file.read(_LOCATOR_64.size))
    if mark != b"PK\6\7":
        return entries, size
    file.seek(offset)
    record = _END_64.unpack(file.read(_END_64.size))
    return record[7], record[8]


def _why_no_zip(file: BinaryIO) -> Message:
    """A sentence for a file that cannot be opened as ZIP."""
    file.seek(0)
    head = file.read(4)
    for mark, kind in _OTHER_FORMATS.items():
        if head.startswith(mark):
            return _lt(
                "The file is %(kind)s, not a ZIP file: pack it again as ZIP.", kind=kind
            )
    if head.startswith(b"PK"):
        return _lt("The ZIP file is damaged or cut off: upload it again as a whole.")
    return _lt("The file is not a ZIP file.") if head else _lt("The file is empty.")
