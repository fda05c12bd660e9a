"""What is handed over and not migrated: workflows, templates, check approvals."""

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from .draw import WORDS
from .spread import Spread

if TYPE_CHECKING:
    from .firm import Firm

CHECKS = Spread(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
CHILDREN = {"check_approval": CHECKS}

# name, trigger, steps
WORKFLOWS = (
    ("New case opened", "case_created", ("Conflict check", "Welcome letter")),
    ("Settlement reached", "status:Resolved", ("Close liens", "Prepare disbursal")),
    ("Limitation watch", "180 days before limitation", ("Warn the owner",)),
    ("Case closed", "status:Closed", ("Archive the file", "Survey the client")),
    ("Intake received", "form_submitted", ("Call back", "Send the retainer")),
)
# name, kind, subject, body
TEMPLATES = (
    (
        "Welcome",
        "email",
        "Welcome, {{client.first_name}}",
        "<p>Dear {{client.name}},</p><p>thank you for your trust.</p>",
    ),
    (
        "Appointment",
        "email",
        "Your appointment on {{event.date}}",
        "<p>We expect you at {{event.location}}.</p>",
    ),
    (
        "Retainer Agreement",
        "document",
        "",
        "This agreement is made between {{firm.name}} and {{client.name}}.",
    ),
    (
        "Demand Letter",
        "document",
        "",
        "Re: {{case.number}}. We demand {{case.contract_value}}.",
    ),
    ("Payment Reminder", "email", "Invoice {{invoice.number}}", "<p>Please pay.</p>"),
)
COUNTS = {
    "workflow": lambda cases: len(WORKFLOWS),
    "template": lambda cases: len(TEMPLATES),
}


def _workflow(_firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    name, trigger, steps = WORKFLOWS[index]
    return {"name": name, "trigger": trigger, "steps": list(steps), "active": True}


def _template(_firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    name, kind, subject, body = TEMPLATES[index]
    return {"name": name, "kind": kind, "subject": subject, "body": body}


def _check(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    case = CHECKS.parent(index)
    on = firm.created_at("case", case).date() + timedelta(days=rng.randrange(200))
    approved = rng.random() < 0.6
    return {
        "case": case,
        "number": f"CHK-{index + 1:05d}",
        "payee": rng.choice(WORDS["courts"]),
        "amount": rng.randrange(5000, 900_000),
        "requested_on": on,
        "requested_by": rng.randrange(1, firm.base("user")),
        "approved_by": rng.randrange(1, firm.base("user")) if approved else None,
        "state": "Approved" if approved else "Pending",
        "memo": rng.choice(WORDS["sentences"]),
    }


BUILDERS = {"workflow": _workflow, "template": _template, "check_approval": _check}
