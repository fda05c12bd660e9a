"""Invoices, time entries, expenses and the trust ledger. Amounts are in cents."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from .cases import client_of, owner_of
from .draw import WORDS, draw
from .spread import Spread

if TYPE_CHECKING:
    from .firm import Firm

INVOICES = Spread(0, 0, 1, 0, 0, 0, 1, 0, 0, 0)
TIME_ENTRIES = Spread(0, 0, 2, 0, 0, 0, 0, 0, 0, 0)
EXPENSES = Spread(0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
TRUST = Spread(0, 0, 0, 0, 0, 4, 0, 0, 0, 0)
CHILDREN = {
    "billing": INVOICES,
    "time_entry": TIME_ENTRIES,
    "expense": EXPENSES,
    "trust_ledger": TRUST,
}
SERVICES = ("Legal research", "Court appearance", "Drafting", "Telephone conference")
COSTS = ("Filing fee", "Copies", "Expert fee", "Travel", "Medical records")
STATES = ("Draft", "Sent", "Paid", "Paid", "Overdue")


def _day(firm: "Firm", case: int, rng: Random) -> date:
    created = firm.created_at("case", case)
    return (created + timedelta(days=rng.randrange(5, 300))).date()


def _invoice(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    case = INVOICES.parent(index)
    issued = _day(firm, case, rng)
    lines = [_line(rng) for _ in range(rng.randrange(1, 5))]
    total = sum(line["amount"] for line in lines)
    state = rng.choice(STATES)
    return {
        "case": case,
        "client": client_of(firm, case),
        "number": f"INV-{index + 1:06d}",
        "issued_on": issued,
        "due_on": issued + timedelta(days=30),
        "currency": "USD",
        "state": state,
        "lines": lines,
        "total": total,
        "paid": total if state == "Paid" else 0,
    }


def _line(rng: Random) -> dict[str, Any]:
    tenths = rng.randrange(1, 60)
    price = 100 * rng.randrange(120, 500)
    return {
        "description": rng.choice(SERVICES),
        "tenths": tenths,
        "price": price,
        "amount": tenths * price // 10,
    }


def _time_entry(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    case = TIME_ENTRIES.parent(index)
    line = _line(rng)
    return {
        "case": case,
        "user": owner_of(firm, case),
        "on": _day(firm, case, rng),
        "billable": rng.random() < 0.9,
        "note": rng.choice(WORDS["sentences"]),
        **line,
    }


def _expense(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    case = EXPENSES.parent(index)
    return {
        "case": case,
        "user": owner_of(firm, case),
        "on": _day(firm, case, rng),
        "category": rng.choice(COSTS),
        "note": rng.choice(WORDS["sentences"]),
        "amount": rng.randrange(500, 250_000),
        "billable": rng.random() < 0.8,
    }


def wrong_in_trust(case: int) -> str:
    """Return what is wrong with the trust ledger of a case, mostly nothing."""
    return {3: "stated", 7: "negative"}.get(case // 10 % 20, "")


def trust_movements(firm: "Firm", case: int) -> list[int]:
    """Return the movements of a trust ledger: deposits and withdrawals, in cents."""
    rng = draw(firm.seed, "trust", case)
    deposit, second = (100 * rng.randrange(500, 20_000) for _ in range(2))
    withdrawal = deposit + 5000 if wrong_in_trust(case) == "negative" else deposit // 2
    return [deposit, -withdrawal, second, -second // 4]


def _trust_entry(firm: "Firm", index: int, rng: Random) -> dict[str, Any]:
    case = TRUST.parent(index)
    place = index - TRUST.before(case)
    movements = trust_movements(firm, case)
    balance = sum(movements[: place + 1])
    if place == 3 and wrong_in_trust(case) == "stated":
        balance += 1234
    start = firm.created_at("case", case).date()
    return {
        "case": case,
        "client": client_of(firm, case),
        "on": start + timedelta(days=30 * place + rng.randrange(20)),
        "amount": movements[place],
        "balance": balance,
        "kind": "Deposit" if movements[place] > 0 else "Withdrawal",
        "method": rng.choice(("Check", "Wire", "Card")),
        "note": rng.choice(WORDS["sentences"]),
        "user": owner_of(firm, case),
    }


def trust_balance(firm: "Firm", case: int) -> int | None:
    """Return the balance that the source states for a case; None: no ledger."""
    entries = TRUST.of(case)
    return firm.record("trust_ledger", entries[-1])["balance"] if entries else None


BUILDERS = {
    "billing": _invoice,
    "time_entry": _time_entry,
    "expense": _expense,
    "trust_ledger": _trust_entry,
}
