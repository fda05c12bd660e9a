import hashlib
from decimal import Decimal
from itertools import groupby

from odoo import fields, models

from ...lib.reconcile import Entry, reconcile
from ...lib.records import canonical
from ..support import bulk

PAGE = 1000
# What a person has written of a ledger is kept as long as this is the same.
_SAME = ("matter", "client", "currency")
# What they lead to in Odoo is no part of what a person signs.
_NOT_SIGNED = ("lead_id", "partner_id", "currency_id")


class CaseMigrationReconciling(models.AbstractModel):
    """Computes the trust ledgers of a job from the source's records."""

    _name = "case.migration.reconciling"
    _description = "Case Migration Reconciling"

    def _reconcile(self, job):
        """Renew the ledgers of a job. A sign-off of other figures is void."""
        mapping = job._trust_mapping()
        if not mapping:
            return
        ledgers = self.env["case.migration.trust"]
        old = ledgers.search([("job_id", "=", job.id)])
        notes = {_place(one): one.note for one in old if one.note}
        old.unlink()
        digest, page = hashlib.sha256(), []
        for row in self._ledgers(mapping):
            signed = {name: row[name] for name in row if name not in _NOT_SIGNED}
            digest.update(canonical(signed).encode())
            page.append({**row, "note": notes.get(_place(row))})
            if len(page) == PAGE:
                bulk.insert(ledgers, page)
                page = []
        bulk.insert(ledgers, page)
        job.write(
            {"trust_digest": digest.hexdigest(), "trust_on": fields.Datetime.now()}
        )

    def _ledgers(self, mapping):
        """:return: generator of the values of each ledger"""
        planning = self.env["case.migration.planning"]
        planning._set_order(mapping, "lead_id", across=True)
        rows = self.env["case.migration.data.rows"]._rows(mapping, by_order=True)
        currencies = _Currencies(mapping.job_id)
        # The rows come in order and are too many to hold.
        # pylint: disable-next=bad-builtin-groupby
        for matter, group in groupby(rows, lambda row: row.leads_to("lead_id")):
            entries = list(group)
            clients = {_client(row).identity: _client(row) for row in entries}
            for ledger in reconcile(_entry(row, currencies) for row in entries):
                people = _people(matter, clients[ledger.client])
                yield {
                    "job_id": mapping.job_id.id,
                    "company_id": mapping.company_id.id,
                    **people,
                    **_figures(ledger),
                    "currency_id": currencies.ids.get(ledger.currency),
                    "flagged": bool(people["orphan"]) or _is_wrong(ledger),
                }


class _Currencies:
    """Codes of currencies; without one it is the company's."""

    def __init__(self, job):
        self._default = job.company_id.currency_id.name
        every = job.env["res.currency"].with_context(active_test=False).search([])
        self.ids = {currency.name: currency.id for currency in every}

    def code_of(self, values):
        return (values.get("currency") or "").strip().upper() or self._default


def _client(row):
    return row.leads_to("partner_id")


def _entry(row, currencies):
    values = row.values
    amount, balance = values.get("amount"), values.get("balance")
    return Entry(
        client=_client(row).identity,
        currency=currencies.code_of(values),
        day=values.get("date") or None,
        amount=Decimal(amount) if amount else None,
        balance=Decimal(balance) if balance else None,
    )


def _people(matter, client):
    missing = [
        name
        for name, found in (("matter", matter), ("client", client))
        if not found.known
    ]
    return {
        "matter": matter.name or matter.identity.partition(":")[2],
        "client": client.name or client.identity.partition(":")[2],
        "lead_id": matter.res_id if matter.model == "crm.lead" else None,
        "partner_id": client.res_id if client.model == "res.partner" else None,
        "orphan": "both" if len(missing) > 1 else next(iter(missing), None),
    }


def _figures(ledger):
    return {
        "currency": ledger.currency,
        "entry_count": ledger.entries,
        "unreadable": ledger.unreadable,
        "first_on": ledger.first,
        "last_on": ledger.last,
        "deposits": ledger.deposits,
        "withdrawals": ledger.withdrawals,
        "balance": ledger.balance,
        "is_stated": ledger.stated is not None,
        "stated": ledger.stated,
        "difference": ledger.difference,
        "negative_count": len(ledger.negative),
        "negative_on": next((day for day, _balance in ledger.negative), None),
        "negative_days": "\n".join(
            f"{day or '?'}: {balance}" for day, balance in ledger.negative
        ),
        "lowest": ledger.lowest,
    }


def _is_wrong(ledger):
    return bool(ledger.difference or ledger.negative or ledger.unreadable)


def _place(ledger):
    return tuple(ledger[name] or "" for name in _SAME)
