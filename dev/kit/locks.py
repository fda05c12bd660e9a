"""Locks between processes; the kernel frees them however their holder dies."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kit.progress import say

PATIENCE = 2.0
"""Seconds of waiting that are not worth a word."""


@contextmanager
def exclusive(path: Path, what: str) -> Iterator[None]:
    """Hold the lock alone; says so when it has to wait for somebody else."""
    with path.open("w") as file:
        begin = time.monotonic()
        while not try_exclusive(file):
            if time.monotonic() - begin > PATIENCE:
                say(f"• waiting for another process that is busy with {what} …")
                fcntl.flock(file, fcntl.LOCK_EX)
                break
            time.sleep(0.05)
        yield


def try_exclusive(file: IO[str]) -> bool:
    """Take the lock alone if nobody else holds it; our own shared one turns into it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(file: IO[str]) -> None:
    """Hold the lock together with others."""
    fcntl.flock(file, fcntl.LOCK_SH)
