"""A script run in Odoo's shell, without screens, and what it answers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kit import paths, process, ready_shell
from kit.progress import Problem
from kit.workshop import Workshop

PARAMETERS = "CASE_MIGRATION_PARAMETERS"
ANSWER = "RESULT "


def log_of(script: Path, database: str) -> Path:
    """Where Odoo's log of a script in a database is."""
    return paths.LOGS / f"{script.stem}-{database}.log"


def answer(
    shop: Workshop,
    database: str,
    script: Path,
    parameters: Mapping[str, Any],
    *options: str,
) -> Any:
    """What the script prints, as JSON, behind RESULT; its log is told when it fails.

    It finds its parameters, as JSON, in the environment; `options` are Odoo's own.
    Without any, it runs in a copy of an Odoo that has started already.
    """
    if options:
        return answer_alone(shop, database, script, parameters, *options)
    log = log_of(script, database)
    output = log.with_suffix(".out")
    log.parent.mkdir(parents=True, exist_ok=True)
    ready_shell.of(shop).run(
        database=database,
        script=str(script),
        variables={PARAMETERS: json.dumps(parameters)},
        output=str(output),
        log=str(log),
    )
    return _found(script, log, output.read_text())


def answer_alone(
    shop: Workshop,
    database: str,
    script: Path,
    parameters: Mapping[str, Any],
    *options: str,
) -> Any:
    """The same in a process that does nothing else, where time and memory count."""
    log = log_of(script, database)
    variables = {**ready_shell.variables(shop), PARAMETERS: json.dumps(parameters)}
    command = shop.odoo_command("shell", "-d", database, "--no-http", *options)
    log.parent.mkdir(parents=True, exist_ok=True)
    with script.open("rb") as lines, log.open("wb") as sink:
        shell = process.start(
            command, env=variables, stdin=lines, stdout=subprocess.PIPE, stderr=sink
        )
        try:
            said, _ = shell.communicate()
        finally:
            process.stop(shell)
    return _found(script, log, said.decode())


def _found(script: Path, log: Path, said: str) -> Any:
    found = [line for line in said.splitlines() if line.startswith(ANSWER)]
    if not found:
        raise Problem(
            f"{script.name} gave no answer ({process.last_line(log)}); see {log}."
        )
    return json.loads(found[-1].removeprefix(ANSWER))
