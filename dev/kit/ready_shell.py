"""An Odoo shell that is kept ready, and runs scripts in copies of itself.

It spares each script the two seconds of CPU that importing Odoo and its addons takes.
"""

from __future__ import annotations

import atexit
import os
from contextlib import suppress
from functools import cache
from json import dumps
from typing import Any

from kit import paths, process
from kit.progress import Problem
from kit.workshop import Workshop

SCRIPT = paths.DEV / "kit" / "shell" / "forks.py"
LOG = paths.LOGS / f"ready-shell-{os.getpid()}.log"


def variables(shop: Workshop) -> dict[str, str]:
    """What an Odoo shell whose scripts import this package is to be started with."""
    found = shop.variables()
    return {**found, "PYTHONPATH": f"{found['PYTHONPATH']}:{paths.DEV}"}


class ReadyShell:
    """A shell without a database, and the pipes to it."""

    def __init__(self, shop: Workshop) -> None:
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        with SCRIPT.open("rb") as lines:
            self._child = process.start(
                shop.odoo_command("shell", "--no-http"),
                log=LOG,
                env={
                    **variables(shop),
                    "CASE_MIGRATION_REQUESTS": str(requests),
                    "CASE_MIGRATION_ANSWERS": str(answers),
                },
                stdin=lines,
                pass_fds=(requests, answers),
            )
        os.close(requests)
        os.close(answers)
        atexit.register(self.stop)

    def run(self, **request: Any) -> int:
        """The exit status of a script, see `forks`."""
        with suppress(BrokenPipeError):
            os.write(self._requests, dumps(request).encode() + b"\n")
        status = b""
        while not status.endswith(b"\n"):
            said = os.read(self._answers, 100)
            if not said:
                raise Problem(
                    f"Odoo's shell has ended ({process.last_line(LOG)}); see {LOG}."
                )
            status += said
        return int(status)

    def stop(self) -> None:
        process.stop(self._child)


@cache
def of(shop: Workshop) -> ReadyShell:
    """The shell of an Odoo and its server; it ends with this process."""
    return ReadyShell(shop)
