"""Invoices, costs, trust, checks and what is handed over, as BackDocket shows it."""

from typing import Any

from ..firm import Firm
from .claims import claim_link
from .format import contact_id, day, dollars, id_of, stamps, user_link

Record = dict[str, Any]


def _invoice(firm: Firm, record: Record) -> Record:
    return {
        "invoice_id": id_of("billing", record["index"]),
        "claim": claim_link(firm, record["case"]),
        "bill_to_id": contact_id(record["client"]),
        "invoice_no": record["number"],
        "issued": day(record["issued_on"]),
        "due": day(record["due_on"]),
        "currency": record["currency"],
        "state": record["state"],
        "items": [
            {
                "text": line["description"],
                "hours": line["tenths"] / 10,
                "rate": dollars(line["price"]),
                "amount": dollars(line["amount"]),
            }
            for line in record["lines"]
        ],
        "total": dollars(record["total"]),
        "paid": dollars(record["paid"]),
        **stamps(record),
    }


def _time_entry(firm: Firm, record: Record) -> Record:
    return {
        "time_id": id_of("time_entry", record["index"]),
        "claim": claim_link(firm, record["case"]),
        "staff": user_link(firm, record["user"]),
        "day": day(record["on"]),
        "service": record["description"],
        "minutes": record["tenths"] * 6,
        "rate": dollars(record["price"]),
        "amount": dollars(record["amount"]),
        "remark": record["note"],
        "billable": record["billable"],
        **stamps(record),
    }


def _expense(firm: Firm, record: Record) -> Record:
    return {
        "expense_id": id_of("expense", record["index"]),
        "claim": claim_link(firm, record["case"]),
        "staff": user_link(firm, record["user"]),
        "day": day(record["on"]),
        "category": record["category"],
        "amount": dollars(record["amount"]),
        "remark": record["note"],
        "billable": record["billable"],
        **stamps(record),
    }


def _trust_entry(firm: Firm, record: Record) -> Record:
    return {
        "entry_id": id_of("trust_ledger", record["index"]),
        "claim": claim_link(firm, record["case"]),
        "client_id": contact_id(record["client"]),
        "day": day(record["on"]),
        "kind": record["kind"],
        "amount": dollars(record["amount"]),
        "balance": dollars(record["balance"]),
        "remark": record["note"],
        **stamps(record),
    }


def _check(firm: Firm, record: Record) -> Record:
    return {
        "check_id": id_of("check_approval", record["index"]),
        "claim": claim_link(firm, record["case"]),
        "check_no": record["number"],
        "payee": record["payee"],
        "amount": dollars(record["amount"]),
        "requested": day(record["requested_on"]),
        "requested_by": user_link(firm, record["requested_by"]),
        "approved_by": user_link(firm, record["approved_by"]),
        "state": record["state"],
        "memo": record["memo"],
        **stamps(record),
    }


def _workflow(_firm: Firm, record: Record) -> Record:
    return {
        "workflow_id": id_of("workflow", record["index"]),
        "title": record["name"],
        "starts_on": record["trigger"],
        "actions": [{"do": step} for step in record["steps"]],
        "enabled": record["active"],
    }


def _automation_rule(_firm: Firm, record: Record) -> Record:
    return {
        "automation_id": id_of("automation_rule", record["index"]),
        "title": record["name"],
        "when": record["trigger"],
        "only_if": record["conditions"],
        "actions": [{"do": action} for action in record["actions"]],
        "enabled": record["active"],
    }


def _billing_rule(_firm: Firm, record: Record) -> Record:
    return {
        "rule_id": id_of("billing_rule", record["index"]),
        "title": record["name"],
        "scope": record["applies_to"],
        "basis": record["method"],
        "price": dollars(record["rate"]),
        "memo": record["note"],
    }


def _template(_firm: Firm, record: Record) -> Record:
    return {
        "template_id": id_of("template", record["index"]),
        "title": record["name"],
        "medium": record["kind"],
        "subject": record["subject"],
        "text": record["body"],
    }


def _lead_source(_firm: Firm, record: Record) -> Record:
    return {
        "source_id": id_of("lead_source", record["index"]),
        "title": record["name"],
    }


VIEWS = {
    "billing": _invoice,
    "time_entry": _time_entry,
    "expense": _expense,
    "trust_ledger": _trust_entry,
    "check_approval": _check,
    "workflow": _workflow,
    "automation_rule": _automation_rule,
    "billing_rule": _billing_rule,
    "template": _template,
    "lead_source": _lead_source,
}
