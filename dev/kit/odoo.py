"""Odoo 19: Debian's package, unpacked, or the developer's own checkout."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kit import apt, paths, process
from kit.environment import ODOO_SOURCE
from kit.progress import Problem, step

PACKAGE = "odoo-19"
SUITE = "unstable"
ASSET_PACKAGES = (
    "fonts-font-awesome",
    "fonts-font-awesome-legacy",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
"""What the package's links point to."""

LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
"""Left out of the package for its licence; the web client logs an error without it."""

GIGABYTE = 1 << 30
NEEDED_SPACE = 4 * GIGABYTE


@dataclass(frozen=True)
class Odoo:
    """An Odoo on this disk."""

    library: Path
    version: str

    @property
    def addons(self) -> list[Path]:
        """Its addons folders; the package has all addons in the first.

        Its folder `addons` holds nothing but copies of their Python files.
        """
        first = self.library / "odoo" / "addons"
        return [first] if (first / "web").exists() else [first, self.library / "addons"]


def ensure() -> Odoo:
    """Odoo 19, fetched when it is not there yet."""
    source = os.environ.get(ODOO_SOURCE)
    if source:
        return _own_checkout(Path(source).expanduser().resolve())
    if not paths.ODOO_PACKAGE.exists():
        _fetch()
    return Odoo(
        _library(paths.ODOO_PACKAGE), (paths.ODOO_PACKAGE / "version").read_text()
    )


def _own_checkout(source: Path) -> Odoo:
    release = source / "odoo" / "release.py"
    if not release.exists() or "(19, 0" not in release.read_text():
        raise Problem(
            f"{ODOO_SOURCE} is to name an Odoo 19 checkout, but {source} is none."
        )
    head = source / ".git"
    revision = (
        process.output(("git", "-C", source, "rev-parse", "HEAD")).strip()
        if head.exists()
        else ""
    )
    return Odoo(source, f"{source} {revision}")


def _fetch() -> None:
    """Unpack the package beside its final place and move it there when it is whole."""
    if not apt.is_available():
        raise Problem(
            f"No apt to fetch Odoo with; set {ODOO_SOURCE} to an Odoo 19 checkout."
        )
    if shutil.disk_usage(paths.STATE).free < NEEDED_SPACE:
        raise Problem(
            f"{paths.STATE} needs {NEEDED_SPACE // GIGABYTE} GB of free space for Odoo."
        )
    partial = paths.ODOO_PACKAGE.with_suffix(".partial")
    if partial.exists():
        with step("Removing what an interrupted run has left"):
            shutil.rmtree(partial, ignore_errors=True)
    files = apt.unpack_from(
        SUITE, (PACKAGE, *ASSET_PACKAGES), partial, "Odoo 19 (140 MB)"
    )
    left_out = _library(partial) / "odoo" / "addons" / LEFT_OUT
    left_out.parent.mkdir(parents=True, exist_ok=True)
    left_out.touch()
    (partial / "version").write_text(
        next(name for name in files if name.startswith(PACKAGE))
    )
    partial.rename(paths.ODOO_PACKAGE)


def _library(prefix: Path) -> Path:
    return prefix / "usr" / "lib" / "python3" / "dist-packages"
