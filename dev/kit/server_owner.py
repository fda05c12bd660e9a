"""Whom PostgreSQL's server runs as: ourselves, but when we are root somebody else."""

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path

from kit import environment
from kit.progress import Problem


def identity() -> dict[str, object]:
    """Arguments for `subprocess.run` that start a program as that user."""
    account = _account()
    return {
        "cwd": "/",
        "env": {**environment.clean(), "LC_ALL": "C"},
        **(
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            if account
            else {}
        ),
    }


def give(path: Path) -> None:
    """Make a file or folder that user's own."""
    account = _account()
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)


def reaches(folder: Path) -> bool:
    """Whether that user gets into a folder."""
    answer = subprocess.run(("test", "-x", folder), check=False, **identity())
    return answer.returncode == 0


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    account = accounts.get("postgres") or accounts.get("nobody")
    if account is None:
        raise Problem(
            "PostgreSQL does not run as root, and there is no user postgres or nobody."
        )
    return account
