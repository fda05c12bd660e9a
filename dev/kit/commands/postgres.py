"""`./dev/postgres start | stop | psql …`: the private server by hand."""

from __future__ import annotations

from kit import postgres, process, workshop
from kit.progress import Problem, say


def main(arguments: list[str]) -> int:
    """Keep the server running, stop it, or open psql on it."""
    action, *rest = arguments or [""]
    if action == "start":
        with workshop.opened() as shop:
            postgres.keep()
            say(f"PostgreSQL runs on port {shop.server.port} until ./dev/postgres stop")
        return 0
    if action == "stop":
        postgres.stop()
        return 0
    if action == "psql":
        with workshop.opened() as shop:
            command = (shop.server.binaries / "psql", *rest)
            return process.foreground(command, shop.variables())
    raise Problem(
        "Say ./dev/postgres start, ./dev/postgres stop or ./dev/postgres psql …"
    )
