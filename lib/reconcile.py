"""Trust ledgers: what the entries make, beside what the source states.

Pure, and exact: amounts are `Decimal`, currencies are never added up. A balance counts
at the end of a day, for the order of entries within a day says nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

ZERO = Decimal()


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement of a matter's trust money; `amount` is None when it is unreadable.

    `client` is whatever tells clients apart. `balance` is what the source says is
    there after the entry, None when it does not say.
    """

    client: str
    currency: str
    day: date | None
    amount: Decimal | None
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the entries of one matter, client and currency come to.

    `difference` is stated minus computed, None when nothing is stated. `negative`
    holds the days at whose end less than nothing was there, with the balance.
    """

    client: str
    currency: str
    entries: int
    unreadable: int
    first: date | None
    last: date | None
    deposits: Decimal
    withdrawals: Decimal
    balance: Decimal
    stated: Decimal | None
    negative: Sequence[tuple[date | None, Decimal]] = field(default=())

    @property
    def difference(self) -> Decimal | None:
        return None if self.stated is None else self.stated - self.balance

    @property
    def lowest(self) -> Decimal:
        """The lowest balance at the end of a day, zero when it never was below."""
        return min((balance for _day, balance in self.negative), default=ZERO)


def reconcile(entries: Iterable[Entry]) -> list[Ledger]:
    """The ledgers of one matter: one for each client and currency, in that order.

    :param entries: all entries of the matter, in the order of the source
    """
    by_currency: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        clients = by_currency.setdefault(entry.currency, {})
        clients.setdefault(entry.client, []).append(entry)
    return [
        ledger
        for _currency, clients in sorted(by_currency.items())
        for ledger in _of_currency(clients)
    ]


def _of_currency(clients: dict[str, list[Entry]]) -> list[Ledger]:
    ledgers = [_ledger(entries) for _client, entries in sorted(clients.items())]
    if len(ledgers) > 1 and any(ledger.difference for ledger in ledgers):
        everything = _ledger([one for entries in clients.values() for one in entries])
        if everything.difference == 0:
            # The source states what is there for the matter as a whole.
            return [replace(ledger, stated=None) for ledger in ledgers]
    return ledgers


def _ledger(entries: Sequence[Entry]) -> Ledger:
    ordered = sorted(entries, key=lambda entry: entry.day or date.min)
    amounts = [entry.amount for entry in ordered if entry.amount is not None]
    days = [entry.day for entry in ordered if entry.day]
    stated = [entry.balance for entry in ordered if entry.balance is not None]
    return Ledger(
        client=ordered[0].client,
        currency=ordered[0].currency,
        entries=len(ordered),
        unreadable=len(ordered) - len(amounts),
        first=min(days, default=None),
        last=max(days, default=None),
        deposits=sum((one for one in amounts if one > 0), ZERO),
        withdrawals=sum((-one for one in amounts if one < 0), ZERO),
        balance=sum(amounts, ZERO),
        stated=stated[-1] if stated else None,
        negative=tuple(_negative(ordered)),
    )


def _negative(ordered: Sequence[Entry]) -> Iterable[tuple[date | None, Decimal]]:
    balance = ZERO
    # pylint: disable-next=bad-builtin-groupby
    for day, entries in groupby(ordered, key=lambda entry: entry.day):
        balance += sum((entry.amount or ZERO for entry in entries), ZERO)
        if balance < 0:
            yield day, balance
