"""The sandbox source system, served or written as a bundle for the time of a block."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kit import paths, process
from kit.progress import Problem, step

BUNDLES = paths.STATE / "bundles"
LOG = paths.LOGS / f"sandbox-{os.getpid()}.log"


@contextmanager
def reachable(
    system: str, channel: str, scale: int, variables: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """How to reach the source: address and credentials, or the path of its bundle."""
    command = (paths.PYTHON, "-m", "sandbox", "--system", system, "--scale", str(scale))
    if channel == "bundle":
        yield {"bundle": _bundle(command, f"{system}-{scale}.zip", variables)}
        return
    with step(f"Starting the source system {system} with {scale} cases"):
        server = process.start(
            (*command, "--port", "0"),
            log=LOG,
            env=variables,
            cwd=paths.DEV,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        ready = server.stdout.readline()
    if not ready:
        raise Problem(
            f"The source system did not start ({process.last_line(LOG)}); see {LOG}."
        )
    try:
        yield json.loads(ready)
    finally:
        process.stop(server)


def _bundle(
    command: tuple[object, ...], name: str, variables: Mapping[str, str]
) -> str:
    BUNDLES.mkdir(parents=True, exist_ok=True)
    file = BUNDLES / name
    process.run(
        (*command, "--bundle", file),
        f"Writing the bundle {name}",
        env=variables,
        cwd=paths.DEV,
    )
    return str(file)
