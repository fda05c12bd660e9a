"""`./dev/demo`: a whole migration from the sandbox source into a running Odoo."""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kit import accounting, database, paths, process, sandbox_source, server, workshop
from kit.accounting import Result
from kit.ports import free_port, is_free
from kit.progress import Problem, say, step
from kit.workshop import Workshop

SYSTEMS = ("the_case_file", "backdocket")
SCRIPT = paths.DEV / "kit" / "shell" / "migrate.py"
PARAMETERS = "CASE_MIGRATION_DEMO"
ANSWER = "RESULT "
LOG = paths.LOGS / "demo-odoo.log"


def main(arguments: list[str]) -> int:
    """Migrate, tell the result, and unless it is for once let Odoo run until Ctrl-C."""
    options = _parse(arguments)
    with workshop.opened() as shop:
        template = database.template((*database.BASE, paths.ADDON))
        with (
            database.scratch(template, "demo") as name,
            sandbox_source.reachable(
                options.system, options.channel, options.scale, shop.variables()
            ) as source,
        ):
            result = _migrate(shop, name, {**vars(options), **source})
            _tell(result, options)
            if not options.once:
                with _odoo(shop, name, options.port) as odoo:
                    _wait_for_interrupt(odoo)
    return 0 if accounting.is_accounted_for(result) else 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./dev/demo", description="Move a made-up law firm into a running Odoo 19."
    )
    parser.add_argument("--once", action="store_true", help="stop after the migration")
    parser.add_argument(
        "--json", action="store_true", help="print the result as one line of JSON last"
    )
    parser.add_argument(
        "--system", choices=SYSTEMS, default=SYSTEMS[0], help="the system to come from"
    )
    parser.add_argument(
        "--channel",
        choices=("rest", "bundle"),
        default="rest",
        help="over HTTP or from a ZIP file",
    )
    parser.add_argument(
        "--scale",
        type=int,
        default=200,
        metavar="N",
        help="number of cases (%(default)s)",
    )
    parser.add_argument(
        "--validate",
        action="store_true",
        help="load a sample before the run, and validate after it",
    )
    parser.add_argument(
        "--rollback", action="store_true", help="undo at the end and show what is left"
    )
    parser.add_argument(
        "--port", type=int, default=0, help="Odoo's port (any free one)"
    )
    options = parser.parse_args(arguments)
    if options.port and not is_free(options.port):
        raise Problem(
            f"Port {options.port} is in use; choose another or leave --port out."
        )
    return options


def _migrate(shop: Workshop, name: str, parameters: dict[str, Any]) -> Result:
    """Run the migration script in Odoo's shell; what it prints is for the developer."""
    variables = {**shop.variables(), PARAMETERS: json.dumps(parameters)}
    command = shop.odoo_command("shell", "-d", name, "--no-http", "--log-level=warn")
    answer = None
    with SCRIPT.open() as script, step("Migrating"):
        shell = process.start(
            command,
            env=variables,
            stdin=script,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            for line in map(bytes.decode, shell.stdout):
                if line.startswith(ANSWER):
                    answer = json.loads(line.removeprefix(ANSWER))
                else:
                    say(f"  {line.rstrip()}")
        finally:
            process.stop(shell)
        if answer is None:
            raise Problem(
                "The migration ended without a result; what it said is above."
            )
    return answer


def _tell(result: Result, options: argparse.Namespace) -> None:
    print(f"\n{accounting.table(result)}\n", flush=True)
    if options.rollback:
        left = ", ".join(
            f"{number} {what}" for what, number in result["left"].items() if number
        )
        print(f"after the rollback: {left or 'nothing'} is left\n", flush=True)
    if result.get("problem"):
        say(f"✗ {result['problem']}")
    if options.json:
        print(
            json.dumps(accounting.summary(result, options.system, options.channel)),
            flush=True,
        )


@contextmanager
def _odoo(shop: Workshop, name: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Odoo serving the database until the block ends, and how to look at it."""
    port = port or free_port(8069)
    with server.running(shop, name, LOG, port=port) as odoo:
        say(
            f"\nOdoo: {odoo.address}  login: admin  password: admin\n"
            "look at: CRM → Configuration → Case migration"
        )
        say(f"log: {LOG}\nCtrl-C stops everything and drops the database")
        yield odoo.child


def _wait_for_interrupt(odoo: subprocess.Popen[bytes]) -> None:
    try:
        odoo.wait()
    except KeyboardInterrupt:
        say("\n• stopping …")
        return
    raise Problem(f"Odoo ended by itself ({process.last_line(LOG)}); its log is {LOG}.")
