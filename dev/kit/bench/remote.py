"""The ways of loading from outside, over HTTP, by a client in this process."""

from __future__ import annotations

import http.client
import json
import os
import xmlrpc.client
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kit import paths, server
from kit.bench import ways
from kit.bench.tally import Figures, Tally
from kit.progress import Problem
from kit.workshop import Workshop

ADMIN = 2

Create = Callable[[str, list[dict[str, Any]], dict[str, Any]], list[int]]


def run(
    shop: Workshop, database: str, way: str, work: Path, key: str, postmaster: int
) -> Figures:
    """Write the recorded work to an Odoo server of the database."""
    found = json.loads(work.read_text(encoding="utf-8"))
    calls = list(ways.calls(found["work"], way))
    ids = ways.NewIds(found["relations"])
    log = paths.LOGS / f"bench-{database}.log"
    options = ("--max-cron-threads=0", "--workers=0", "--limit-time-real=0")
    with server.running(shop, database, log, *options) as odoo:
        create = (_json2 if way == ways.JSON2_QUIET else _xmlrpc)(odoo, key)
        context = {} if way == ways.XMLRPC else ways.QUIET
        tally = Tally([os.getpid(), odoo.child.pid, postmaster])
        for call in calls:
            counts = ways.TARGETS.get(call["object"]) == call["model"]
            values = ids.renewed(call)
            with tally.of(call["object"], len(values) if counts else 0):
                made = create(call["model"], values, context)
            ids.remember(call, made)
    return tally.with_sum()


def _xmlrpc(odoo: server.Server, _key: str) -> Create:
    proxy = xmlrpc.client.ServerProxy(f"{odoo.address}/xmlrpc/2/object")

    def create(
        model: str, values: list[dict[str, Any]], context: dict[str, Any]
    ) -> list[int]:
        values = [{n: v for n, v in one.items() if v is not None} for one in values]
        return proxy.execute_kw(
            odoo.database,
            ADMIN,
            server.LOGIN,
            model,
            "create",
            [values],
            {"context": context},
        )

    return create


def _json2(odoo: server.Server, key: str) -> Create:
    connection = http.client.HTTPConnection(urlsplit(odoo.address).netloc)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def create(
        model: str, values: list[dict[str, Any]], context: dict[str, Any]
    ) -> list[int]:
        body = json.dumps({"vals_list": values, "context": context})
        connection.request("POST", f"/json/2/{model}/create", body, headers)
        response = connection.getresponse()
        answer = json.load(response)
        if response.status != http.client.OK:
            raise Problem(f"JSON-2: {answer.get('message')}")
        return answer

    return create
