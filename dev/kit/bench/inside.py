"""The ways of loading that work inside Odoo, for the standard input of ``odoo shell``.

Parameters: ``do``, one of the functions below, ``postmaster`` (process id of
PostgreSQL), ``work`` (file, see ways.py), and those of the function. The answer is
what the function returns.
"""

import base64
import cProfile
import io
import json
import os
import pstats
import resource
from datetime import date, datetime, timedelta
from pathlib import Path

from kit.bench import firm, ways
from kit.bench.tally import Tally
from kit.shell import migrate

ADMIN = 2
LANES = "crm_case_migration.lanes"
LINES = 120
"""Of a profile."""
# A call of load() with a file in each row would hold them all in memory.
MOST_FILES = 100
# In a column that others fill, an empty cell is no default but nothing.
DEFAULTS = {"res.partner": {"type": "contact"}, "crm.lead": {"active": True}}


def prepare(env, options):
    """Have a firm whose export is staged, mapped, and ready to be loaded."""
    users = range(firm.USERS - firm.WITHOUT_USER)
    env["res.users"].with_context(no_reset_password=True).create(
        [
            {"name": firm.user_name(n), "login": firm.user_email(n)}
            | {"email": firm.user_email(n)}
            for n in users
        ]
    )
    job = migrate.connect(
        env, {"system": "the_case_file", "channel": "bundle", **options}
    )
    migrate.step(job, "action_discover")
    migrate.get_ready(job)
    in_a_day = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - as Odoo has it
    key = env["res.users.apikeys"]._generate("rpc", "bench", in_a_day)
    env.cr.commit()
    return {"key": key}


# -------------------------------------------------------------------- our pipeline


def pipeline(env, options):
    """Load what is staged, with links, audit lines, findings and guard: in this one
    process, so the work is cut for one lane.
    """
    env["ir.config_parameter"].set_param(LANES, "1")
    job = env["case.migration.job"].search([])
    tally = Tally([os.getpid(), options["postmaster"]])
    measure_batches(env, tally)
    with tally.of("all"):
        with tally.of("plan"):
            job.action_run()
            env.cr.commit()
        job.work_now()
    summary = {row["object"]: row for row in job.get_summary()}
    for name, row in tally.figures.items():
        row["records"] = summary.get(name, {}).get("created", 0)
    if job.problem or job.state != "delta":
        raise RuntimeError(f"{job.state}: {job.problem}")
    return tally.figures


def memory(env, options):
    """Load what is staged.

    :return: the most memory that this process has had, in MB
    """
    pipeline(env, options)
    return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def rollback(env, options):
    """Load what is staged, and take it back.

    :return: dict of the figures of both
    """
    loaded = pipeline(env, options)
    job = env["case.migration.job"].search([])
    tally = Tally([os.getpid(), options["postmaster"]])
    lines = env["case.migration.audit.log"].search_count([("operation", "=", "create")])
    job.action_rollback()
    env.cr.commit()
    with tally.of("all", lines):
        job.work_now()
    if job.problem or job.state != "rolled_back":
        raise RuntimeError(f"{job.state}: {job.problem}")
    return {"load": loaded, "rollback": tally.figures}


def extract(env, options):
    """Read a source from its beginning, and stage it.

    :return: the figures of the reading alone
    """
    job = migrate.connect(env, {"system": "the_case_file", **options})
    tally = Tally([os.getpid(), options["postmaster"]])
    measure_batches(env, tally)
    job.action_discover()
    job.work_now()
    staged = env["case.migration.record"].search_count([])
    tally.figures["extract"]["records"] = staged
    return tally.figures


def measure_batches(env, tally):
    """Count the seconds of each batch to its object."""
    model = env.registry["case.migration.batch"]
    run = model._run

    def measured(batch, deadline):
        with tally.of(batch.sudo().mapping_id.object or batch.kind):
            run(batch, deadline)

    model._run = measured


def profile(env, options):
    """:return: the profile of each object's batches as text, longest first"""
    profiles = {}
    model = env.registry["case.migration.batch"]
    run = model._run

    def profiled(batch, deadline):
        name = batch.sudo().mapping_id.object or batch.kind
        profiles.setdefault(name, cProfile.Profile()).runcall(run, batch, deadline)

    model._run = profiled
    job = env["case.migration.job"].search([])
    getattr(job, options.get("action", "action_run"))()
    job.work_now()
    return {name: as_text(one) for name, one in profiles.items()}


def as_text(profiled):
    text = io.StringIO()
    pstats.Stats(profiled, stream=text).sort_stats("cumulative").print_stats(LINES)
    return text.getvalue()


