"""The environment in which records are loaded: nobody hears of it."""

from odoo.tools.misc import clean_context

_KEY = "case_migration_quiet"

QUIET_CONTEXT = {
    _KEY: True,
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "skip_attendee_notification": True,
    "no_calendar_sync": True,
    "no_reset_password": True,
    "skip_contact_description": True,
    "image_no_postprocess": True,
}


def quiet_env(env, user, company):
    """The environment for a job's own work.

    Records are created in the name of ``user`` but without the limits of that
    user's access rights, in ``company`` alone, in the user's language.
    """
    # As in the user's own requests: known to the process from one batch to the next.
    own = env(user=user)["res.users"].context_get()
    context = clean_context(env.context)
    context.update(
        QUIET_CONTEXT,
        lang=own["lang"],
        tz=own["tz"],
        allowed_company_ids=company.ids,
    )
    return env(user=user, su=True, context=context)


def is_quiet(env):
    return bool(env.context.get(_KEY))


def aloud(records):
    """:return: the records, with which scheduled actions can be woken"""
    return records.with_context(**{_KEY: False})
