"""OCA's job queue, for tests that run migrations on it: fetched when first used."""

from __future__ import annotations

import shutil
from pathlib import Path

from kit import database, locks, paths, process, venv
from kit.workshop import Workshop

REQUIREMENT = paths.DEV / "requirements-queue-job.txt"
FOLDER = paths.STATE / "queue_job"
MODULE = "queue_job"


def ensure() -> Path:
    """The folder with the addon; Odoo's own environment does not get to see it."""
    addons = FOLDER / "odoo" / "addons"
    with locks.exclusive(paths.STATE / "install.lock", "installing"):
        if not (addons / MODULE).is_dir():
            partial = FOLDER.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            venv.pip_install(
                "--no-deps",
                "--target",
                str(partial),
                "-r",
                str(REQUIREMENT),
                what="Fetching the job queue",
            )
            partial.rename(FOLDER)
    return addons


def options(shop: Workshop) -> tuple[str, ...]:
    """Odoo's options for a database in which the job queue is installed."""
    folders = (*shop.odoo.addons, paths.ADDONS, ensure())
    return (f"--addons-path={','.join(map(str, folders))}",)


def install(shop: Workshop, name: str) -> None:
    """Install the job queue in a database that has the addon already."""
    command = shop.odoo_command(
        "-d",
        name,
        "-i",
        MODULE,
        *options(shop),
        "--skip-auto-install",
        "--no-http",
        "--stop-after-init",
    )
    process.run(command, f"Installing {MODULE}", env=shop.variables())
    query = "SELECT state FROM ir_module_module WHERE name = 'queue_job'"
    assert database.psql(query, name) == "installed"
