"""The browser of the browser tests: the machine's own, else Debian's, unpacked."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from kit import apt, locks, paths
from kit.progress import Problem, say

PACKAGE = "chromium"
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
"""What Odoo's tests look for on the path, in their order."""

FOLDER = paths.BROWSER / "bin"
STARTER = """#!/bin/sh
prefix=$(dirname "$(dirname "$(readlink -f "$0")")")
export LD_LIBRARY_PATH="{libraries}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$prefix/fonts.conf"
exec "$prefix/usr/lib/chromium/chromium" "$@"
"""

FONTS = """<?xml version="1.0"?>
<fontconfig>
  <dir prefix="relative">usr/share/fonts</dir>
</fontconfig>
"""


def folders() -> list[Path]:
    """What to put on the path for a browser that was unpacked."""
    return [FOLDER] if FOLDER.exists() else []


def ensure() -> None:
    """Get a browser if there is none; where that cannot be, say why."""
    with locks.exclusive(paths.STATE / "install.lock", "installing"):
        if not (_of_the_machine() or FOLDER.exists()):
            try:
                _fetch()
            except Problem as problem:
                say(f"  There is no browser: {problem}")


def program() -> str:
    """The browser, fetched first if there is none.

    :raise Problem: when there is none and it cannot be fetched
    """
    ensure()
    path = os.pathsep.join([*map(str, folders()), os.environ.get("PATH", "")])
    found = (shutil.which(name, path=path) for name in NAMES)
    working = next(filter(None, found), None)
    if not working:
        raise Problem("There is no browser on this machine.")
    return working


def _of_the_machine() -> bool:
    return any(program and _starts(program) for program in map(shutil.which, NAMES))


def _starts(program: str | Path) -> bool:
    """Whether it runs at all; a package may be a mere hint to install it elsewhere."""
    command = (program, "--headless", "--no-sandbox", "--version")
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _fetch() -> None:
    if not apt.is_available():
        raise Problem("this machine has none of its own and no apt.")
    partial = paths.BROWSER.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    apt.unpack_with_dependencies(PACKAGE, partial, "Chromium (125 MB)")
    libraries = sorted(
        {str(file.parent.relative_to(partial)) for file in partial.rglob("lib*.so*")}
    )
    starter = partial / "bin" / PACKAGE
    starter.parent.mkdir(exist_ok=True)
    starter.write_text(
        STARTER.format(libraries=":".join(f"$prefix/{folder}" for folder in libraries))
    )
    starter.chmod(0o755)
    (partial / "fonts.conf").write_text(FONTS)
    if not _starts(starter):
        raise Problem("Debian's Chromium does not start here without being installed.")
    shutil.rmtree(paths.BROWSER, ignore_errors=True)
    partial.rename(paths.BROWSER)
