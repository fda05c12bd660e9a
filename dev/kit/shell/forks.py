"""Runs scripts in copies of itself, for the standard input of ``odoo shell``.

Odoo and the addons' Python files are imported once. Each request, a line of JSON in the
pipe CASE_MIGRATION_REQUESTS, names a database, a script, environment variables, and the
files for its output and log; the answer, in the pipe CASE_MIGRATION_ANSWERS, is its
exit status. What a script finds is what it finds in a shell of its own.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import random
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import IO, Any, NoReturn

from odoo import api, sql_db
from odoo.modules.registry import Registry

DIE_WITH_PARENT = 1


def serve(requests: IO[str], answers: IO[str]) -> None:
    """Answer requests, one after the other, until nobody can make any more."""
    is_warm = False
    for line in requests:
        request = json.loads(line)
        if not is_warm:
            import_addons(request["database"])
            is_warm = True
        child = os.fork()
        if not child:
            live(request)
        _child, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def import_addons(database: str) -> None:
    """Import the addons of a database, and know nothing of it afterwards: another one
    may have its name next time.
    """
    Registry(database)
    Registry.delete_all()
    sql_db.close_all()
    gc.collect()
    gc.freeze()  # collecting them again would copy their memory


def live(request: dict[str, Any]) -> NoReturn:
    """Run one script, in a process of its own, and end."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    status = 1
    try:
        for number, name in ((1, "output"), (2, "log")):
            with Path(request[name]).open("wb") as file:
                os.dup2(file.fileno(), number)
        os.environ.update(request["variables"])
        random.seed()
        run(request["database"], Path(request["script"]))
        status = 0
    except BaseException:  # noqa: BLE001 - the log is to have it, as of any process
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run(database: str, script: Path) -> None:
    """As ``odoo shell`` does it."""
    threading.current_thread().dbname = database
    with Registry(database).cursor() as cr:
        context = api.Environment(cr, api.SUPERUSER_ID, {})["res.users"].context_get()
        env = api.Environment(cr, api.SUPERUSER_ID, context)
        cr.rollback()
        code = compile(script.read_text(encoding="utf-8"), script, "exec")
        exec(code, {"__name__": "__main__", "env": env, "self": env.user})  # noqa: S102
        cr.rollback()


if "CASE_MIGRATION_REQUESTS" in os.environ:
    serve(
        os.fdopen(int(os.environ["CASE_MIGRATION_REQUESTS"])),
        os.fdopen(int(os.environ["CASE_MIGRATION_ANSWERS"]), "w"),
    )
    os._exit(0)
