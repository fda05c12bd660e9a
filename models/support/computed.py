"""Values of stored computed fields that are known without computing them.

Given to ``create``, those of a read-only field would be computed all the same. What is
said here is about records just made and not yet flushed: what Odoo has computed stays,
and what depends on these fields is computed as ever. A test holds all of it equal to
what Odoo would find.
"""

from collections import defaultdict

# The methods by which Odoo finds the values, and the modules that they are known from.
# Where another addon has a rule of its own, nothing is given.
_BASE, _CRM = "odoo.addons.base.models", "odoo.addons.crm.models"
_PHONE = "odoo.addons.phone_validation.models"
_FORM_OF_PHONE = {
    "_compute_phone_sanitized": f"{_PHONE}.mail_thread_phone",
    "_phone_get_number_fields": f"{_PHONE}.models",
    "_phone_get_country": f"{_PHONE}.models",
    "_phone_get_country_field": f"{_PHONE}.models",
    "_phone_format": f"{_PHONE}.models",
}
RULES = {
    "complete_name": {
        "_compute_complete_name": f"{_BASE}.res_partner",
        "_get_complete_name": f"{_BASE}.res_partner",
    },
    "user_id": {"_compute_user_id": f"{_BASE}.res_partner"},
    "email_normalized": {
        "_compute_email_normalized": "odoo.addons.mail.models.mail_thread_blacklist"
    },
    "phone_sanitized": _FORM_OF_PHONE,
    "phone_state": _FORM_OF_PHONE | {"_compute_phone_state": f"{_CRM}.crm_lead"},
    **{
        name: {f"_compute_{name}": f"{_CRM}.crm_lead"}
        for name in (
            "prorated_revenue",
            "recurring_revenue_monthly",
            "recurring_revenue_monthly_prorated",
            "recurring_revenue_prorated",
        )
    },
}


def is_known(model, name):
    """Whether the field's values are found by the rule that Odoo itself has."""
    return all(
        getattr(type(model), method).__module__ == module
        for method, module in RULES[name].items()
    )


def give(records, name, values):
    """Spare Odoo the computing of a field whose values are known.

    :param name: one of :data:`RULES`
    :param values: ``{record id: value}``, maybe not of all records
    """
    if not is_known(records, name):
        return
    field, env = records._fields[name], records.env
    ids = defaultdict(list)
    for row_id in env.records_to_compute(field)._ids:
        if row_id in values:
            ids[values[row_id]].append(row_id)
    for value, alike in ids.items():
        known = records.browse(alike)
        with env.protecting([field], known):
            known[name] = value


def leave_empty(records, name):
    """Spare Odoo the computing of a field that is empty."""
    records.env.remove_to_compute(records._fields[name], records)
