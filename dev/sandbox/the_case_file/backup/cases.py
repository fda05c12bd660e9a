"""Case stages, referral sources and cases in the backup."""

from datetime import date, datetime
from typing import Any

from ...billing import trust_balance
from ...custom_fields import CUSTOM_FIELDS
from ...firm import Firm
from ..format import id_of
from .sheet import (
    Cell,
    Record,
    Sheet,
    blank,
    day,
    day_of,
    dollars,
    flag,
    moment,
    moment_of,
    name_in,
    name_of,
    plain,
)


def _id(firm: Firm, record: Record) -> int | None:
    return id_of(record["index"])


def _billing_contact(firm: Firm, record: Record) -> str:
    company = record["company_client"]
    if company is not None:
        return name_of(firm, "company", company)
    return name_of(firm, "contact", record["client"])


def _contacts(firm: Firm, record: Record) -> str:
    return "\n".join(
        f"{name_of(firm, 'contact', party['contact'])} ({party['role']})"
        for party in record["parties"]
    )


def _limitation(firm: Firm, record: Record) -> str:
    """Return the limitation date, the year in two digits."""
    return record["limitation_on"].strftime("%m/%d/%y")


def _trust(firm: Firm, record: Record) -> str:
    balance = trust_balance(firm, record["index"])
    return "" if balance is None else dollars(balance)


def _court_dates(firm: Firm, record: Record) -> str:
    return "\n".join(f"{h['date']} {h['court']}" for h in record["hearings"])


def _custom(label: str, kind: str) -> Cell:
    """Return the column of a custom field."""
    return lambda firm, record: _custom_value(record["custom"].get(label), kind)


def _custom_value(value: Any, kind: str) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return dollars(round(value * 100)) if kind == "currency" else value


STAGES = Sheet(
    "case_stages.csv",
    "status",
    {
        "Name": plain("name"),
        "Category": plain("category"),
        "Win %": plain("probability"),
        "Position": plain("sequence"),
        "TCF ID": _id,
    },
    "cp1252",
)
SOURCES = Sheet(
    "referral_sources.csv", "lead_source", {"Name": plain("name"), "TCF ID": _id}
)
CASES = Sheet(
    "cases.csv",
    "case",
    {
        "Case/Matter Name": plain("title"),
        "Number": plain("number"),
        "Open Date": day_of("opened_on"),
        "Practice Area": lambda firm, record: "\n".join(record["practice_areas"]),
        "Case Description": plain("description"),
        "Case Closed": flag("closed_on", "true", "false"),
        "Closed Date": day_of("closed_on"),
        "Lead Attorney": name_in("owner", "user"),
        "Originating Attorney": name_in("originator", "user"),
        "SOL Date": _limitation,
        "Outstanding Balance": blank,
        "TCF ID": _id,
        "Contacts": _contacts,
        "Billing Type": lambda firm, record: "Hourly",
        "Billing Contact": _billing_contact,
        "Flat fee": blank,
        "Case Stage": plain("status"),
        "Case Balance": _trust,
        "Conflict Check?": lambda firm, record: "true",
        "Conflict Check Notes": blank,
        "Archived": lambda firm, record: "false",
        "Created Date": moment_of("created_at"),
        "Updated Date": moment_of("changed_at"),
        "Priority": plain("priority"),
        "Staff Group": name_in("team", "team"),
        "Closing Reason": plain("loss_reason"),
        "Court Dates": _court_dates,
        "Estimated Value": plain("expected_value"),
        "Referral Source": plain("lead_source"),
        **{field.label: _custom(field.label, field.kind) for field in CUSTOM_FIELDS},
    },
)
SHEETS = (STAGES, SOURCES, CASES)
