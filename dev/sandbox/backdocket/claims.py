"""Claims, claim types and intake forms as BackDocket shows them."""

from datetime import datetime
from typing import Any

from ..billing import trust_balance
from ..cases import case_title, practice_area
from ..custom_fields import CUSTOM_FIELDS, CustomField
from ..dirt import MISSING
from ..draw import WORDS, lot
from ..firm import Firm
from .format import (
    contact_id,
    day,
    dollars,
    id_of,
    local,
    tick_stamps,
    ticks,
    user_link,
)

Record = dict[str, Any]

# the firm's status -> claim status
STATUSES = {
    "New Inquiry": "Chase Call",
    "Consultation Scheduled": "No Decision",
    "Open": "Active w/Contract",
    "In Progress": "Active w/Contract",
    "On Hold": "Referral Pending",
    "Resolved": "Closed",
    "Closed": "Referred",
    "Declined": "Rejected",
}
CASE_TYPES = {"Chase Call": "Inquiry", "No Decision": "Inquiry"}
# the firm's status -> possible outcomes of a claim
OUTCOMES = {
    "Resolved": ("Settled", "Verdict for Client"),
    "Closed": ("Referred Out",),
    "Declined": ("No Recovery", "Client Withdrew", "Dismissed"),
}
CLAIM_TYPES = {"Personal Injury": "PI", "Auto Accident": "Auto"}


def claim_type_name(area: str) -> str:
    """Return what the system calls a practice area."""
    return CLAIM_TYPES.get(area, area)


def intake_fields(claim_type: int) -> dict[str, CustomField]:
    """Return the fields of the intake form of a claim type by their codes."""
    return {
        f"f{place:02d}": field
        for place, field in enumerate(CUSTOM_FIELDS)
        if (place + claim_type) % 4 != 3
    }


def _claim_type(_firm: Firm, record: Record) -> Record:
    return {
        "claim_type_id": id_of("claim_type", record["index"]),
        "name": claim_type_name(record["name"]),
    }


def claim_type_detail(firm: Firm, record: Record) -> Record:
    """Return a claim type with what its list leaves out."""
    return {
        **_claim_type(firm, record),
        "matter_types": record["matters"],
        "expected_events": ["Intake call", "Retainer signed", "First hearing"],
    }


def intake_form(claim_type: int) -> list[Record]:
    """Return the intake form of a claim type."""
    return [
        {
            "code": code,
            "label": field.label,
            "kind": field.kind,
            "choices": ", ".join(field.options),
        }
        for code, field in intake_fields(claim_type).items()
    ]


def claim(firm: Firm, record: Record) -> Record:
    """Return a claim; its intake fields are those of its claim type."""
    index = record["index"]
    status = STATUSES.get(record["status"], record["status"])
    company = record["company_client"]
    client = contact_id(record["client"])
    area = record["practice_areas"][0]
    balance = trust_balance(firm, index)
    return {
        "claim_id": id_of("case", index),
        "reference_no": reference_no(firm, index),
        "caption": record["title"],
        "claim_type": claim_type_name(area),
        "case_type": CASE_TYPES.get(status, "Retained"),
        "status": status,
        "is_closed": is_closed(record),
        "resolved_outcome": _outcome(firm, record),
        "close_reason": record["loss_reason"],
        "urgency": record["priority"],
        "summary": record["description"],
        "client_id": id_of("company", company) if company is not None else client,
        "participants": [_participant(firm, party) for party in record["parties"]],
        "assigned_to": user_link(firm, record["owner"]),
        "department_id": id_of("team", record["team"]),
        "opened": day(record["opened_on"]),
        "closed": day(record["closed_on"]),
        "limitation": day(record["limitation_on"]),
        "hearings": [
            f"{hearing['date']} {hearing['court']}" for hearing in record["hearings"]
        ],
        "claim_value": record["expected_value"],
        "trust_balance": None if balance is None else dollars(balance),
        "intake": _intake(firm, record),
        **tick_stamps(record),
    }


def tombstone(firm: Firm, index: int) -> Record:
    """Return what is left of a deleted claim."""
    return {
        "claim_id": id_of("case", index),
        "is_deleted": True,
        "modified": ticks(firm.changed_at("case", index)),
    }


def reference_no(firm: Firm, index: int) -> str:
    """Return the reference number of a claim."""
    return f"BD-{firm.created_at('case', index):%y}-{index + 1:06d}"


def claim_link(firm: Firm, index: int) -> Record:
    """Return the reference to a claim as id, number and caption."""
    if index >= MISSING:
        return {"id": id_of("case", index), "reference_no": None}
    return {"id": id_of("case", index), "reference_no": reference_no(firm, index)}


def is_closed(record: Record) -> bool:
    """Tell whether a case is closed, by the firm's status."""
    return record["status"] in OUTCOMES


def _outcome(firm: Firm, record: Record) -> str | None:
    outcomes = OUTCOMES.get(record["status"])
    return outcomes and outcomes[lot(firm.seed, record["index"]) % len(outcomes)]


def _participant(firm: Firm, party: Record) -> Record:
    index = party["contact"]
    name = None if index >= MISSING else firm.name("contact", index)
    return {"contact_id": contact_id(index), "name": name, "role": party["role"]}


def _intake(firm: Firm, record: Record) -> list[Record]:
    """Return the answers of the intake form, each with its label."""
    index = record["index"]
    area = practice_area(firm, index)
    labels = [field.label for field in intake_fields(area).values()]
    answers = [
        {"label": label, "value": _answer(value)}
        for label, value in record["custom"].items()
        if label in labels
    ]
    matters = WORDS["practice_areas"][area][1]
    matter = next(name for name in matters if name in case_title(firm, index))
    return [
        {"label": "Practice Area", "value": WORDS["practice_areas"][area][0]},
        {"label": "Matter Type", "value": matter},
        {"label": "Referral Source", "value": record["lead_source"]},
        *answers,
    ]


def _answer(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return local(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


VIEWS = {"claim_type": _claim_type, "case": claim}
