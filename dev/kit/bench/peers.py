"""`./dev/bench peers`: loaders from the package index, beside our pipeline.

They read CSV files and call Odoo's `load()` over the network. They are installed into
an environment of their own, and given the values that our pipeline was seen to write.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kit import paths, process, server
from kit.bench import equal, firm, inside, ways
from kit.bench.places import Prepared, postmaster
from kit.bench.report import Section
from kit.bench.tally import Figures, Tally
from kit.progress import Problem, step

FOLDER = paths.STATE / "bench" / "peers"
MIX = firm.Mix(2_000, 20_000, 20_000, 1, 1, 1, 1, document_size=100)
"""So many rows in a file that the start of a program does not count."""
OBJECTS = ("company", "contact", "case")
SIZE = "100"
FLUVO, CLIENT = "fluvo", "odoo-import-export-client"
PEERS = {FLUVO: "0.0.3", CLIENT: "3.0.0"}
CONNECTION = """[Connection]
hostname = {host}
port = {port}
database = {database}
login = admin
password = admin
protocol = {protocol}
uid = 2
"""


def run(place: Prepared, rounds: int) -> Section:
    """Load contacts and cases by every program and by our pipeline, in turn."""
    with place.clone("record") as name, step("Recording what is to be written"):
        place.inside(name, "record")
        wanted = equal.digests(name)
    files = write_files(place.work)
    notes, measured = [], defaultdict(list)
    working = {peer: install(peer) for peer in PEERS}
    for number in range(1, rounds + 1):
        for way in (*PEERS, ways.PIPELINE):
            if working.get(way):
                continue
            with place.clone("peers") as name, step(f"Round {number}: {way}"):
                try:
                    figures = _figures(place, name, way, files)
                    same = {one: wanted[one] for one in ("contact", "case")}
                    equal.check(way, equal.digests(name), same)
                except Problem as problem:
                    working[way] = str(problem)
                    continue
            measured[way].append(figures)
    notes = [f"{peer} does not do it: {why}" for peer, why in working.items() if why]
    return _section(measured, notes)


def install(peer: str) -> str:
    """Have a program in an environment of its own; why not, or nothing."""
    folder = FOLDER / peer
    python = folder / "bin" / "python"
    if (folder / "done").exists():
        return ""
    try:
        process.run((sys.executable, "-m", "venv", folder), f"Making room for {peer}")
        wanted = f"{peer}=={PEERS[peer]}"
        command = (python, "-m", "pip", "install", "-q", wanted)
        process.run(command, f"Installing {wanted}")
    except Problem as problem:
        return f"it cannot be installed ({problem})"
    (folder / "done").touch()
    return ""


def _figures(place: Prepared, name: str, way: str, files: dict[str, Path]) -> Figures:
    if way == ways.PIPELINE:
        return place.inside(name, "pipeline")
    log = paths.LOGS / f"bench-{name}.log"
    options = ("--max-cron-threads=0", "--workers=0", "--limit-time-real=0")
    with (
        server.running(place.shop, name, log, *options) as odoo,
        tempfile.TemporaryDirectory() as folder,
    ):
        connection = _connection(odoo, way)
        tally = Tally([os.getpid(), odoo.child.pid, postmaster()])
        for of, file in files.items():
            with file.open(encoding="utf-8", newline="") as rows:
                count = sum(1 for _row in csv.reader(rows)) - 1
            with tally.of("all"), tally.of(of, count):
                # They leave things where they are started.
                command = _command(way, connection, of, file)
                process.output(("env", "-C", folder, *command))
    return tally.figures


def _connection(odoo: server.Server, way: str) -> Path:
    host, port = odoo.address.removeprefix("http://").split(":")
    protocol = "jsonrpc" if way == FLUVO else "xmlrpc"
    text = CONNECTION.format(
        host=host, port=port, database=odoo.database, protocol=protocol
    )
    file = FOLDER / f"{way}.conf"
    file.write_text(text, encoding="utf-8")
    return file


def _command(way: str, connection: Path, of: str, file: Path) -> tuple[object, ...]:
    """As their documentation has it, with all mail off that they know to turn off."""
    folder, model = FOLDER / way / "bin", ways.TARGETS[of]
    if way == FLUVO:
        command = (folder / "fluvo", "import", "--connection-file", connection)
        last = ("--headless", "--no-preflight-checks", "--no-adaptive-throttle")
        last += ("--no-checkpoint", "--no-resume")
    else:
        command = (
            folder / "python",
            folder / "odoo_import_thread.py",
            "-c",
            connection,
        )
        last = ()
    common = ("--file", file, "--model", model, "--worker", "1", "--size", SIZE)
    # Both read the context as Python writes it, whatever their help says.
    return (*command, *common, "-s", ",", "--context", repr(ways.QUIET), *last)


# -------------------------------------------------------------------- the files


def write_files(work: Path) -> dict[str, Path]:
    """The recorded work as a CSV file for each object, in the order of loading."""
    found = json.loads(work.read_text(encoding="utf-8"))
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    known: set[tuple[str, int]] = set()
    for call in found["work"]:
        of, model = call["object"], call["model"]
        if of not in OBJECTS or ways.TARGETS[of] != model:
            continue
        relations = found["relations"][model]
        for record_id, values in zip(call["ids"], call["values"], strict=True):
            plain = ways.plain(model, values, ways.LOAD)
            plain = inside.DEFAULTS.get(model, {}) | plain
            cells = dict(_cells(plain, relations, known))
            rows[of].append({"id": _xmlid(model, record_id), **cells})
            known.add((model, record_id))
    FOLDER.mkdir(parents=True, exist_ok=True)
    return {of: _write(FOLDER / f"{of}.csv", rows[of]) for of in OBJECTS if rows[of]}


def _cells(
    values: dict[str, Any], relations: dict[str, str], known: set[tuple[str, int]]
) -> Iterator[tuple[str, str]]:
    """Column and cell of each value; what was loaded before goes by external id."""
    for name, value in values.items():
        if value is None or value is False:
            continue
        model = relations.get(name)
        if model is None:
            yield name, str(value)
        elif isinstance(value, list):
            lists = [[one] if isinstance(one, int) else one[-1] or [] for one in value]
            yield f"{name}/.id", ",".join(str(one) for each in lists for one in each)
        elif (model, value) in known:
            yield f"{name}/id", _xmlid(model, value)
        else:
            yield f"{name}/.id", str(value)


def _xmlid(model: str, record_id: int) -> str:
    return f"bench.{model.replace('.', '_')}_{record_id}"


def _write(file: Path, rows: list[dict[str, str]]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8", newline="") as target:
        table = csv.DictWriter(target, names, restval="")
        table.writeheader()
        table.writerows(rows)
    return file


# -------------------------------------------------------------------- figures


def _section(measured: dict[str, list[Figures]], notes: list[str]) -> Section:
    def rate(way: str, of: str) -> float:
        return statistics.median(
            one[of]["records"] / max(one[of]["cpu"], 0.01) for one in measured[way]
        )

    ours = {of: rate(ways.PIPELINE, of) for of in OBJECTS}
    rows, ratios = [], {}
    for way in measured:
        rates = {of: rate(way, of) for of in OBJECTS}
        ratios[way] = {of: round(ours[of] / rates[of], 2) for of in OBJECTS}
        shown = [f"{rates[of]:.0f} ({ratios[way][of]:.1f} x)" for of in OBJECTS]
        rows.append([way, *shown])
    return Section(
        "peers",
        "Records per CPU second (program, Odoo and PostgreSQL together), and how many "
        "times as fast we are",
        ("program", *OBJECTS),
        rows,
        {"ratio": {way: one for way, one in ratios.items() if way != ways.PIPELINE}},
        notes,
    )
