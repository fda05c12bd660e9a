"""Makes, in Odoo's shell, migrations in all the states that the gallery shows.

The demonstration data has a finished one, one with findings and one at its map.
"""

import json
import time

from kit import migrate

env = globals()["env"]
env = env(user=env.ref("base.user_admin"))
demo = env["case.migration.demo"].sudo()
before = env["case.migration.job"].search([], order="id")
ids = {"done": before[0].id, "findings": before[1].id, "mapped": before[2].id}


def work(job):
    """Do what is planned."""
    env.cr.commit()
    job.work_now()


def take(job, *steps):
    """Take steps of a migration, one after the other."""
    for step in steps:
        getattr(job, step)()
        work(job)


def begun(code, name, *steps):
    """A migration that has taken these steps, in the name of the administrator."""
    job = demo._job(code, name).with_env(env)
    take(job, *steps)
    return job


TO_OWNERS = ("action_discover", "action_propose", "action_confirm")
TO_SETUP = (*TO_OWNERS, "action_confirm_owners", "action_apply_setup")

ids["draft"] = begun("the_case_file", "Office in Albany").id
ids["discovered"] = begun("the_case_file", "Office in Salem", "action_discover").id
ids["owners"] = begun("the_case_file", "Office in Dover", *TO_OWNERS).id
ids["ready"] = begun("backdocket", "Claims in Reno", *TO_SETUP).id
ids["sampled"] = begun("the_case_file", "Office in Austin", *TO_SETUP).id
sampled = env["case.migration.job"].browse(ids["sampled"])
take(sampled, "action_sample")

running = begun("the_case_file", "Office in Helena", *TO_SETUP)
running.batch_size = 10
migrate.plan_run(running)
for _ in range(6):
    env["case.migration.batch"].sudo()._run_one(running, time.monotonic() + 60)
    env.cr.commit()
ids["running"] = running.id

checked = env["case.migration.job"].browse(ids["findings"])
take(checked, "action_close_window")
checked.action_plan_rollback()
work(checked)
ids["plan"] = checked.env["case.migration.rollback.plan"].search([], limit=1).id

broken = begun("the_case_file", "Office in Boise", "action_discover")
broken.source_id.write(
    {"channel": "rest", "address": "https://127.0.0.1:9", "api_key": "key"}
)
broken.action_discover()
for _ in range(3):
    env.cr.commit()
    env["case.migration.batch"].sudo()._run_one(broken, time.monotonic() + 60)
env.cr.commit()
ids["problem"] = broken.id

loaded = env["case.migration.record"].search(
    [("res_model", "=", "crm.lead"), ("state", "=", "created")], limit=1
)
person = env["case.migration.record"].search(
    [("res_model", "=", "res.partner"), ("state", "=", "created")], limit=1
)
ids |= {"lead": loaded.res_id, "record": loaded.id, "partner": person.res_id}

env.cr.commit()
print("RESULT", json.dumps(ids))
