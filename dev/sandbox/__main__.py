"""Serve a generated law firm, or write its export: ``python -m sandbox --help``."""

import argparse
import json
import signal
import threading
from pathlib import Path

from .bundle import write_bundle
from .firm import Firm
from .misbehaviour import KINDS
from .server import SYSTEMS, SandboxServer


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--system", choices=SYSTEMS, default="the_case_file")
    parser.add_argument("--scale", type=int, default=300, help="number of cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--bundle", type=Path, help="write the export ZIP and stop")
    parser.add_argument(
        "--misbehave", type=_kinds, default=[], help=f"any of {','.join(KINDS)}"
    )
    return parser.parse_args()


def _kinds(text: str) -> list[str]:
    kinds = text.split(",")
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
    return kinds


def main() -> None:
    """Write the export, or serve until SIGTERM or SIGINT.

    When it is ready to serve, one JSON line on stdout says where.
    """
    arguments = _arguments()
    firm = Firm(arguments.scale, arguments.seed)
    if arguments.bundle:
        write_bundle(arguments.system, firm, arguments.bundle)
    else:
        _serve(arguments, firm)


def _serve(arguments: argparse.Namespace, firm: Firm) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with SandboxServer(
        arguments.system, firm, arguments.port, arguments.misbehave
    ) as server:
        ready = {"address": server.address, "credentials": server.credentials}
        print(json.dumps(ready), flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
