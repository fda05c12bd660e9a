"""A ZIP file or a folder as a set of files, read where they lie.

Nothing is ever unpacked to the disk. What looks like an attack or cannot be read is
refused with a sentence: the whole archive by a FatalError, a single file by a Problem.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from ..errors import ConfigError, FatalError
from ..message import _lt
from .base import Archive, Limits, Member
from .folder import FolderArchive
from .zip import ZipArchive

__all__ = ["Archive", "Limits", "Member", "open_archive"]


def open_archive(
    path: str = "",
    fileobj: BinaryIO | None = None,
    allowed_roots: Sequence[str] = (),
    limits: Limits | None = None,
) -> Archive:
    """The archive at `path`, below one of `allowed_roots`, or in an open seekable file.

    Raises FatalError when it is neither a folder nor a readable ZIP file. A file that
    was passed open stays open.
    """
    limits = limits or Limits()
    if fileobj is not None:
        return ZipArchive(fileobj, limits)
    real = _allowed(path, allowed_roots)
    if real.is_dir():
        return FolderArchive(real, limits)
    return ZipArchive.at(real, limits)


def _allowed(path: str, roots: Sequence[str]) -> Path:
    """The real path, which links cannot lead out of the allowed directories."""
    if not path:
        raise ConfigError(
            _lt(
                "There is no export yet: upload a ZIP file, or name a place on the "
                "server."
            )
        )
    real = Path(path).resolve()
    if not any(real.is_relative_to(Path(one).resolve()) for one in roots):
        raise FatalError(
            _lt(
                "%(path)s is not below a directory that the system administrator has "
                "allowed for imports.",
                path=path,
            )
        )
    return real
