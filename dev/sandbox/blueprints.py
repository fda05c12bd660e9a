"""What is handed over and not migrated: workflows, rules, templates, checks."""

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
# name, trigger, conditions, actions
AUTOMATION_RULES = (
    (
        "Assign personal injury",
        "case_created",
        ("practice area is Personal Injury",),
        ("Set the team to Litigation", "Tell the owner"),
    ),
    ("Chase unpaid invoices", "30 days after invoice.due_on", (), ("Send a reminder",)),
    (
        "Quiet cases",
        "no note for 45 days",
        ("case is open", "case has an owner"),
        ("Make a task for the owner",),
    ),
)
# name, whom it is for, method, rate in cents or per cent, note
BILLING_RULES = (
    ("Partner, hourly", "role: Partner", "hourly", 45000, "Rounded up to 6 minutes"),
    ("Paralegal, hourly", "role: Paralegal", "hourly", 14000, ""),
    ("Will, flat fee", "practice area: Estate Planning", "flat", 120000, ""),
    ("Injury", "practice area: Personal Injury", "contingency", 3333, "40 % at trial"),
)
COUNTS = {
    "automation_rule": lambda cases: len(AUTOMATION_RULES),
    "billing_rule": lambda cases: len(BILLING_RULES),
    "workflow": lambda cases: len(WORKFLOWS),
    "template": lambda cases: len(TEMPLATES),
}


def _workflow(_firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    name, trigger, steps = WORKFLOWS[index]
    return {"name": name, "trigger": trigger, "steps": list(steps), "active": True}


def _automation_rule(_firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    name, trigger, conditions, actions = AUTOMATION_RULES[index]
    return {
        "name": name,
        "trigger": trigger,
        "conditions": list(conditions),
        "actions": list(actions),
        "active": index != 1,
    }


def _billing_rule(_firm: "Firm", index: int, _rng: Random) -> dict[str, Any]:
    name, applies_to, method, rate, note = BILLING_RULES[index]
    return {
        "name": name,
        "applies_to": applies_to,
        "method": method,
        "rate": rate,
        "note": note,
    }


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


BUILDERS = {
    "workflow": _workflow,
    "automation_rule": _automation_rule,
    "billing_rule": _billing_rule,
    "template": _template,
    "check_approval": _check,
}
