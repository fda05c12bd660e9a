"""What the firm has set up, in the backup: workflows, rules, templates."""

from ...firm import Firm
from ..format import id_of
from .sheet import Cell, Record, Sheet, flag, money_of, plain


def _id(firm: Firm, record: Record) -> int | None:
    return id_of(record["index"])


def _lines(field: str) -> Cell:
    """Return a column with a text on each line of a cell."""
    return lambda firm, record: "\n".join(record[field])


WORKFLOWS = Sheet(
    "workflows.csv",
    "workflow",
    {
        "Name": plain("name"),
        "Trigger": plain("trigger"),
        "Tasks": _lines("steps"),
        "Active": flag("active", "Yes", "No"),
        "TCF ID": _id,
    },
)
AUTOMATION_RULES = Sheet(
    "automation_rules.csv",
    "automation_rule",
    {
        "Name": plain("name"),
        "Trigger": plain("trigger"),
        "Conditions": _lines("conditions"),
        "Actions": _lines("actions"),
        "Active": flag("active", "Yes", "No"),
        "TCF ID": _id,
    },
)
BILLING_RULES = Sheet(
    "billing_rules.csv",
    "billing_rule",
    {
        "Name": plain("name"),
        "Applies To": plain("applies_to"),
        "Method": plain("method"),
        "Rate": money_of("rate"),
        "Note": plain("note"),
        "TCF ID": _id,
    },
)
TEMPLATES = Sheet(
    "templates.csv",
    "template",
    {
        "Name": plain("name"),
        "Kind": plain("kind"),
        "Subject": plain("subject"),
        "Body": plain("body"),
        "TCF ID": _id,
    },
    "utf-8-sig",
)
SHEETS = (WORKFLOWS, AUTOMATION_RULES, BILLING_RULES, TEMPLATES)
