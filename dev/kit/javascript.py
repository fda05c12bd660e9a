"""The tools that check JavaScript, styles and XML, installed with npm below `.dev`."""

from __future__ import annotations

import hashlib
import os
import shutil

from kit import environment, locks, paths, process

FOLDER = paths.STATE / "node"
TOOLS = paths.DEV / "node"
PROGRAMS = FOLDER / "node_modules" / ".bin"
STAMP = FOLDER / "package.sha256"

CHECKS = (
    ("eslint", "--config", str(TOOLS / "eslint.config.cjs"), "static"),
    ("prettier", "--check", "--log-level=warn", "static/**/*.{js,scss}", "**/*.xml"),
)


def ensure() -> bool:
    """Install the tools or bring them up to date; False on a machine without npm."""
    npm = shutil.which("npm")
    if not npm:
        return False
    wanted = (TOOLS / "package.json").read_bytes()
    digest = hashlib.sha256(wanted).hexdigest()
    with locks.exclusive(paths.STATE / "node.lock", "installing"):
        if STAMP.exists() and STAMP.read_text() == digest:
            return True
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "package.json").write_bytes(wanted)
        process.run(
            (npm, "install", "--prefix", FOLDER, "--no-audit", "--no-fund"),
            "Installing what checks JavaScript and XML",
            env=environment.clean(),
        )
        STAMP.write_text(digest)
    return True


def variables(others: dict[str, str]) -> dict[str, str]:
    """Those that the tools are to be started with."""
    path = os.pathsep.join((str(PROGRAMS), others["PATH"]))
    return {**others, "PATH": path, "NODE_PATH": str(FOLDER / "node_modules")}
