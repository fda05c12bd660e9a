"""`./dev/build`: the addon as a wheel for pip and as a ZIP for an addons folder.

Both are made of a copy under the technical name, since the checkout may have any, and
without what only a developer needs.
"""

from __future__ import annotations

import ast
import os
import shutil
import zipfile
from pathlib import Path

from kit import paths, process, workshop
from kit.addon_copy import addon_copy
from kit.progress import say

DIST = paths.STATE / "dist"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the ZIP: the same checkout gives the same bytes."""


def main(arguments: list[str]) -> int:
    """Write both and say where they are."""
    for file in build():
        say(str(file))
    return 0


def build() -> tuple[Path, Path]:
    """The wheel and the ZIP, made anew."""
    odoo = workshop.install()
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    with addon_copy() as addon:
        _leave_out_hidden(addon)
        options = ("--no-deps", "--no-build-isolation", "--wheel-dir", DIST)
        process.run(
            (paths.PYTHON, "-m", "pip", "wheel", "--quiet", *options, addon),
            "Building the wheel",
            env=workshop.tool_variables(odoo),
        )
        archive = _zip(addon)
    [wheel] = DIST.glob("*.whl")
    return wheel, archive


def _leave_out_hidden(addon: Path) -> None:
    """Files for git and for checks of the checkout."""
    for entry in addon.glob(".*"):
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    process.output(("git", "-C", addon.parent, "add", "--all"))


def _zip(addon: Path) -> Path:
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))
    archive = DIST / f"{addon.name}-{manifest['version']}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for folder, folders, names in os.walk(addon):
            folders.sort()
            for name in sorted(set(names) - {"pyproject.toml"}):
                path = Path(folder, name)
                member = zipfile.ZipInfo(str(path.relative_to(addon.parent)), EARLIEST)
                member.external_attr = 0o644 << 16
                member.compress_type = zipfile.ZIP_DEFLATED
                file.writestr(member, path.read_bytes())
    return archive
