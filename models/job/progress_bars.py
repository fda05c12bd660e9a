"""How far a task is that neither reads nor loads records: what it counts instead.

Each function gives the bars of a job: dicts of label, total, done and failed.
"""


def needed(job):
    """:return: what Odoo gets before the run, a bar for each kind of thing"""
    return _bars(job, "setup.item", [("job_id", "=", job.id)], ("made",), ("to_make",))


def checks(job):
    """:return: a bar for each question"""
    done = ("passed", "failed", "not_applicable")
    return _bars(job, "check", [("job_id", "=", job.id)], done, ("todo",))


def parts(job):
    """:return: a bar for each kind of batch of what goes on"""
    domain = [("run_id", "=", job._present_run().id)]
    return _bars(job, "batch", domain, ("done",), ("todo", "failed"))


def proposals(job):
    """:return: one bar, of the kinds of records that a map is proposed for"""
    proposer = job.env["case.migration.proposer"]
    batch = job._present_run().sudo().batch_ids[:1]
    return [
        {
            "label": job.env._("Kinds of records"),
            "total": len(proposer._maps(job.source_id.profile_id.definition)),
            "done": (batch.position or {}).get("done", 0),
            "failed": 0,
        }
    ]


def nothing(job):
    """:return: no bar: the task is one step"""
    return []


def _bars(job, model, domain, done, waiting):
    records = job.env[f"case.migration.{model}"]
    labels = dict(records._fields["kind"]._description_selection(job.env))
    bars = {}
    for kind, state, count in records._read_group(
        [*domain, ("state", "in", [*done, *waiting])], ["kind", "state"], ["__count"]
    ):
        bar = bars.setdefault(
            kind, {"label": labels[kind], "total": 0, "done": 0, "failed": 0}
        )
        bar["total"] += count
        bar["done"] += count if state in done else 0
    return list(bars.values())
