"""Other programs: run to the end with their output in a log, or in the background."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kit import paths
from kit.progress import Problem, say_briefly, step

QUIET_SECONDS = 15
"""How often a sign of life is printed where the output is no terminal."""

END_WITH_US = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()

Command = Sequence["str | Path"]


def start(
    command: Command, *, log: Path | None = None, **options: Any
) -> subprocess.Popen[bytes]:
    """Start a child that ends when we do, even when we are killed.

    Where there is a log, its output goes there.
    """
    command = [*END_WITH_US, *map(str, command)]
    if log is None:
        return subprocess.Popen(command, **options)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as sink:
        return subprocess.Popen(
            command,
            **{"stdin": subprocess.DEVNULL, "stdout": sink, "stderr": sink, **options},
        )


def run(
    command: Command,
    what: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> None:
    """Run to the end, showing that it goes on; a failure tells the log's last line."""
    log = paths.LOGS / f"{re.sub('[^a-z0-9]+', '-', what.lower())}.log"
    with step(what):
        if _watch(start(command, log=log, env=env, cwd=cwd), log):
            complaint = last_line(log) or "it said nothing"
            raise Problem(f"{what} failed ({complaint}); see {log}.")


def foreground(command: Command, env: Mapping[str, str]) -> int:
    """Run a program that talks to the developer itself and handles Ctrl-C itself."""
    child = start(command, env=env)
    try:
        while True:
            with suppress(KeyboardInterrupt):
                return child.wait()
    finally:
        stop(child)


def _watch(child: subprocess.Popen[bytes], log: Path) -> int:
    """Wait for the child's end, telling its last line of output now and then."""
    begin = time.monotonic()
    pause = 1 if sys.stderr.isatty() else QUIET_SECONDS
    try:
        while True:
            try:
                return child.wait(timeout=pause)
            except subprocess.TimeoutExpired:
                seconds = time.monotonic() - begin
                say_briefly(f"  {seconds:.0f} s  {last_line(log)[:70]}")
    finally:
        stop(child)


def last_line(log: Path) -> str:
    """The last line of a log that says anything."""
    lines = re.split(r"\s*[\r\n]\s*", log.read_text(errors="replace").strip())
    return lines[-1]


def output(
    command: Command, *, env: Mapping[str, str] | None = None, text: str | None = None
) -> str:
    """What a short program prints; its failure is a `Problem` with its complaint."""
    done = subprocess.run(
        [str(part) for part in command],
        input=text or "",
        capture_output=True,
        env=env,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        complaint = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise Problem(f"{Path(command[0]).name} failed: {complaint[-1]}.")
    return done.stdout


def stop(child: subprocess.Popen, seconds: float = 20) -> None:
    """End a child that we started: ask it first, then make sure."""
    if child.poll() is not None:
        return
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def is_alive(pid: int) -> bool:
    """Whether a process with this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
