"""The default map of a profile: for each source object, where its fields go."""

from dataclasses import dataclass
from typing import Literal

from ..lines import Line

SourceObject = Literal[
    "user",
    "team",
    "status",
    "company",
    "contact",
    "case",
    "custom_field",
    "activity",
    "note",
    "document",
    "billing",
    "event",
    "intake_field",
    "claim_type",
    "lead_source",
    "time_entry",
    "expense",
    "trust_ledger",
    "check_approval",
    "workflow",
    "template",
    "automation_rule",
    "billing_rule",
]

# Where the objects go when a profile has no map for them, in the order of loading.
TARGETS = {
    "user": "res.users",
    "team": "crm.team",
    "status": "crm.stage",
    "lead_source": "utm.source",
    "company": "res.partner",
    "contact": "res.partner",
    "case": "crm.lead",
    "activity": "mail.activity",
    "note": "mail.message",
    "document": "ir.attachment",
    "event": "calendar.event",
    "billing": "account.move",
    "time_entry": "case.migration.data.time.entry",
    "expense": "case.migration.data.expense",
    "trust_ledger": "case.migration.data.trust.entry",
}


@dataclass(frozen=True)
class MapSpec:
    """The default map from one source object to one model."""

    object: SourceObject
    target: str
    lines: tuple[Line, ...]
    label: str = ""
