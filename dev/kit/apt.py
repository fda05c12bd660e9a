"""Debian packages fetched and unpacked, without installing them or being root.

apt keeps its lists in a private folder, and the archive's address is the one that this
machine already uses.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from kit import paths, process
from kit.progress import Problem, step

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
LISTS = paths.APT / "lists"
CACHE = paths.APT / "cache"
ARCHIVES = CACHE / "archives"
OTHER_SUITE = paths.APT / "sources.list"
PRIVATE = (
    f"-oDir::State={paths.APT}",
    f"-oDir::State::Lists={LISTS}",
    "-oDir::State::status=/var/lib/dpkg/status",
    f"-oDir::Cache={CACHE}",
    "-oDebug::NoLocking=true",
    "-oAPT::Sandbox::User=",
    "-oAPT::Update::Error-Mode=any",
    "-oAcquire::Languages=none",
)
ONLY_OTHER_SUITE = (
    f"-oDir::Etc::SourceList={OTHER_SUITE}",
    "-oDir::Etc::SourceParts=-",
)


def is_available() -> bool:
    """Whether this machine has apt."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg"))


def unpack_from(
    suite: str, packages: tuple[str, ...], folder: Path, what: str
) -> list[str]:
    """Unpack packages of any suite of Debian's archive; returns their files' names."""
    _begin()
    _read_lists_of(suite)
    process.run(
        ("apt-get", *PRIVATE, *ONLY_OTHER_SUITE, "download", *packages),
        f"Downloading {what}",
        cwd=ARCHIVES,
    )
    return _unpack(folder, what)


def unpack_with_dependencies(package: str, folder: Path, what: str) -> list[str]:
    """Unpack a package of this machine's own suite and what it needs besides."""
    _begin()
    process.run(("apt-get", *PRIVATE, "update"), "Reading this machine's package lists")
    fetch = ("install", "--yes", "--no-install-recommends", "--download-only", package)
    process.run(("apt-get", *PRIVATE, *fetch), f"Downloading {what}")
    return _unpack(folder, what)


def _begin() -> None:
    shutil.rmtree(paths.APT, ignore_errors=True)
    for folder in (LISTS, ARCHIVES):
        (folder / "partial").mkdir(parents=True)


def _read_lists_of(suite: str) -> None:
    """Try this machine's archives; that of security updates has no such suite."""
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    for archive in _archives():
        OTHER_SUITE.write_text(f"deb {signed}{archive} {suite} main\n")
        try:
            process.run(
                ("apt-get", *PRIVATE, *ONLY_OTHER_SUITE, "update"),
                f"Reading the lists of Debian {suite}",
            )
        except Problem:
            continue
        return
    raise Problem(f"None of this machine's apt sources gives Debian's {suite} suite.")


def _archives() -> list[str]:
    """The addresses in this machine's apt configuration, in its order."""
    listing = process.output(("apt-get", *PRIVATE, "--print-uris", "update"))
    return list(dict.fromkeys(re.findall(r"'(\S+?)/dists/", listing)))


def _unpack(folder: Path, what: str) -> list[str]:
    files = sorted(ARCHIVES.glob("*.deb"))
    if not files:
        raise Problem(f"apt gave no package for {what}.")
    with step(f"Unpacking {what}"):
        for file in files:
            process.output(("dpkg", "-x", file, folder))
    shutil.rmtree(paths.APT)
    return [file.name for file in files]
