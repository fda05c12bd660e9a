"""What the developer is told: what happens now, and in one sentence what is missing."""

from __future__ import annotations

import errno
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Problem(Exception):
    """Something is missing or went wrong; the text is one sentence about it."""


ERASE = "\r\033[K" if sys.stderr.isatty() else ""


def say(text: str) -> None:
    """Print one line for the developer; standard output is left to results."""
    print(f"{ERASE}{text}", file=sys.stderr, flush=True)


def say_briefly(text: str) -> None:
    """Print a line that on a terminal gives way to the next one."""
    print(f"{ERASE}{text}", end="" if ERASE else "\n", file=sys.stderr, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what begins and how long it took."""
    say(f"• {what} …")
    begin = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - begin:.0f} s")


def exit_with(main: Callable[[list[str]], int]) -> None:
    """Run a command's main function; a `Problem` becomes one sentence and status 1.

    What it started is stopped by its own `finally` blocks on Ctrl-C as on termination,
    also where the calling shell has switched Ctrl-C off.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        status = main(sys.argv[1:])
    except Problem as problem:
        say(f"✗ {problem}")
        status = 1
    except KeyboardInterrupt:
        status = 130
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        say(f"✗ No space is left on the disk of {error.filename or 'this checkout'}.")
        status = 1
    sys.exit(status)
