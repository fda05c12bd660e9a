"""How much memory and time the reading of one list takes, for ``odoo shell``.

Parameters: those of migrate.py, and ``stream``, the only list that is read. Answers
with the records that were staged, the memory of this process (MB) when a tenth of them
was and at the end, and the CPU seconds that it took.
"""

import json
import os
import time
from pathlib import Path

from kit.shell import migrate

MEGABYTE = 2**20


def resident():
    """The memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def watch(env):
    """:return: a list that gets (records, memory) with every page that is staged"""
    model = env.registry["case.migration.extractor"]
    stage = model._stage
    seen = []

    def watched(extractor, batch, page):
        stage(extractor, batch, page)
        seen.append((batch.total, resident()))

    model._stage = watched
    return seen


def measure(env, options):
    """:return: dict with records, early, late (MB), profiled (MB) and seconds"""
    job = migrate.connect(env, options)
    streams = job.source_id.stream_ids
    streams.filtered(lambda one: one.name != options["stream"]).enabled = False
    seen = watch(env)
    job.action_discover()
    started = time.process_time()
    job.work_now()
    seconds = time.process_time() - started
    if job.state != "discovered":
        raise RuntimeError(job.problem)
    records = seen[-1][0]
    return {
        "records": records,
        "early": next(memory for count, memory in seen if count >= records / 10),
        "late": max(memory for _count, memory in seen),
        "profiled": resident(),
        "seconds": seconds,
    }


if "env" in globals():
    parameters = json.loads(os.environ["CASE_MIGRATION_PARAMETERS"])
    print("RESULT", json.dumps(measure(globals()["env"](user=2), parameters)))
