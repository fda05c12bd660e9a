"""Statuses, custom fields and cases as The Case File shows them."""

from datetime import datetime
from typing import Any

from ..billing import trust_balance
from ..cases import STATUSES
from ..custom_fields import CUSTOM_FIELDS
from ..firm import Firm
from .format import FIRST_ID, day, id_of, link, local, money, stamps

Record = dict[str, Any]
FIELDS = {field.label: field for field in CUSTOM_FIELDS}
FIELD_IDS = {label: number for number, label in enumerate(FIELDS, FIRST_ID)}


def _status(_firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "name": record["name"],
        "category": record["category"],
        "win_percentage": record["probability"],
        "position": record["sequence"],
    }


def _case(firm: Firm, record: Record) -> Record:
    company = record["company_client"]
    balance = trust_balance(firm, record["index"])
    return {
        "id": id_of(record["index"]),
        "matter_name": record["title"],
        "matter_number": record["number"],
        "description": record["description"],
        "status": _status_link(record["status"]),
        "priority": record["priority"],
        "practice_areas": record["practice_areas"],
        "client": link(firm, "contact", record["client"]) if company is None else None,
        "client_company": link(firm, "company", company),
        "parties": [_party(firm, party) for party in record["parties"]],
        "responsible_attorney": link(firm, "user", record["owner"]),
        "originating_attorney": link(firm, "user", record["originator"]),
        "team": link(firm, "team", record["team"]),
        "open_date": day(record["opened_on"]),
        "closed_date": day(record["closed_on"]),
        "statute_of_limitations": day(record["limitation_on"]),
        "court_dates": [
            f"{hearing['date']} {hearing['court']}" for hearing in record["hearings"]
        ],
        "closing_reason": record["loss_reason"],
        "estimated_value": record["expected_value"],
        "lead_source": record["lead_source"],
        "trust_balance": None if balance is None else money(balance),
        "custom_field_values": [
            {"custom_field_id": FIELD_IDS[label], "value": _custom_value(label, value)}
            for label, value in record["custom"].items()
        ],
        **stamps(record),
    }


def _status_link(name: str) -> Record:
    names = [status[0] for status in STATUSES]
    return {"id": id_of(names.index(name) if name in names else 90), "name": name}


def _party(firm: Firm, party: Record) -> Record:
    contact = link(firm, "contact", party["contact"])
    return {"contact_id": contact["id"], "name": contact["name"], "role": party["role"]}


def _options(label: str) -> list[Record]:
    first = FIELD_IDS[label] * 100
    options = enumerate(FIELDS[label].options, first)
    return [{"id": number, "label": option} for number, option in options]


def _custom_value(label: str, value: Any) -> Any:
    """Return a value as stored: pick-list values as the ids of their options."""
    ids = {option["label"]: option["id"] for option in _options(label)}
    if isinstance(value, list):
        return [ids[item] for item in value]
    if isinstance(value, datetime):
        return local(value)
    return ids.get(value, day(value)) if ids else day(value)


def _custom_field(_firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "label": record["label"],
        "field_type": record["type"],
        "applies_to": "matter",
        "options": _options(record["label"]),
    }


def _lead_source(_firm: Firm, record: Record) -> Record:
    return {"id": id_of(record["index"]), "name": record["name"]}


VIEWS = {
    "status": _status,
    "case": _case,
    "custom_field": _custom_field,
    "lead_source": _lead_source,
}
