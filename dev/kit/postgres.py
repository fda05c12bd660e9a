"""A private, throw-away PostgreSQL: its own data, a free port, a generated password.

It listens on 127.0.0.1 and on no Unix socket, so the length of the checkout's path does
not matter, and it does not sync to disk: after a power cut, remove `.dev/postgres`.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kit import environment, locks, paths, server_binaries, server_owner
from kit.ports import LOOPBACK, free_port
from kit.process import last_line
from kit.progress import Problem, say, step
from kit.server_owner import identity

ROLE = "odoo"
SETTINGS = f"""
listen_addresses = '{LOOPBACK}'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = '2GB'
shared_buffers = '256MB'
jit = off
"""
CLUSTER_OPTIONS = (
    f"--username={ROLE}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
    "--lc-messages=C",
    "--no-sync",
)
KEEP = paths.STATE / "postgres.keep"
LOCK = paths.STATE / "postgres.lock"
USERS = paths.STATE / "postgres.users"
START_TRIES = 3


@dataclass(frozen=True)
class Server:
    """A running server."""

    binaries: Path
    port: int
    password: str

    def variables(self) -> dict[str, str]:
        """What libpq's programs need to reach it."""
        return {
            "PGHOST": LOOPBACK,
            "PGPORT": str(self.port),
            "PGUSER": ROLE,
            "PGPASSWORD": self.password,
        }


@contextmanager
def running() -> Iterator[Server]:
    """A running server; the last block to end stops it, unless it was told to stay."""
    with USERS.open("w") as users:
        with locks.exclusive(LOCK, "PostgreSQL"):
            locks.share(users)
            server = _started()
        try:
            yield server
        finally:
            with locks.exclusive(LOCK, "PostgreSQL"):
                if not KEEP.exists() and locks.try_exclusive(users):
                    _pg_ctl(_home(), "stop", "-m", "fast")


def keep() -> None:
    """Let a running server outlive its users, until `stop`."""
    KEEP.touch()


def stop() -> None:
    """Stop the server, also under its users."""
    if not paths.CLUSTER.exists():
        return
    KEEP.unlink(missing_ok=True)
    with locks.exclusive(LOCK, "PostgreSQL"):
        if _answering(_home()):
            _pg_ctl(_home(), "stop", "-m", "fast")


def _started() -> Server:
    home = _home()
    if not (home / "data").exists():
        _create(home)
    for _try in range(START_TRIES):
        server = _answering(home) or _start(home)
        if server:
            return server
    log = home / "server.log"
    raise Problem(
        f"PostgreSQL does not start ({last_line(log)}); see {log}, "
        f"or remove {paths.CLUSTER} to begin with empty databases."
    )


def _answering(home: Path) -> Server | None:
    """The running server; another cluster's on its port would not take our password."""
    binaries = server_binaries.find(home)
    try:
        port = int((home / "data" / "postmaster.pid").read_text().splitlines()[3])
        server = Server(binaries, port, (home / "password").read_text())
    except (OSError, IndexError, ValueError):
        return None
    question = (binaries / "psql", "-X", "-d", "postgres", "-c", "SELECT 1")
    variables = {**environment.clean(), **server.variables()}
    answer = subprocess.run(question, env=variables, capture_output=True, check=False)
    return server if answer.returncode == 0 else None


def _start(home: Path) -> Server | None:
    _remove_stale_pid_file(home)
    remembered = home / "port"
    port = free_port(int(remembered.read_text()) if remembered.exists() else 0)
    remembered.write_text(str(port))
    if _pg_ctl(home, "start", "-w", "-l", home / "server.log", "-o", f"-p {port}"):
        time.sleep(1)
    return _answering(home)


def _remove_stale_pid_file(home: Path) -> None:
    """After a reboot the id in it can be another process's, which stops PostgreSQL."""
    file = home / "data" / "postmaster.pid"
    if not file.exists():
        return
    pid = file.read_text().split("\n", 1)[0].strip()
    name = Path("/proc") / pid / "comm"
    if not name.exists() or name.read_text().strip() not in ("postgres", "postmaster"):
        file.unlink()


def _create(home: Path) -> None:
    """Make the cluster beside its final place and move it there when it is whole."""
    password = home / "password"
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(16))
    server_owner.give(password)
    partial = home / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    initdb = server_binaries.find(home) / "initdb"
    command = (initdb, *CLUSTER_OPTIONS, f"--pwfile={password}", "-D", partial)
    with step("Making a PostgreSQL cluster"):
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, **identity()
        )
        if done.returncode:
            complaint = done.stderr.strip().splitlines()[-1]
            raise Problem(f"PostgreSQL's initdb failed: {complaint}.")
    with (partial / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)
    partial.rename(home / "data")


def _pg_ctl(home: Path, *arguments: str | Path) -> int:
    """Run pg_ctl; its output would stay open as long as the server that it starts."""
    command = (server_binaries.find(home) / "pg_ctl", "-D", home / "data", *arguments)
    nowhere = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    return subprocess.run(command, check=False, **nowhere, **identity()).returncode


def _home() -> Path:
    """The cluster's folder: `.dev/postgres`, or where that links to."""
    if not paths.CLUSTER.exists():
        paths.CLUSTER.unlink(missing_ok=True)
        if server_owner.reaches(paths.STATE):
            paths.CLUSTER.mkdir()
        else:
            _link_elsewhere()
    server_owner.give(paths.CLUSTER)
    return paths.CLUSTER.resolve()


def _link_elsewhere() -> None:
    """Keep the cluster in /var/tmp where its user cannot reach the checkout."""
    elsewhere = tempfile.mkdtemp(prefix=f"{paths.ADDON}-", dir="/var/tmp")
    paths.CLUSTER.symlink_to(elsewhere)
    say(f"  PostgreSQL's files are in {elsewhere}: its user cannot reach {paths.STATE}")
