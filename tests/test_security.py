from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user, tagged

from .common import MigrationCase

LETTERS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
# What a migration user and a migration manager may do; everybody else: nothing.
RIGHTS = {
    "case.migration.audit.log": ("r", "r"),
    "case.migration.audit.seal": ("r", "r"),
    "case.migration.batch": ("r", "r"),
    "case.migration.field": ("r", "r"),
    "case.migration.finding": ("rw", "rw"),
    "case.migration.job": ("r", "rwcd"),
    "case.migration.mapping": ("r", "rwcd"),
    "case.migration.mapping.line": ("r", "rwcd"),
    "case.migration.owner": ("r", "rw"),
    "case.migration.profile": ("r", "rwcd"),
    "case.migration.profile.import": ("", "rwcd"),
    "case.migration.profile.stream": ("r", "rwcd"),
    "case.migration.record": ("r", "r"),
    "case.migration.setup.item": ("r", "r"),
    "case.migration.source": ("r", "rwcd"),
    "case.migration.stream": ("r", "rw"),
    "case.migration.value": ("r", "rwcd"),
}
# The public methods, by who may call them.
METHODS = {
    "case.migration.finding": {
        "action_accept": "user",
        "action_keep_odoo": "user",
        "action_take_source": "manager",
        "action_solve": "user",
    },
    "case.migration.job": {
        "action_apply_setup": "manager",
        "action_cancel": "manager",
        "action_check_audit": "user",
        "action_close_window": "manager",
        "action_confirm": "manager",
        "action_delta": "manager",
        "action_discover": "manager",
        "action_open_audit": "user",
        "action_open_findings": "user",
        "action_open_map": "user",
        "action_open_owners": "user",
        "action_open_records": "user",
        "action_open_setup": "user",
        "action_open_window": "manager",
        "action_pause": "manager",
        "action_propose": "manager",
        "action_resume": "manager",
        "action_retry_failed": "manager",
        "action_rollback": "manager",
        "action_run": "manager",
        "check_audit": "user",
        "get_progress": "user",
        "get_summary": "user",
        "work_now": "manager",
    },
    "case.migration.mapping.line": {"action_confirm": "manager"},
    "case.migration.profile": {"action_export": "user"},
    "case.migration.profile.import": {"action_import": "manager"},
    "case.migration.record": {"action_open_target": "user"},
    "case.migration.source": {"action_test": "manager"},
    "crm.lead": {"action_open_migrated_record": "user"},
    "res.partner": {"action_open_migrated_record": "user"},
}
# Models that belong to no company.
SHARED = {
    "case.migration.profile",
    "case.migration.profile.import",
    "case.migration.profile.stream",
    "res.partner",
}


