from copy import deepcopy

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MigrationCase
from .hand_over_case import HandOverCase

LIST = "trust_entries"


@tagged("post_install", "-at_install")
class TestTrust(HandOverCase):
    """Trust accounts are computed, flagged, signed off by a person, never loaded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "trust_manager", groups="crm_case_migration.group_manager"
        )

    def ledger(self, matter):
        ledger = self.job.trust_ids.filtered(lambda one: one.matter == matter)
        self.assertEqual(len(ledger), 1)
        return ledger

    def test_the_run_reconciles_per_matter_and_client(self):
        self.assertEqual(self.job.trust_count, 3)
        sound = self.ledger("Doe v. Roe")
        self.assertEqual(sound.client, "Jane Doe")
        self.assertEqual(sound.lead_id, self.target("matters", "m1"))
        self.assertEqual(sound.partner_id, self.target("contacts", "c1"))
        self.assertEqual(
            (sound.entry_count, sound.deposits, sound.withdrawals, sound.balance),
            (2, 100.10, 40.05, 60.05),
        )
        self.assertEqual(str(sound.first_on), "2024-01-01")
        self.assertEqual(sound.currency, self.env.company.currency_id.name)
        self.assertFalse(sound.flagged)

    def test_differences_and_negative_moments_are_flagged(self):
        ledger = self.ledger("Estate of Poe")
        self.assertTrue(ledger.flagged)
        self.assertEqual((ledger.balance, ledger.stated), (-15, 12.34))
        self.assertEqual(ledger.difference, 27.34)
        self.assertEqual(str(ledger.negative_on), "2024-01-02")
        self.assertEqual(ledger.negative_days, "2024-01-02: -15")

    def test_orphans_are_flagged(self):
        ledger = self.ledger("gone")
        self.assertEqual((ledger.orphan, ledger.flagged), ("matter", True))
        self.assertEqual(ledger.client, "Jim Poe")

    def test_trust_money_is_never_loaded(self):
        [row] = [r for r in self.job.get_summary() if r["object"] == "trust_ledger"]
        self.assertTrue(row["handed_over"])
        self.assertEqual((row["source"], row["skipped"], row["created"]), (5, 5, 0))
        self.assertEqual(self.record("trust_entries", "e1").reason_kind, "data_set")

    def test_a_currency_that_odoo_does_not_have_is_kept_apart(self):
        ledger = self.ledger("gone")
        self.assertEqual((ledger.currency, ledger.currency_id.id), ("QQQ", False))

    # ---------------------------------------------------------------- the signature

    def sign(self):
        self.job.with_user(self.manager).action_sign_trust()

    def test_it_is_signed_off_in_ones_own_name_and_logged(self):
        self.assertEqual(self.job.trust_state, "to_sign")
        self.sign()
        self.assertEqual(self.job.trust_state, "signed")
        self.assertEqual(self.job.trust_signed_by_id, self.manager)
        self.assertTrue(self.job.trust_signed_on)
        line = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("operation", "=", "sign")]
        )
        self.assertEqual(line.create_uid, self.manager)
        self.assertEqual((line.after["ledgers"], line.after["flagged"]), (3, 2))
        self.assertFalse(self.job.check_audit())
        self.assertIn(self.manager.name, self.job.message_ids[:1].body)

    def test_a_signature_is_not_given_twice_and_needs_figures(self):
        self.sign()
        with self.assertRaisesRegex(
            UserError, "has signed off the trust ledgers on .*: 3, "
        ):
            self.sign()
        self.job.trust_on = False
        with self.assertRaisesRegex(UserError, "not reconciled yet"):
            self.sign()

    def test_it_holds_for_the_figures_that_it_was_given_for(self):
        self.sign()
        self.step("action_hand_over")
        self.assertEqual(self.job.trust_state, "signed")
        entry = self.streams["trust_entries"][0]
        before = dict(entry)
        self.addCleanup(entry.update, before)
        entry["amount"] = "100.11"
        self.step("action_delta")
        self.assertEqual(self.job.trust_state, "to_sign")
        self.assertEqual(self.ledger("Doe v. Roe").difference, -0.01)

    def test_a_rollback_leaves_the_signature_alone(self):
        self.sign()
        self.step("action_rollback")
        self.assertFalse(self.job.problem)
        self.assertEqual(self.job.state, "rolled_back")

    def test_only_a_manager_signs_and_sees_the_figures(self):
        user = new_test_user(
            self.env, "trust_user", groups="crm_case_migration.group_user"
        )
        with self.assertRaises(AccessError):
            self.job.with_user(user).action_sign_trust()
        with self.assertRaises(AccessError):
            self.job.trust_ids.with_user(user).mapped("balance")
        with self.assertRaises(AccessError):
            self.ledger("gone").with_user(self.manager).balance = 5

    def test_notes_outlive_a_new_computation(self):
        self.ledger("gone").with_user(self.manager).note = "Closed in 2019."
        self.step("action_hand_over")
        self.assertEqual(self.ledger("gone").note, "Closed in 2019.")

    def test_it_is_exported(self):
        [sheet] = self.job.with_user(self.manager)._exported("trust")
        rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
        self.assertEqual(len(rows), 3)
        row = next(row for row in rows if row["Matter"] == "Estate of Poe")
        self.assertEqual(
            (row["Computed"], row["Stated"], row["Difference"]), (-15, 12.34, 27.34)
        )


@tagged("post_install", "-at_install")
class TestTrustInSeveralLists(MigrationCase):
    """What a source keeps in two lists, deposits and withdrawals, is one ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        definition = deepcopy(cls.profile.definition)
        [trust] = [one for one in definition["streams"] if one["name"] == LIST]
        definition["streams"].append({**deepcopy(trust), "name": "withdrawals"})
        profile = cls.profile.create(
            {"name": "Two lists", "code": "two_lists", "definition": definition}
        )
        source = cls.source.copy({"profile_id": profile.id})
        cls.job = cls.job.copy({"source_id": source.id})
        cls.prepare(
            {
                "contacts": [{"id": "c1", "name": "Jane"}],
                "matters": [
                    {"id": "m1", "title": "One", "client_id": "c1"},
                    {"id": "m2", "title": "Two", "client_id": "c1"},
                ],
                LIST: [
                    _movement("e1", "m1", "2024-01-01", "100"),
                    _movement("e2", "m2", "2024-01-01", "50"),
                    _movement("e3", "m1", "2024-01-05", "20", "60"),
                ],
                "withdrawals": [
                    _movement("w1", "m2", "2024-01-02", "-70"),
                    _movement("w2", "m1", "2024-01-03", "-60"),
                ],
            },
            cls.job,
        )
        cls.step("action_hand_over")

    def test_a_matter_has_one_ledger_of_both(self):
        found = {
            one.matter: (one.entry_count, one.balance, one.difference, one.lowest)
            for one in self.job.trust_ids
        }
        self.assertEqual(found, {"One": (3, 60, 0, 0), "Two": (2, -20, 0, -20)})


def _movement(key, matter, day, amount, balance=None):
    stated = {"balance": balance} if balance else {}
    return {
        "id": key,
        "case_id": matter,
        "client_id": "c1",
        "date": day,
        "amount": amount,
        **stated,
    }
