from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from ..lib.reconcile import Entry, reconcile


def entry(day, amount, balance=None, client="c1", currency="USD"):
    return Entry(
        client,
        currency,
        day and date(2024, 1, day),
        amount if amount is None else Decimal(amount),
        balance if balance is None else Decimal(balance),
    )


class TestReconcile(BaseCase):
    """What the entries of a matter make, beside what the source states."""

    def one(self, *entries):
        [ledger] = reconcile(entries)
        return ledger

    def test_a_sound_ledger(self):
        ledger = self.one(entry(1, "100.00", "100.00"), entry(2, "-40.10", "59.90"))
        self.assertEqual(ledger.balance, Decimal("59.90"))
        self.assertEqual(ledger.difference, 0)
        self.assertEqual((ledger.deposits, ledger.withdrawals), (100, Decimal("40.10")))
        self.assertEqual(
            (ledger.first, ledger.last), (date(2024, 1, 1), date(2024, 1, 2))
        )
        self.assertFalse(ledger.negative)
        self.assertEqual(ledger.lowest, 0)

    def test_decimals_are_exact(self):
        ledger = self.one(*[entry(1, "0.10") for _ in range(3)], entry(2, "-0.30", "0"))
        self.assertEqual(ledger.difference, Decimal(0))
        large = self.one(entry(1, "90071992547409931.01"), entry(2, "0.01"))
        self.assertEqual(str(large.balance), "90071992547409931.02")

    def test_another_balance_than_stated(self):
        ledger = self.one(entry(1, "100", "100"), entry(2, "-40", "72.34"))
        self.assertEqual(ledger.difference, Decimal("12.34"))

    def test_the_last_stated_balance_counts_whatever_the_order_of_the_rows(self):
        ledger = self.one(entry(9, "-40", "60"), entry(1, "100", "100"))
        self.assertEqual((ledger.stated, ledger.difference), (60, 0))

    def test_without_a_stated_balance_there_is_no_difference(self):
        self.assertIsNone(self.one(entry(1, "5")).difference)

    def test_days_on_which_less_than_nothing_was_there(self):
        ledger = self.one(
            entry(1, "100"), entry(2, "-150"), entry(3, "-10"), entry(4, "70")
        )
        self.assertEqual(
            ledger.negative, ((date(2024, 1, 2), -50), (date(2024, 1, 3), -60))
        )
        self.assertEqual(ledger.lowest, -60)

    def test_within_a_day_the_order_says_nothing(self):
        self.assertFalse(self.one(entry(1, "-50"), entry(1, "100")).negative)

    def test_currencies_are_kept_apart(self):
        found = reconcile([entry(1, "5", "5"), entry(1, "7", "7", currency="EUR")])
        self.assertEqual(
            [(one.currency, one.balance) for one in found], [("EUR", 7), ("USD", 5)]
        )

    def test_clients_are_kept_apart(self):
        found = reconcile([entry(1, "5", "5"), entry(1, "-7", "-7", client="c2")])
        self.assertEqual([one.balance for one in found], [5, -7])
        self.assertEqual([bool(one.negative) for one in found], [False, True])

    def test_a_balance_stated_for_the_matter_as_a_whole(self):
        found = reconcile(
            [entry(1, "5", "5"), entry(2, "7", "12", client="c2"), entry(3, "1", "13")]
        )
        self.assertEqual([one.difference for one in found], [None, None])

    def test_what_cannot_be_read_is_counted_and_not_guessed(self):
        ledger = self.one(entry(1, "5"), entry(2, None, "8"))
        self.assertEqual((ledger.unreadable, ledger.difference), (1, 3))

    def test_entries_without_a_day_come_first(self):
        ledger = self.one(entry(1, "-5"), entry(None, "5"))
        self.assertFalse(ledger.negative)
        self.assertEqual(ledger.first, date(2024, 1, 1))
