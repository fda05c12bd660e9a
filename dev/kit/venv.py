"""The virtual environment: Python 3.12 or 3.11 with what Odoo and the tools import."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from kit import environment, paths, process
from kit.progress import Problem

WANTED = ("3.12", "3.11")
REQUIREMENTS = (
    paths.DEV / "requirements-odoo.txt",
    paths.DEV / "requirements-tools.txt",
    paths.ROOT / "requirements.txt",
    paths.ROOT / "test-requirements.txt",
)
STAMP = paths.VENV / "requirements.sha256"


def ensure() -> None:
    """Make the environment, or renew it when a list of requirements has changed."""
    lists = [path for path in REQUIREMENTS if path.exists()]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in lists)).hexdigest()
    usable = STAMP.exists() and paths.PYTHON.exists()
    if usable and STAMP.read_text() == digest:
        return
    if not usable:
        _create()
    pip_install(
        *(part for path in lists for part in ("-r", str(path))),
        what="Installing Python packages",
    )
    STAMP.write_text(digest)


def pip_install(*arguments: str, what: str) -> None:
    """Install with the environment's own pip; its cache stays in the checkout."""
    command = (
        paths.PYTHON,
        "-m",
        "pip",
        "install",
        "--no-input",
        "--cache-dir",
        paths.STATE / "pip",
        *arguments,
    )
    process.run(command, what, env=environment.clean())


def _create() -> None:
    python = _find_python()
    shutil.rmtree(paths.VENV, ignore_errors=True)
    process.run(
        (python, "-m", "venv", paths.VENV),
        "Making the virtual environment",
        env=environment.clean(),
    )


def _find_python() -> str:
    """The first interpreter of a wanted version that really starts."""
    for version in WANTED:
        for name in (f"python{version}", "python3"):
            for folder in os.get_exec_path():
                candidate = Path(folder) / name
                if os.access(candidate, os.X_OK) and _starts(candidate, version):
                    return str(candidate)
    raise Problem(
        "Python 3.12 or 3.11 with venv is needed (on Debian: python3 and python3-venv)."
    )


def _starts(python: Path, version: str) -> bool:
    """Whether it runs (a shim may refuse), is of that version and has pip to give."""
    probe = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run(
        (str(python), "-c", probe),
        capture_output=True,
        text=True,
        env=environment.clean(),
        check=False,
    )
    return answer.returncode == 0 and answer.stdout.strip() == version
