import os
from difflib import unified_diff
from pathlib import Path

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .access_table import NOTHING, AccessTable
from .common import MigrationCase

PAGE = Path(__file__).parents[1] / "readme" / "ACCESS.md"
RENEW = "CASE_MIGRATION_RENEW_ACCESS"
OUTSIDERS = ("public", "portal", "sales user", "system admin")
# Descriptions of systems hold no data of a firm, so they belong to no company; a search
# for a person belongs to whoever searches, and goes through his companies alone.
SHARED = {
    "case.migration.forget",
    "case.migration.forget.line",
    "case.migration.profile",
    "case.migration.profile.import",
    "case.migration.profile.stream",
}
# Records of Odoo that may belong to no company, and that we have added actions to.
SHARED_BY_ODOO = {"crm.lead", "res.partner"}
# It shows cases of Odoo, and belongs to whoever may see those.
OF_SALES = "res.partner.action_open_party_cases"
# What a migration user may change: to decide on findings is his work, and to rebuild.
CHANGED_BY_USERS = {"case.migration.blueprint", "case.migration.finding"}


@tagged("post_install", "-at_install")
class TestSecurity(MigrationCase):
    """Who may do what: the documented table is what the running system answers, and
    it keeps to some rules.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.migrate(
            {
                "users": [{"id": "u1", "email": "ann@firm.test"}],
                "companies": [{"id": "co1", "name": "Acme", "industry": "Whaling"}],
                "contacts": [{"id": "c1", "first_name": "Jane", "company_id": "co9"}],
                "matters": [{"id": "m1", "title": "Doe v. Roe"}],
                "workflows": [{"id": "w1", "name": "New case"}],
                "trust_entries": [{"id": "e1", "case_id": "m1", "amount": "1"}],
            }
        )
        elsewhere = cls.env["res.company"].create({"name": "Other firm"})
        cls.stranger = cls._user(
            "stranger",
            "crm_case_migration.group_manager",
            company_id=elsewhere.id,
            company_ids=elsewhere.ids,
        )
        cls.table = AccessTable(
            cls,
            {
                "public": cls.env.ref("base.public_user"),
                "portal": cls._user("portal", "base.group_portal"),
                "sales user": cls._user("sales", "sales_team.group_sale_salesman"),
                "migration user": cls._user("user", "crm_case_migration.group_user"),
                "migration manager": cls._user(
                    "manager", "crm_case_migration.group_manager"
                ),
                "system admin": cls._user("system", "base.group_system"),
                "other company": cls.stranger,
            },
        )

    @classmethod
    def _user(cls, login, groups, **vals):
        return new_test_user(cls.env, f"migration_{login}", groups=groups, **vals)

    def _assert_nothing(self, rows, users):
        """That none of ``users``, by title, can do anything in the rows of a table."""
        for name, cells in rows.items():
            for title, cell in zip(self.table.users, cells, strict=True):
                if title in users:
                    with self.subTest(name, user=title):
                        self.assertEqual(cell, NOTHING)

    def _of(self, user, rows):
        column = list(self.table.users).index(user)
        return {name: cells[column] for name, cells in rows.items()}

    # ---------------------------------------------------------------- the table

    def test_the_documented_table_is_what_the_system_answers(self):
        text = self.table.text()
        if os.environ.get(RENEW):
            PAGE.write_text(text, encoding="utf-8")
        documented = PAGE.read_text(encoding="utf-8")
        differences = unified_diff(
            documented.splitlines(), text.splitlines(), "documented", "found", n=0
        )
        told = "\n".join(["If this is meant, run ./dev/access:", *differences])
        self.assertTrue(documented == text, told)

    def test_others_may_do_nothing(self):
        self._assert_nothing(self.table.rights, OUTSIDERS)
        actions = dict(self.table.actions)
        by_user = dict(zip(self.table.users, actions.pop(OF_SALES), strict=True))
        self._assert_nothing(actions, OUTSIDERS)
        let_in = [user for user in OUTSIDERS if by_user[user] != NOTHING]
        self.assertEqual(let_in, ["sales user"])

    def test_nor_may_people_with_other_rights_in_sales(self):
        for group in ("base.group_user", "sales_team.group_sale_manager"):
            user = self._user(group.replace(".", "_"), group)
            for model in self.table.models:
                with self.subTest(model, group=group):
                    self.assertEqual(self.table.letters(model, user), NOTHING)

    def test_a_migration_user_reads_and_decides(self):
        for model, letters in self._of("migration user", self.table.rights).items():
            if not self.env[model]._transient:
                with self.subTest(model):
                    changes = model in CHANGED_BY_USERS
                    self.assertEqual(letters, "rw" if changes else "r")

    def test_a_migration_manager_may_take_every_step(self):
        actions = self._of("migration manager", self.table.actions)
        self.assertEqual(set(actions.values()), {"yes"})

    def test_of_a_finding_only_the_decision_can_be_changed(self):
        finding = self.env["case.migration.finding"].search([], limit=1)
        for title in ("migration user", "migration manager"):
            user = self.table.users[title]
            finding.with_user(user).decision = "solved"
            with self.assertRaises(AccessError):
                finding.with_user(user).kind = "other"

    def test_services_have_no_public_methods(self):
        for name, model in self.env.items():
            mixin = any(
                not self.env[heir]._abstract for heir in model._inherit_children
            )
            if name.startswith("case.migration.") and model._abstract and not mixin:
                with self.subTest(name):
                    self.assertFalse(self.table.public_methods(name))

    # ---------------------------------------------------------------- companies

    def test_every_model_belongs_to_a_company(self):
        for model in set(self.table.models) - SHARED:
            with self.subTest(model):
                if self.env[model]._transient:
                    continue  # its rows are their maker's, see the next test
                self.assertTrue(self.env[model]._fields["company_id"].store)
                rules = self.env["ir.rule"].search(
                    [("model_id.model", "=", model), ("groups", "=", False)]
                )
                self.assertIn(
                    '[("company_id", "in", company_ids)]', rules.mapped("domain_force")
                )

    def test_a_manager_of_another_company_can_do_nothing(self):
        self._assert_nothing(
            {
                model: cells
                for model, cells in self.table.rights.items()
                if model not in SHARED and not self.env[model]._transient
            },
            ("other company",),
        )
        self._assert_nothing(
            {
                name: cells
                for name, cells in self.table.actions.items()
                if name.rpartition(".")[0] not in SHARED | SHARED_BY_ODOO
            },
            ("other company",),
        )

    def test_he_finds_nothing_either(self):
        for model in set(self.table.models) - SHARED:
            with self.subTest(model):
                record = self.table.record(model, self.env.user)
                foreign = self.env[model].with_user(self.stranger)
                self.assertFalse(foreign.search([("id", "=", record.id)]))
                with self.assertRaises(AccessError):
                    foreign.browse(record.id).read(["display_name"])

    def test_what_was_read_stays_in_its_company(self):
        elsewhere = self.stranger.company_id
        with self.assertRaisesRegex(ValidationError, "belongs to its company"):
            self.source.company_id = elsewhere
        empty = self.source.copy({"company_id": elsewhere.id})
        self.assertEqual(empty.company_id, elsewhere)

    def test_a_migration_that_has_begun_keeps_its_source(self):
        with self.assertRaisesRegex(ValidationError, "has begun"):
            self.job.source_id = self.source.copy()
