"""Invoices, time, expenses and trust in the backup."""

import json

from ...firm import Firm
from ..format import id_of
from ..money import invoice_line
from .sheet import (
    Record,
    Sheet,
    blank,
    day_of,
    dollars,
    flag,
    moment_of,
    money_of,
    name_in,
    plain,
)


def _id(firm: Firm, record: Record) -> int | None:
    return id_of(record["index"])


def _lines(firm: Firm, record: Record) -> str:
    """Return the items of an invoice: a list in JSON, in one cell."""
    return json.dumps([invoice_line(line) for line in record["lines"]])


INVOICES = Sheet(
    "invoices.csv",
    "billing",
    {
        "Invoice Number": plain("number"),
        "Case Name": name_in("case", "case"),
        "Bill To": name_in("client", "contact"),
        "Invoice Date": day_of("issued_on"),
        "Due Date": day_of("due_on"),
        "Currency": plain("currency"),
        "Status": plain("state"),
        "Line Items": _lines,
        "Total": money_of("total"),
        "Paid": money_of("paid"),
        "TCF ID": _id,
        "Created Date": moment_of("created_at"),
        "Updated Date": moment_of("changed_at"),
    },
)
TIME_ENTRIES = Sheet(
    "time_entries.csv",
    "time_entry",
    {
        "Date": day_of("on"),
        "Activity": plain("description"),
        "Description": plain("note"),
        "Case Name": name_in("case", "case"),
        "User": name_in("user", "user"),
        "Hours": lambda firm, record: record["tenths"] / 10,
        "Rate": money_of("price"),
        "Total": money_of("amount"),
        "Nonbillable": flag("billable", "No", "Yes"),
        "TCF ID": _id,
    },
)
EXPENSES = Sheet(
    "expenses.csv",
    "expense",
    {
        "Date": day_of("on"),
        "Activity": plain("category"),
        "Description": plain("note"),
        "Case Name": name_in("case", "case"),
        "User": name_in("user", "user"),
        "Cost": money_of("amount"),
        "Nonbillable": flag("billable", "No", "Yes"),
        "TCF ID": _id,
    },
)
TRUST = Sheet(
    "trust_activities.csv",
    "trust_ledger",
    {
        "Date": day_of("on"),
        "Related To": blank,
        "Contact": name_in("client", "contact"),
        "Case Name": name_in("case", "case"),
        "Entered By": name_in("user", "user"),
        "Notes": plain("note"),
        "Payment Method": plain("method"),
        "Refund": blank,
        "Refunded": blank,
        "Rejection": blank,
        "Rejected": blank,
        "Amount": lambda firm, record: dollars(record["amount"]),
        "Trust": lambda firm, record: "true",
        "Trust payment": blank,
        "Credit": blank,
        "Operating Credit": blank,
        "Total": lambda firm, record: dollars(record["balance"]),
        "TCF ID": _id,
        "Kind": plain("kind"),
    },
)
SHEETS = (INVOICES, TIME_ENTRIES, EXPENSES, TRUST)
