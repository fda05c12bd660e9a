"""`./dev/bench screens`: how long the screens take to open where a lot is migrated.

Seconds on the clock in a real browser, and CPU seconds of Odoo and PostgreSQL, which do
not depend on what else the machine does; then the calls behind the lists, one by one.
"""

from __future__ import annotations

import json
from typing import Any

from kit import browser, paths, process, server
from kit.bench import lines
from kit.bench.growth import database_with
from kit.bench.large import Fill
from kit.bench.meter import Stopwatch
from kit.bench.places import Prepared, postmaster
from kit.bench.report import Section
from kit.progress import step

ROWS = 2_000_000
MOST = 2.0
"""Seconds."""

SCREENS = {
    "job form": ("case-migrations/{job}", ".o_form_view .oe_stat_button"),
    "map": ("case-migration-map", ".o_data_row, .o_group_header"),
    "records": ("case-migration-records", ".o_data_row, .o_group_header"),
    "audit log": ("case-migration-audit", ".o_data_row, .o_group_header"),
}


def run(place: Prepared, _rounds: int, scale: float = 1.0) -> Section:
    """Open each screen where so many records are staged, loaded and logged.

    :param scale: part of the full number of rows
    """
    much = Fill(staged=round(ROWS * scale), loaded=True)
    with database_with(place, "screens", much) as name:
        lines.multiply(name)
        log = paths.LOGS / "bench-screens.log"
        with server.running(place.shop, name, log, "--max-cron-threads=0") as odoo:
            pids = [odoo.child.pid, postmaster()]
            found = _in_browser(place, odoo, pids)
            found |= {
                name: _called(odoo, pids, *call) for name, call in _calls(odoo).items()
            }
    rows = [
        [name, f"{one['wall']:.2f}", f"{one['cpu']:.2f}"] for name, one in found.items()
    ]
    slow = [name for name, one in found.items() if one["wall"] > MOST]
    return Section(
        "screens",
        f"Seconds until a screen, or a call behind it, is there, with {much.staged:,} "
        f"records and lines of the audit log, and {lines.LINES:,} lines of the map",
        ("screen", "wall", "CPU"),
        rows,
        {
            name.replace(" ", "_"): {key: round(one[key], 2) for key in one}
            for name, one in found.items()
        },
        [f"More than {MOST:.0f} s: {', '.join(slow)}."] if slow else [],
    )


def _in_browser(
    place: Prepared, odoo: server.Server, pids: list[int]
) -> dict[str, dict[str, float]]:
    variables = place.shop.variables()
    program = browser.program()
    [job] = odoo.call("case.migration.job", "search", [])
    screens = {name: (path.format(job=job), r) for name, (path, r) in SCREENS.items()}
    with step("Opening the screens in a browser"):
        said = process.output(
            (
                paths.PYTHON,
                "-m",
                "kit.bench.browse",
                odoo.address,
                odoo.database,
                program,
                json.dumps(screens),
                json.dumps(pids),
            ),
            env=variables | {"PYTHONPATH": f"{variables['PYTHONPATH']}:{paths.DEV}"},
        )
    line = next(line for line in said.splitlines() if line.startswith("RESULT "))
    return json.loads(line.removeprefix("RESULT "))


def _calls(odoo: server.Server) -> dict[str, tuple[str, str, list[Any]]]:
    """What the lists ask of Odoo, and the pages that people leaf to."""
    [job] = odoo.call("case.migration.job", "search", [])
    calls = {}
    for model, title, fields, groups in (
        (
            "case.migration.record",
            "records",
            ("key", "name", "state", "reason", "res_id"),
            ("stream_id", "state", "job_id", "reason_kind"),
        ),
        (
            "case.migration.audit.log",
            "audit log",
            ("create_date", "operation", "res_model", "res_id", "object", "key"),
            ("job_id", "operation", "res_model", "batch_id"),
        ),
    ):
        specification = {name: {} for name in fields}
        calls[f"{title}, ungrouped"] = (model, "web_search_read", [[], specification])
        calls[f"{title}, of the job"] = (
            model,
            "web_search_read",
            [[("job_id", "=", job)], specification],
        )
        for group in groups:
            calls[f"{title} by {group}"] = (model, "web_read_group", [[], [group]])
    figures = odoo.call("case.migration.job", "fields_get", [], ["type", "store"])
    for name, field in figures.items():
        if not field["store"] and name.endswith("_count"):
            calls[f"job.{name}"] = ("case.migration.job", "read", [[job], [name]])
    return calls


def _called(
    odoo: server.Server, pids: list[int], model: str, method: str, arguments: list[Any]
) -> dict[str, float]:
    named = {"web_search_read": {"limit": 80, "count_limit": 10001}}.get(method, {})
    watch = Stopwatch(pids)
    odoo.call(model, method, *arguments, **named)
    return watch.read()
