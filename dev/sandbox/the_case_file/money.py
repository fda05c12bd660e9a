"""Invoices, costs, trust and what is handed over, as The Case File shows it."""

from typing import Any

from ..firm import Firm
from .format import day, id_of, link, money, stamps

Record = dict[str, Any]


def _invoice(firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "matter": link(firm, "case", record["case"]),
        "bill_to": link(firm, "contact", record["client"]),
        "invoice_number": record["number"],
        "invoice_date": day(record["issued_on"]),
        "due_date": day(record["due_on"]),
        "currency": record["currency"],
        "status": record["state"],
        "line_items": [invoice_line(line) for line in record["lines"]],
        "total": money(record["total"]),
        "paid": money(record["paid"]),
        **stamps(record),
    }


def invoice_line(line: Record) -> Record:
    """Return an item of an invoice."""
    return {
        "description": line["description"],
        "quantity": line["tenths"] / 10,
        "price": money(line["price"]),
        "amount": money(line["amount"]),
    }


def _time_entry(firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "matter": link(firm, "case", record["case"]),
        "user": link(firm, "user", record["user"]),
        "date": day(record["on"]),
        "activity": record["description"],
        "hours": record["tenths"] / 10,
        "rate": money(record["price"]),
        "amount": money(record["amount"]),
        "description": record["note"],
        "billable": record["billable"],
        **stamps(record),
    }


def _expense(firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "matter": link(firm, "case", record["case"]),
        "user": link(firm, "user", record["user"]),
        "date": day(record["on"]),
        "category": record["category"],
        "amount": money(record["amount"]),
        "description": record["note"],
        "billable": record["billable"],
        **stamps(record),
    }


def _trust_entry(firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "matter": link(firm, "case", record["case"]),
        "contact": link(firm, "contact", record["client"]),
        "date": day(record["on"]),
        "kind": record["kind"],
        "amount": money(record["amount"]),
        "balance": money(record["balance"]),
        "payment_method": record["method"],
        "entered_by": link(firm, "user", record["user"]),
        "notes": record["note"],
        **stamps(record),
    }


def _workflow(_firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "name": record["name"],
        "trigger": record["trigger"],
        "steps": [{"position": n, "task": t} for n, t in enumerate(record["steps"], 1)],
        "is_active": record["active"],
    }


def _automation_rule(_firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "name": record["name"],
        "trigger": record["trigger"],
        "conditions": record["conditions"],
        "actions": [
            {"position": n, "do": a} for n, a in enumerate(record["actions"], 1)
        ],
        "is_active": record["active"],
    }


def _billing_rule(_firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "name": record["name"],
        "applies_to": record["applies_to"],
        "method": record["method"],
        "rate": money(record["rate"]),
        "note": record["note"],
    }


def _template(_firm: Firm, record: Record) -> Record:
    return {
        "id": id_of(record["index"]),
        "name": record["name"],
        "kind": record["kind"],
        "subject": record["subject"],
        "body": record["body"],
    }


VIEWS = {
    "billing": _invoice,
    "time_entry": _time_entry,
    "expense": _expense,
    "trust_ledger": _trust_entry,
    "workflow": _workflow,
    "automation_rule": _automation_rule,
    "billing_rule": _billing_rule,
    "template": _template,
}