def record(env, options):
    """Write down what our pipeline hands to ``create``, for the other ways."""
    work, depth = [], []
    models = {*ways.TARGETS.values(), "crm.stage"}
    for name in models:
        watch_create(env, name, work, depth)
    job = env["case.migration.job"].search([])
    migrate.plan_run(job)
    measure_objects(env, work)
    job.work_now()
    # What the job notes about itself is no part of the work.
    work = [call for call in work if call.get("object")]
    relations = {name: relations_of(env[name]) for name in models}
    Path(options["work"]).write_text(
        json.dumps({"work": work, "relations": relations}), encoding="utf-8"
    )
    return {"calls": len(work), "problem": job.problem}


def watch_create(env, name, work, depth):
    model = env.registry[name]
    create = model.create

    def watched(records, vals_list):
        if depth:
            return create(records, vals_list)
        vals_list = vals_list if isinstance(vals_list, list) else [vals_list]
        values = [as_json(vals) for vals in vals_list]
        depth.append(name)
        try:
            made = create(records, vals_list)
        finally:
            depth.clear()
        context = {
            key: value
            for key, value in records.env.context.items()
            if isinstance(value, str | int | list)
        }
        if "case_migration_quiet" in context:
            call = {"model": name, "context": context, "values": values}
            work.append(call | {"ids": made.ids})
        return made

    model.create = watched


def measure_objects(env, work):
    """Say of each call to which object of the source it belongs."""
    model = env.registry["case.migration.batch"]
    run = model._run

    def watched(batch, deadline):
        before = len(work)
        run(batch, deadline)
        for call in work[before:]:
            call["object"] = batch.sudo().mapping_id.object

    model._run = watched


def as_json(vals):
    values = {name: plain(value) for name, value in vals.items()}
    if "raw" in vals:
        values["datas"] = base64.b64encode(values.pop("raw")).decode()
    return values


def plain(value):
    if isinstance(value, date | datetime):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


def relations_of(model):
    """:return: ``{field: model}``, of ids that come with a model's name ``""``"""
    return {
        name: field.comodel_name or ""
        for name, field in model._fields.items()
        if field.relational or field.type == "many2one_reference"
    }


# -------------------------------------------------------------------- others


def others(env, options):
    """Write the recorded work by ``create`` or by ``load``."""
    found = json.loads(Path(options["work"]).read_text(encoding="utf-8"))
    ids = ways.NewIds(found["relations"])
    way = options["way"]
    calls = list(ways.calls(found["work"], way))
    tally = Tally([os.getpid(), options["postmaster"]])
    for call in calls:
        write = load if way == ways.LOAD else create
        counts = ways.TARGETS.get(call["object"]) == call["model"]
        values = ids.renewed(call)
        if way == ways.TUNED:
            values = [with_bytes(one) for one in values]
        with tally.of(call["object"], len(values) if counts else 0):
            made = write(env, call, values, way)
            env.cr.commit()
            env.invalidate_all()
        ids.remember(call, made)
    return tally.with_sum()


def with_bytes(vals):
    """Documents as bytes, as somebody has them who loads them in process."""
    if "datas" not in vals:
        return vals
    content = base64.b64decode(vals["datas"])
    return {"raw": content} | {n: v for n, v in vals.items() if n != "datas"}


def create(env, call, values, way):
    env = env(context={**env.context, **ways.QUIET})
    if way == ways.TUNED:
        env = env(su=True, context=call["context"])
    return env[call["model"]].create(values).ids


def load(env, call, values, way):
    """As the import screen does it, a column for each field."""
    model = env[call["model"]].with_context(import_file=True)
    values = [DEFAULTS.get(call["model"], {}) | one for one in values]
    size = MOST_FILES if "datas" in values[0] else len(values)
    made = []
    for start in range(0, len(values), size):
        made += load_rows(model, values[start : start + size])
    return made


def load_rows(model, values):
    names = list(dict.fromkeys(name for one in values for name in one if one[name]))
    titles = [title_of(model._fields[name]) for name in names]
    result = model.load(titles, [[cell(one.get(n)) for n in names] for one in values])
    if not result["ids"]:
        raise RuntimeError(str(result["messages"][:3]))
    return result["ids"]


def title_of(field):
    return f"{field.name}/.id" if field.relational else field.name


def cell(value):
    if value is None or value is False:
        return ""
    if isinstance(value, list):
        lists = [[one] if isinstance(one, int) else one[-1] or [] for one in value]
        return ",".join(str(one) for each in lists for one in each)
    return str(value)


if "env" in globals():
    parameters = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    admin = globals()["env"](user=ADMIN)
    outcome = globals()[parameters.pop("do")](admin, parameters)
    admin.cr.commit()
    print("RESULT", json.dumps(outcome), flush=True)
