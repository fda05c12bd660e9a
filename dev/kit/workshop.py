"""The whole environment: everything that must be there before Odoo can run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kit import browser, environment, locks, odoo, paths, postgres, venv
from kit.odoo import Odoo
from kit.ports import LOOPBACK, free_port
from kit.postgres import Server
from kit.progress import Problem


@dataclass(frozen=True)
class Workshop:
    """A made environment with its server running."""

    odoo: Odoo
    server: Server

    def variables(self) -> dict[str, str]:
        """What Odoo and libpq are to be started with, a free port included."""
        return {
            **tool_variables(self.odoo, self.server.binaries),
            **self.server.variables(),
            "ODOO_RC": str(paths.CONFIG),
            "ODOO_HTTP_PORT": str(free_port(8069)),
        }

    def odoo_command(self, *arguments: str) -> list[str]:
        """Odoo's own command; `-P` keeps the current folder from hiding its imports."""
        return [str(paths.PYTHON), "-P", "-m", "odoo", *arguments]


@contextmanager
def opened() -> Iterator[Workshop]:
    """The environment, made or brought up to date, with its server running."""
    installed = install()
    with postgres.running() as server:
        _write_config(installed, server)
        yield Workshop(installed, server)


def install() -> Odoo:
    """All but the server: packages, Odoo and the addon under its technical name."""
    if not os.access(paths.STATE if paths.STATE.exists() else paths.ROOT, os.W_OK):
        raise Problem(f"{paths.STATE} is not yours to write; use your own checkout.")
    paths.STATE.mkdir(exist_ok=True)
    with locks.exclusive(paths.STATE / "install.lock", "installing"):
        venv.ensure()
        installed = odoo.ensure()
        paths.ADDONS.mkdir(exist_ok=True)
        if not paths.ADDON_LINK.is_symlink():
            paths.ADDON_LINK.symlink_to(Path("..", ".."), target_is_directory=True)
    return installed


def tool_variables(installed: Odoo, *programs: Path) -> dict[str, str]:
    """What Python needs to import Odoo and to find our programs first."""
    clean = environment.clean()
    path = (paths.VENV / "bin", *programs, *browser.folders(), clean["PATH"])
    return {
        **clean,
        "PATH": os.pathsep.join(map(str, path)),
        "PYTHONPATH": str(installed.library),
        "PYTHONUNBUFFERED": "1",
    }


def _write_config(installed: Odoo, server: Server) -> None:
    """Odoo's configuration file, replaced only when something in it has changed."""
    options = {
        "addons_path": ",".join(map(str, (*installed.addons, paths.ADDONS))),
        "data_dir": paths.ODOO_DATA,
        "db_host": LOOPBACK,
        "db_port": server.port,
        "db_user": postgres.ROLE,
        "db_password": server.password,
        "pg_path": server.binaries,
        "admin_passwd": server.password,
        "list_db": False,
        "unaccent": True,
        "http_interface": LOOPBACK,
    }
    text = "[options]\n" + "".join(
        f"{name} = {value}\n" for name, value in options.items()
    )
    if paths.CONFIG.exists() and paths.CONFIG.read_text() == text:
        return
    new = paths.CONFIG.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(text)
    new.rename(paths.CONFIG)