@tagged("post_install", "-at_install")
class TestSecurity(MigrationCase):
    """Who may do what: derived from the running system, compared with the tables."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.migrate(
            {
                "users": [{"id": "u1", "email": "ann@firm.test"}],
                "companies": [{"id": "co1", "name": "Acme", "industry": "Whaling"}],
                "contacts": [{"id": "c1", "first_name": "Jane", "company_id": "co9"}],
                "matters": [{"id": "m1", "title": "Doe v. Roe"}],
            }
        )
        cls.models = sorted(
            name
            for name, model in cls.env.items()
            if name.startswith("case.migration.") and not model._abstract
        )
        cls.user = cls._new_user("user", "crm_case_migration.group_user")
        cls.manager = cls._new_user("manager", "crm_case_migration.group_manager")
        cls.others = {
            "public": cls.env.ref("base.public_user"),
            "portal": cls._new_user("portal", "base.group_portal"),
            "employee": cls._new_user("employee", "base.group_user"),
            "sales": cls._new_user("sales", "sales_team.group_sale_salesman"),
            "sales manager": cls._new_user("boss", "sales_team.group_sale_manager"),
            "system": cls._new_user("system", "base.group_system"),
        }
        wizard = cls.env["case.migration.profile.import"].with_user(cls.manager)
        wizard.create({"file": b"e30="})
        company = cls.env["res.company"].create({"name": "Other firm"})
        cls.stranger = cls._new_user(
            "stranger",
            "crm_case_migration.group_manager",
            company_id=company.id,
            company_ids=company.ids,
        )

    @classmethod
    def _new_user(cls, login, groups, **vals):
        return new_test_user(cls.env, f"migration_{login}", groups=groups, **vals)

    def _rights(self, model, user):
        model = self.env[model].with_user(user)
        return "".join(
            letter for right, letter in LETTERS.items() if model.has_access(right)
        )

    def _public_methods(self, model):
        """The methods that we have added and that can be called from outside."""
        ours, theirs = set(), set()
        for cls in type(self.env[model]).mro():
            of_us = cls.__module__.startswith("odoo.addons.crm_case_migration")
            (ours if of_us else theirs).update(vars(cls))
        return {name for name in ours - theirs if self._is_public(model, name)}

    def _is_public(self, model, name):
        try:
            return bool(get_public_method(self.env[model], name))
        except (AccessError, AttributeError):
            return False

    def _call(self, user, model, method, env=None):
        """Call as over RPC; an action may find that it is not its turn."""
        env = env or self.env
        records = env[model].search([], limit=1)
        try:
            call_kw(env[model].with_user(user.id), method, [records.ids], {})
        except UserError as error:
            if isinstance(error, AccessError):
                raise

    def _assert_refused(self, user, model, method, kind=None):
        with self.subTest(f"{model}.{method}", kind=kind):
            self.assertRaises(AccessError, self._call, user, model, method)

    # ---------------------------------------------------------------- rights

    def test_the_table_names_every_model(self):
        self.assertEqual(self.models, sorted(RIGHTS))

    def test_what_the_two_groups_may_do(self):
        for model, rights in RIGHTS.items():
            with self.subTest(model):
                found = tuple(self._rights(model, u) for u in (self.user, self.manager))
                self.assertEqual(found, rights)

    def test_nobody_else_may_do_anything(self):
        for model in RIGHTS:
            for kind, user in self.others.items():
                with self.subTest(model, user=kind):
                    self.assertEqual(self._rights(model, user), "")

    def test_of_a_finding_only_the_decision_can_be_changed(self):
        finding = self.env["case.migration.finding"].search([], limit=1)
        finding.with_user(self.user).decision = "solved"
        for user in (self.user, self.manager):
            with self.assertRaises(AccessError):
                finding.with_user(user).kind = "other"

    # ---------------------------------------------------------------- methods

    maxDiff = None

    def test_the_table_names_every_public_method(self):
        found = {
            name: methods
            for name, model in self.env.items()
            if not model._abstract and (methods := self._public_methods(name))
        }
        self.assertEqual(found, {model: set(names) for model, names in METHODS.items()})

    def test_services_have_no_public_methods(self):
        for name, model in self.env.items():
            mixin = any(
                not self.env[heir]._abstract for heir in model._inherit_children
            )
            if name.startswith("case.migration.") and model._abstract and not mixin:
                with self.subTest(name):
                    self.assertFalse(self._public_methods(name))

    def test_a_migration_user_takes_no_step(self):
        for model, methods in METHODS.items():
            for method, group in methods.items():
                if group == "user":
                    self._call(self.user, model, method)
                else:
                    self._assert_refused(self.user, model, method)

    def test_others_cannot_call_anything(self):
        for model, methods in METHODS.items():
            for method in methods:
                for kind, user in self.others.items():
                    self._assert_refused(user, model, method, kind)

    def test_nor_can_a_manager_of_another_company(self):
        for model in METHODS.keys() - SHARED:
            for method in METHODS[model]:
                self._assert_refused(self.stranger, model, method)

    def test_a_manager_may_call_everything(self):
        for model, methods in METHODS.items():
            for method in methods:
                with self.subTest(f"{model}.{method}"), self.background() as env:
                    self._call(self.manager, model, method, env)

    # ---------------------------------------------------------------- companies

    def test_every_model_belongs_to_a_company(self):
        for model in set(RIGHTS) - SHARED:
            with self.subTest(model):
                self.assertTrue(self.env[model]._fields["company_id"].store)

    def test_a_manager_of_another_company_sees_nothing(self):
        for model in set(RIGHTS) - SHARED:
            with self.subTest(model):
                records = self.env[model].search([])
                self.assertTrue(records, "The test has no record to hide.")
                foreign = self.env[model].with_user(self.stranger)
                self.assertFalse(foreign.search([]))
                with self.assertRaises(AccessError):
                    foreign.browse(records.ids).read(["display_name"])
