"""A firm that has used Odoo before, for the standard input of ``odoo shell``.

Parameters: ``company``, ``contact``, ``users``, ``team`` and ``status``, records of the
source that the firm has in Odoo already, each in its own words, and the ``host`` of the
source, which an administrator has allowed. Beside them the firm has leads, won and
lost, that have trained the lead scoring.
"""

import json
import os

from kit.shell import migrate

ADMIN = 2


def establish(env, source):
    """:return: dict of what is there, as numbers"""
    migrate.allow(env, source["host"])
    users = make_users(env, source["users"])
    team = make_team(env, source["team"], users)
    stage = env["crm.stage"].create({"name": source["status"]["name"].upper()})
    client = make_clients(env, source)
    make_leads(env, team, stage, client, users)
    return {
        "scoring": env["crm.lead.scoring.frequency"].search_count([]),
        "members": env["crm.team.member"].search_count([]),
        "messages": env["mail.message"].search_count([("model", "=", "crm.lead")]),
    }


def make_users(env, records):
    return env["res.users"].create(
        [
            {
                "name": f"{record['full_name']} (Odoo)",
                "login": record["email"].upper(),
                "email": record["email"],
                "group_ids": [(4, env.ref("sales_team.group_sale_salesman").id)],
            }
            for record in records
        ]
    )


def make_team(env, record, users):
    """A team that the source knows too, and one that it does not; a user in each."""
    first, second = users[:1], users[1:2]
    env["crm.team"].create(
        {"name": "Walk-ins", "member_ids": [(6, 0, second.ids)], "alias_name": "walk"}
    )
    return env["crm.team"].create(
        {"name": record["name"], "user_id": first.id, "member_ids": [(6, 0, first.ids)]}
    )


def make_clients(env, source):
    company = env["res.partner"].create(
        {
            "name": "The same company by another name",
            "is_company": True,
            "website": f"https://www.{source['company']['web_domain']}/",
            "city": "Boston",
        }
    )
    person = env["res.partner"].create(
        {
            "name": "The same person by another name",
            "parent_id": company.id,
            "email": source["contact"]["email"].upper(),
            "phone": "+1 617 555 0100",
        }
    )
    return person | company


def make_leads(env, team, stage, clients, users):
    env["ir.config_parameter"].set_param("crm.pls_start_date", "2020-01-01")
    leads = env["crm.lead"].create(
        [
            {
                "name": f"Old case {number}",
                "type": "opportunity",
                "partner_id": clients[number % 2].id,
                "team_id": team.id,
                "stage_id": stage.id,
                "user_id": users[0].id,
                "tag_ids": [(0, 0, {"name": f"Old tag {number}"})],
            }
            for number in range(6)
        ]
    )
    leads[:2].action_set_won()
    leads[2:4].action_set_lost()
    leads[4].activity_schedule("mail.mail_activity_data_call", user_id=users[1].id)
    leads[5].message_post(body="An old note", subtype_xmlid="mail.mt_note")
    env["calendar.event"].create(
        {
            "name": "Old meeting",
            "start": "2024-05-01 10:00:00",
            "stop": "2024-05-01 11:00:00",
            "opportunity_id": leads[5].id,
            "partner_ids": [(6, 0, clients.ids)],
        }
    )


if "env" in globals():
    shell_env = globals()["env"](user=ADMIN)
    there = establish(shell_env, json.loads(os.environ["CASE_MIGRATION_PARAMETERS"]))
    shell_env.cr.commit()
    print("RESULT", json.dumps(there))
