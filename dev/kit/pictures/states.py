"""Makes, in Odoo's shell, migrations in all the states that the gallery shows.

The demonstration data has a finished one, one with findings and one at its map.
"""

import json
import math
import time

from odoo.addons.crm_case_migration.models.mapping import case_migration_map_work

from kit.shell import migrate

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


def amid(job, step, batches):
    """Begin a step and leave it after so many batches: the screen while it goes on."""
    getattr(job, step)()
    for _ in range(batches):
        env.cr.commit()
        env["case.migration.batch"].sudo()._run_one(job, time.monotonic() + 60)
    env.cr.commit()
    return job.id


TO_OWNERS = ("action_discover", "action_propose", "action_confirm")
TO_CHECKLIST = (*TO_OWNERS, "action_confirm_owners")
TO_SETUP = (*TO_CHECKLIST, "action_apply_setup")
TO_LOADED = (*TO_SETUP, "action_run")
# What goes on: the steps before it, the step, and how much of it is done.
AMID = {
    "proposing": (("action_discover",), "action_propose", 0),
    "preparing": (TO_CHECKLIST, "action_apply_setup", 1),
    "cutting": (TO_SETUP, "action_run", 0),
    "validating": (TO_LOADED, "action_validate", 4),
    "picking_up": (TO_LOADED, "action_delta", 6),
    "handing_over": (TO_LOADED, "action_hand_over", 0),
    "taking_back": (TO_LOADED, "action_rollback", 1),
}

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

for name, (steps, step, batches) in AMID.items():
    ids[name] = amid(begun("backdocket", f"Claims, {name}", *steps), step, batches)
# A map of a few lines that is worked on as a long one is.
case_migration_map_work.FEW = 0
mapped = begun("backdocket", "Claims, trying", "action_discover", "action_propose")
ids["trying"] = amid(mapped, "action_check_map", 0)
case_migration_map_work.FEW = math.inf

closed = begun("backdocket", "Claims, closed", *TO_LOADED, "action_sign_trust")
closed.action_close([missing["code"] for missing in closed.get_closing_checklist()])
ids["removing"] = amid(closed, "action_remove_data", 1)

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
