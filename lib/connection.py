"""One way to read a source, whichever channel it comes through."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from .bundle import connect as connect_bundle
from .profile import Profile
from .records import Page, Payload, Position, StreamCheck
from .rest import RestConnection
from .settings import Settings

Channel = Literal["rest", "bundle"]

__all__ = ["Channel", "Connection", "DocumentBody", "Settings", "connect"]


class DocumentBody(Protocol):
    """The bytes of one document, to be read once from front to back.

    `size` in bytes and `mimetype` are None when the source does not tell beforehand.
    """

    name: str
    size: int | None
    mimetype: str | None

    def read(self, size: int = -1, /) -> bytes:  # pylint: disable=method-required-super
        """The next `size` bytes at most; empty at the end."""


class Connection(Protocol):
    """An open source. Every method may raise FatalError or RetriableError."""

    def __enter__(self) -> "Connection":
        """The connection itself; leaving the block closes it."""

    def __exit__(self, *_error: object) -> None: ...

    def pages(
        self, stream: str, position: Position | None = None, since: str | None = None
    ) -> Iterator[Page]:
        """The pages of a stream that follow `position`.

        With `since` (ISO 8601, UTC) only what has changed since then, where the source
        can tell; otherwise everything. The last page has no position.
        """

    def check(self) -> list[StreamCheck]:
        """What can be read, stream by stream; raises nothing for a single stream."""

    def count(self, stream: str) -> int | None:
        """How many records the source claims to have, None when it does not tell."""

    def open_document(
        self, stream: str, payload: Payload
    ) -> AbstractContextManager[DocumentBody]:
        """The bytes of the document that `payload` describes."""

    def close(self) -> None:
        """Lets go of sockets, threads and files."""


def connect(profile: Profile, channel: Channel, settings: Settings) -> Connection:
    """An open connection; the caller closes it."""
    if channel == "rest":
        return RestConnection(profile, settings)
    return connect_bundle(profile, settings)
