"""`./dev/po`: bring the translations up to the template, and list what is left."""

from __future__ import annotations

import subprocess

from kit import paths, workshop


def main(arguments: list[str]) -> int:
    """Merge; with ``--check`` only say what is wrong."""
    what = "check" if "--check" in arguments else "merge"
    variables = workshop.tool_variables(workshop.install())
    command = (paths.PYTHON, "-m", "kit.po", what)
    return subprocess.run(command, cwd=paths.DEV, env=variables, check=False).returncode
