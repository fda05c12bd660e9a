"""Exports that stay open from one batch to the next.

The list of files of a ZIP file can be long: read anew by each batch, it would make
each document of a large export dearer than one of a small export.
"""

import stat
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from ..profile import Profile
from ..settings import Settings
from .connection import BundleConnection


@dataclass
class _Place:
    """Room for one open export: batches of one source follow each other."""

    key: Hashable = None
    connection: BundleConnection | None = None

    def clear(self) -> None:
        if self.connection:
            self.connection.stays_open = False
            self.connection.close()
        self.key = self.connection = None


_place: ContextVar[_Place | None] = ContextVar("open export", default=None)


@contextmanager
def kept_open() -> Iterator[None]:
    """Have the last ZIP file that was connected to stay open within the block."""
    place = _Place()
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)
        place.clear()


def connect(profile: Profile, settings: Settings) -> BundleConnection:
    """A connection of its own, or the one kept open if it still is to the same file.

    A folder is looked at each time: nothing tells whether a file has come to it.
    """
    place = _place.get()
    key = _key(settings)
    if place is None or key is None:
        return BundleConnection(profile, settings)
    if place.connection is None or place.key != (profile, key):
        place.clear()
        place.connection = BundleConnection(profile, settings)
        place.connection.stays_open = True
        place.key = profile, key
    return place.connection


def _key(settings: Settings) -> Hashable:
    """What another file at the same place has not; None for what is no file."""
    if settings.fileobj is not None:
        return None
    try:
        found = Path(settings.path).stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    of_file = found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size
    return settings.path, settings.allowed_roots, of_file
