from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import MigrationCase

FIRM = {
    "users": [
        {"id": "u1", "email": "ANN@firm.test", "name": "Ann"},
        {
            "id": "u2",
            "email": "b.old@firm.test",
            "name": "Bob",
            "login2": "bob@new.test",
        },
        {"id": "u3", "email": "gil+law@firm.test", "name": "Gil"},
        {"id": "u4", "email": "eve@firm.test", "name": "Eve"},
        {"id": "u5", "name": "No Address"},
        {"id": "u6", "email": "fay@firm.test", "name": "Fay"},
    ],
    "matters": [
        {"id": "m1", "title": "One", "owner_id": "u1", "owner": "Ann"},
        {"id": "m2", "title": "Two", "owner": "Ann"},
        {"id": "m3", "title": "Three", "owner_id": "u4", "owner": "Eve"},
        {"id": "m4", "title": "Four", "owner_id": "u6", "owner": "Fay"},
    ],
    "tasks": [{"id": "a1", "case_id": "m1", "summary": "Call", "assignee_id": "u4"}],
}


@tagged("post_install", "-at_install")
class TestOwners(MigrationCase):
    """Who gets whose records: found, chosen, made, confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = cls.connection.streams = FIRM
        cls.ann, cls.bob, cls.gil = (
            new_test_user(cls.env, login, groups="sales_team.group_sale_salesman")
            for login in ("ann@firm.test", "bob@new.test", "gil@firm.test")
        )
        cls.step("action_discover")
        cls.step("action_propose")
        cls.job.action_confirm()

    def _owner(self, key):
        return self.job.owner_ids.filtered(lambda owner: owner.key == key)

    # ---------------------------------------------------------------- the report

    def test_people_are_found_by_address_whatever_its_case(self):
        owner = self._owner("u1")
        self.assertEqual((owner.user_id, owner.matched_by), (self.ann, "email"))

    def test_people_are_found_by_their_other_addresses(self):
        for key, user in (("u2", self.bob), ("u3", self.gil)):
            owner = self._owner(key)
            self.assertEqual((owner.user_id, owner.matched_by), (user, "alias"))

    def test_records_are_counted_by_key_or_else_by_name(self):
        counts = {owner.key: owner.record_count for owner in self.job.owner_ids}
        self.assertEqual((counts["u1"], counts["u4"], counts["u2"]), (2, 2, 0))

    def test_a_choice_is_remembered_for_the_next_migration(self):
        self._owner("u4").user_id = self.bob
        job = self.job.copy()
        self.step("action_discover", job)
        self.step("action_propose", job)
        owner = job.owner_ids.filtered(lambda one: one.key == "u4")
        self.assertEqual((owner.user_id, owner.matched_by), (self.bob, "earlier"))

    def test_those_without_a_user_are_on_the_checklist(self):
        items = self.job.setup_item_ids.filtered(lambda item: item.kind == "user")
        self.assertEqual(set(items.mapped("technical_name")), {"u4", "u5", "u6"})
        self.assertEqual(set(items.mapped("state")), {"manual"})
        self.assertIn(self.job.fallback_user_id.name, items[0].consequence)

    # ---------------------------------------------------------------- confirmation

    def test_nothing_is_prepared_or_run_before_the_owners_are_confirmed(self):
        for action in ("action_apply_setup", "action_run"):
            with (
                self.subTest(action),
                self.assertRaisesRegex(UserError, "6 people, 3 of them without a user"),
            ):
                getattr(self.job, action)()

    def test_a_change_asks_for_confirmation_again(self):
        for change in (
            lambda: self._owner("u4").write({"user_id": self.bob.id}),
            lambda: self._owner("u6").action_create_users(),
            lambda: self.job.write({"fallback_user_id": self.ann.id}),
        ):
            self.job.action_confirm_owners()
            self.assertFalse(self.job.owners_open)
            self.assertEqual(self.job.owners_confirmed_by_id, self.env.user)
            change()
            self.job.invalidate_recordset()
            self.assertTrue(self.job.owners_open)

    def test_a_new_look_at_the_source_asks_for_nothing(self):
        self.job.action_confirm_owners()
        self.env["case.migration.proposer"]._list_owners(self.job)
        self.assertFalse(self.job.owners_open)

    def test_a_migration_without_people_has_nothing_to_confirm(self):
        job = self.job.copy()
        job.state = "confirmed"
        job.action_confirm_owners()
        self.assertFalse(job.owners_confirmed_on)
        self.assertFalse(job.owners_open)

    # ---------------------------------------------------------------- decisions

    def test_users_are_made_quietly_and_get_the_records(self):
        self._owner("u4").action_create_users()
        self._owner("u6").action_create_archived_users()
        mails = self.env["mail.mail"].search_count([])
        elsewhere = [("model", "not like", "case.migration")]
        messages = self.env["mail.message"].search_count(elsewhere)
        self.job.action_confirm_owners()
        self.step("action_apply_setup")
        eve, fay = self._owner("u4").user_id, self._owner("u6").user_id
        self.assertEqual((eve.login, eve.active), ("eve@firm.test", True))
        self.assertEqual((fay.login, fay.active), ("fay@firm.test", False))
        self.assertEqual(eve.company_ids, self.job.company_id)
        self.assertTrue(eve._is_internal())
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["mail.message"].search_count(elsewhere), messages)
        self.assertFalse(eve.partner_id.signup_type)
        self.assertFalse(
            self.env["digest.digest"].search([("user_ids", "in", (eve | fay).ids)])
        )
        self.assertFalse(self.job.owners_open)
        self.step("action_run")
        self.assertEqual(self.target("matters", "m3").user_id, eve)
        self.assertEqual(self.target("matters", "m4").user_id, fay)
        lines = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("res_model", "=", "res.users")]
        )
        self.assertEqual(
            set(lines.filtered(lambda one: one.operation == "create").mapped("res_id")),
            {eve.id, fay.id},
        )

    def test_users_that_were_made_are_taken_back(self):
        self._owner("u4").action_create_users()
        self.job.action_confirm_owners()
        self.step("action_apply_setup")
        eve = self._owner("u4").user_id
        partner = eve.partner_id
        self.step("action_run")
        self.step("action_rollback")
        kept = self.job.finding_ids.filtered(lambda one: one.kind == "rollback_kept")
        self.assertFalse(kept.mapped("message"))
        self.assertFalse(eve.exists())
        self.assertFalse(partner.exists())
        self.assertEqual(self._owner("u4").decision, "fallback")

    def test_nobody_without_an_address_gets_a_user(self):
        with self.assertRaisesRegex(UserError, "No Address has no e-mail address"):
            self._owner("u5").action_create_users()

    def test_who_has_a_user_gets_no_second_one(self):
        self._owner("u1").action_create_users()
        self.assertEqual(self._owner("u1").decision, "user")

    def test_the_fallback_can_be_chosen_for_anybody(self):
        owner = self._owner("u1")
        owner.action_use_fallback()
        self.assertEqual((owner.decision, owner.user_id.id), ("fallback", False))
        self.job.action_confirm_owners()
        self.step("action_apply_setup")
        self.step("action_run")
        self.assertEqual(
            self.target("matters", "m1").user_id, self.job.fallback_user_id
        )

    def test_a_choice_after_the_preparation_counts(self):
        self.job.action_confirm_owners()
        self.step("action_apply_setup")
        self._owner("u4").user_id = self.bob
        self.job.action_confirm_owners()
        self.step("action_run")
        self.assertEqual(self.target("matters", "m3").user_id, self.bob)
