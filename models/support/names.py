"""Codes that people see in words: choices of selection fields.

A code that has no words is taken as well, and shown as it is written: a source may
have objects of its own.
"""

from odoo.tools.translate import LazyTranslate

from ...lib.naming import label_of

_lt = LazyTranslate(__name__)
OBJECTS = {
    "activity": _lt("Activity"),
    "automation_rule": _lt("Automation rule"),
    "billing": _lt("Invoice"),
    "billing_rule": _lt("Billing rule"),
    "case": _lt("Case"),
    "check_approval": _lt("Check approval"),
    "claim_type": _lt("Claim type"),
    "company": _lt("Company"),
    "contact": _lt("Contact"),
    "custom_field": _lt("Custom field"),
    "document": _lt("Document"),
    "event": _lt("Calendar event"),
    "expense": _lt("Expense"),
    "intake_field": _lt("Intake form field"),
    "lead_source": _lt("Lead source"),
    "note": _lt("Note"),
    "status": _lt("Case status"),
    "team": _lt("Team"),
    "template": _lt("Template"),
    "time_entry": _lt("Time entry"),
    "trust_ledger": _lt("Trust ledger entry"),
    "user": _lt("User"),
    "workflow": _lt("Workflow"),
}

FIELD_TYPES = {
    "char": _lt("Line of text"),
    "text": _lt("Text of several lines"),
    "html": _lt("Formatted text"),
    "integer": _lt("Whole number"),
    "float": _lt("Number"),
    "monetary": _lt("Amount of money"),
    "boolean": _lt("Yes or no"),
    "date": _lt("Date"),
    "datetime": _lt("Date and time"),
    "selection": _lt("Choice from a list"),
    "many2one": _lt("Link to a record"),
    "many2many": _lt("Links to records"),
    "binary": _lt("File"),
}

_EMAIL = _lt("E-mail address")
_TYPE_OF_KIND = {
    "bit": "integer",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "decimal": "float",
    "epoch": "integer",
    "html": "html",
    "integer": "integer",
    "long_text": "text",
    "midnight": "date",
    "money": "monetary",
    "sentinel": "date",
}
"""What a value looks like, see `lib.kinds`; anything else is a line of text."""

_OWN = {
    "case.migration.job": _lt("Migration"),
    "case.migration.record": _lt("Source record"),
}
_STRUCTURE = (
    "ir.ui.view",
    "ir.model.fields",
    "res.partner.category",
    "res.partner.industry",
    "calendar.event.type",
    "crm.tag",
    "crm.team.member",
    "mail.activity.type",
)
"""Kinds of records that are made in Odoo besides those that a loader makes."""

DATA_SET = "case.migration.data."


def objects(model):
    """:return: what records of sources are: ``[(code, words)]``"""
    streams = model.env["case.migration.stream"].sudo()
    used = {code for (code,) in streams._read_group([], ["object"])}
    codes = [*OBJECTS, *sorted(used.difference(OBJECTS))]
    return [(code, object_label(model.env, code)) for code in codes]


def object_label(env, code):
    """:return: what people call a record of this object of a source"""
    known = OBJECTS.get(code)
    return env._(known) if known else label_of(code or "").capitalize()


def value_label(env, kind):
    """:return: what people call values that look like that, see `lib.kinds`"""
    words = FIELD_TYPES[_TYPE_OF_KIND.get(kind, "char")]
    if kind == "email":
        words = _EMAIL
    return env._(words)


def odoo_models(model):
    """:return: the kinds of records that a migration deals with: ``[(name, words)]``"""
    env = model.env
    own = [(name, env._(words)) for name, words in _OWN.items()]
    kinds = env["ir.model"].sudo().search([("model", "in", list(_targets(env)))])
    return own + sorted(
        ((one.model, one.name) for one in kinds), key=lambda one: one[1]
    )


def _targets(env):
    """:return: the models that are filled, and those that these refer to: a lost
    reason, a country, a tag
    """
    loaders = env.registry.descendants(["case.migration.loader"], "_inherit")
    filled = {env[name]._target for name in loaders} & env.registry.models.keys()
    referred = {
        field.comodel_name
        for name in filled
        for field in env[name]._fields.values()
        if field.type in ("many2one", "many2many")
    }
    data_sets = {name for name in env.registry if name.startswith(DATA_SET)}
    return {*filled, *referred, *data_sets, *_STRUCTURE}


def field_types(model):
    """:return: what a new field can hold: ``[(type of Odoo, words)]``"""
    return [(code, model.env._(words)) for code, words in FIELD_TYPES.items()]
