"""Databases of the private server: templates made once, clones made in a second.

A template holds a set of installed modules. It is made anew when Odoo has changed or,
for a set with our addon, when the addon's files have. Every function can be called on
its own; inside `workshop.opened()` the server is only reused.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kit import locks, paths, process, workshop
from kit.progress import Problem
from kit.workshop import Workshop

DUMPS = paths.STATE / "dumps"
BASE = ("crm", "calendar")
TEMPLATES = paths.STATE / "templates"
"""A file for each template, locked by those who use it."""

NOT_INSTALLED = {"dev", "tests", "readme", "static"}
"""Folders of the checkout that no installed database depends on."""

_used: dict[str, IO[str]] = {}


def template(
    modules: tuple[str, ...],
    *,
    with_demo: bool = False,
    skip_auto_install: bool = False,
) -> str:
    """The name of a template with these modules, made when missing or out of date.

    Until this process ends nobody drops it, also if the addon's files have changed.
    """
    options = ["--with-demo"] * with_demo + ["--skip-auto-install"] * skip_auto_install
    with workshop.opened() as shop:
        return _template(shop, modules, options)


def _lock_file(name: str) -> IO[str]:
    TEMPLATES.mkdir(exist_ok=True)
    return (TEMPLATES / name).open("w")


def clone(source: str, name: str) -> None:
    """Make the database `name`, anew if need be, a copy of `source` with its files."""
    with workshop.opened():
        drop(name)
        psql('CREATE DATABASE :"name" TEMPLATE :"source"', name=name, source=source)
        share_files(source, name)


def share_files(source: str, name: str) -> None:
    """Give the database `name` the files of `source` too."""
    if (paths.FILESTORE / source).exists():
        # Odoo never changes a stored file: a second name is as good as a copy.
        shutil.copytree(
            paths.FILESTORE / source, paths.FILESTORE / name, copy_function=os.link
        )


@contextmanager
def scratch(source: str, purpose: str) -> Iterator[str]:
    """The name of a clone that lives as long as the block.

    Clones of processes that were killed are dropped first, and the copies of them
    that parallel tests have made.
    """
    for name in psql(
        "SELECT datname FROM pg_database WHERE datname ~ :'pattern'",
        pattern=f"^{purpose}_[0-9]+(-gw[0-9]+)?$",
    ).split():
        if not process.is_alive(int(name.rpartition("_")[2].partition("-")[0])):
            drop(name)
    name = f"{purpose}_{os.getpid()}"
    clone(source, name)
    try:
        yield name
    finally:
        drop(name)


def drop(name: str) -> None:
    """Remove a database, also under its users, and its files, if there is one."""
    psql('DROP DATABASE IF EXISTS :"name" WITH (FORCE)', name=name)
    shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)


def psql(sql: str, database: str = "postgres", **variables: str) -> str:
    """What psql prints, without titles; `:"x"` and `:'x'` quote the variable x."""
    with workshop.opened() as shop:
        settings = [
            part
            for name, value in variables.items()
            for part in ("-v", f"{name}={value}")
        ]
        command = (
            shop.server.binaries / "psql",
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            *settings,
            "-d",
            database,
        )
        return process.output(command, env=shop.variables(), text=sql).strip()


def dump(name: str) -> Path:
    """A file with the whole database as SQL text."""
    DUMPS.mkdir(parents=True, exist_ok=True)
    file = DUMPS / f"{name}.sql"
    with workshop.opened() as shop:
        process.output(
            (shop.server.binaries / "pg_dump", "-f", file, name), env=shop.variables()
        )
    return file


def _template(shop: Workshop, modules: tuple[str, ...], options: list[str]) -> str:
    """The template's name; others may be made meanwhile, but not the same one twice."""
    description = " ".join((*modules, *options))
    source = _addon_digest() if paths.ADDON in modules else ""
    key = repr((shop.odoo.version, description, source)).encode()
    name = f"template_{hashlib.sha256(key).hexdigest()[:12]}"
    with locks.exclusive(_making(description), f"making a template of {description}"):
        if name not in _names_described_as(description):
            _make(shop, f"unfinished_{name}", modules, options)
            _finish(f"unfinished_{name}", name, description)
        if name not in _used:
            _used[name] = _lock_file(name)
            locks.share(_used[name])
    return name


def _making(description: str) -> Path:
    TEMPLATES.mkdir(exist_ok=True)
    return TEMPLATES / f"{hashlib.sha256(description.encode()).hexdigest()[:12]}.lock"


def _make(
    shop: Workshop, name: str, modules: tuple[str, ...], options: list[str]
) -> None:
    others = tuple(module for module in modules if module != paths.ADDON)
    if others != modules:
        clone(_template(shop, others, options), name)
        _install(shop, name, (paths.ADDON,), options)
    else:
        drop(name)
        _install(shop, name, modules, options)


def _install(
    shop: Workshop, name: str, modules: tuple[str, ...], options: list[str]
) -> None:
    wanted = ",".join(modules)
    command = shop.odoo_command(
        "-d", name, "-i", wanted, *options, "--no-http", "--stop-after-init"
    )
    process.run(
        command,
        f"Installing {wanted} {' '.join(options)}".strip(),
        env=shop.variables(),
    )
    query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    missing = set(modules).difference(psql(query, name).splitlines())
    if missing:
        raise Problem(
            f"Odoo did not install {', '.join(sorted(missing))}; see {paths.LOGS}."
        )


def _finish(unfinished: str, name: str, description: str) -> None:
    """Give a database its name as a template; those that it replaces are dropped, but
    for those that somebody still uses.
    """
    for old in _names_described_as(description):
        with _lock_file(old) as users:
            if locks.try_exclusive(users):
                drop(old)
                (TEMPLATES / old).unlink()
    shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)
    if (paths.FILESTORE / unfinished).exists():
        (paths.FILESTORE / unfinished).rename(paths.FILESTORE / name)
    psql(
        'ALTER DATABASE :"unfinished" ALLOW_CONNECTIONS false;'
        "COMMENT ON DATABASE :\"unfinished\" IS :'description';"
        'ALTER DATABASE :"unfinished" RENAME TO :"name"',
        unfinished=unfinished,
        name=name,
        description=description,
    )


def _names_described_as(description: str) -> list[str]:
    query = """
        SELECT datname FROM pg_database
        WHERE datname LIKE 'template\\_%'
            AND shobj_description(oid, 'pg_database') = :'description'
    """
    return psql(query, description=description).splitlines()


def _addon_digest() -> str:
    digest = hashlib.sha256()
    for file in _addon_files():
        digest.update(str(file.relative_to(paths.ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _addon_files() -> Iterator[Path]:
    """The addon's files that an installed database may depend on, in a fixed order."""
    for folder, folders, names in os.walk(paths.ROOT):
        skipped = NOT_INSTALLED if Path(folder) == paths.ROOT else set()
        folders[:] = sorted(
            name
            for name in folders
            if name not in skipped
            and not name.startswith(".")
            and name != "__pycache__"
        )
        yield from (
            Path(folder) / name for name in sorted(names) if not name.startswith(".")
        )
