"""What an admin enters to reach one source: the address, the secrets, the limits."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import BinaryIO

# What is entered with the secrets, but only says who is asking.
_NAMES = frozenset({"username", "client_id"})


def _forget(_name: str, _value: str) -> None:
    """The default for `Settings.on_secret`: a renewed secret lives in memory only."""


def _alone() -> AbstractContextManager[Mapping[str, str]]:
    """The default for `Settings.renewing`: nobody else has the source open."""
    return nullcontext({})


@dataclass
class Settings:
    """Everything about a source that is not in its profile.

    `path` (a ZIP or a folder) must lie below one of `allowed_roots`; an open `fileobj`
    needs none. `allowed_private` names the private addresses ("host" or "host:port")
    that the system administrator has allowed. `on_secret` is told the new value of a
    secret that the source has replaced (a rotated refresh token), to be kept.
    `renewing` lets in one at a time of all who have the source open, with the secrets
    as they are kept now.
    `max_bytes` limits one page, not a document; `max_wait` is the longest wait in
    seconds that is slept through rather than scheduled; `clock` counts seconds.
    """

    base_url: str = ""
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    path: str = ""
    fileobj: BinaryIO | None = None
    allowed_roots: tuple[str, ...] = ()
    allowed_private: tuple[str, ...] = ()
    verify: bool = True
    ca_file: str = ""
    timeout: float = 60.0
    max_bytes: int = 64 * 1024 * 1024
    max_wait: float = 20.0
    parallel: int = 4
    on_secret: Callable[[str, str], None] = _forget
    renewing: Callable[[], AbstractContextManager[Mapping[str, str]]] = _alone
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def hidden(self) -> list[str]:
        """The secrets that must never appear in a message."""
        return [text for name, text in self.secrets.items() if name not in _NAMES]
