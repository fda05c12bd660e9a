"""An Odoo server in the background, and calls to it as a person's screen makes them."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit import process
from kit.ports import LOOPBACK, free_port
from kit.progress import Problem, step
from kit.workshop import Workshop

START_SECONDS = 120
CALL_SECONDS = 60
LOGIN = "admin"


@dataclass(frozen=True)
class Server:
    """A running server."""

    child: subprocess.Popen[bytes]
    database: str
    address: str
    log: Path

    def call(self, model: str, method: str, *arguments: Any, **named: Any) -> Any:
        """What a public method answers to the administrator."""
        return self._ask(
            "object",
            "execute_kw",
            (self.database, 2, LOGIN, model, method, arguments, named),
        )

    def _ask(self, service: str, method: str, arguments: tuple[Any, ...]) -> Any:
        params = {"service": service, "method": method, "args": arguments}
        request = urllib.request.Request(
            f"{self.address}/jsonrpc",
            json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=CALL_SECONDS) as response:
            answer = json.load(response)
        if "error" in answer:
            raise Problem(answer["error"]["data"]["message"])
        return answer.get("result")


@contextmanager
def running(
    shop: Workshop,
    database: str,
    log: Path,
    *options: str,
    port: int = 0,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server of the database, ready to be asked, until the block ends."""
    port = port or free_port()
    address = f"http://{LOOPBACK}:{port}"
    command = shop.odoo_command("-d", database, f"--http-port={port}", *options)
    child = process.start(
        command,
        log=log,
        env={**shop.variables(), **(variables or {})},
        start_new_session=True,
    )
    try:
        with step("Starting Odoo"):
            _wait_until_ready(child, address, log)
        yield Server(child, database, address, log)
    finally:
        process.stop(child)


def _wait_until_ready(child: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(
                f"{address}/web/login", timeout=START_SECONDS
            ).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
        else:
            return
    raise Problem(f"Odoo did not start ({process.last_line(log)}); its log is {log}.")
