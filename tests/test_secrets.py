import base64

from odoo.exceptions import AccessError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import new_test_user, tagged

from ..models.source.case_migration_source import SECRETS
from .common import MigrationCase

PLANTED = "s3cr3t-"
# What the manager group alone may read: it quotes the source.
CONFIDENTIAL = {
    "case.migration.audit.log": ("before", "after", "values_table"),
    "case.migration.batch": ("position", "error_details"),
    "case.migration.field": ("examples", "profile"),
    "case.migration.finding": ("message", "raw"),
    "case.migration.owner": ("name", "email"),
    "case.migration.record": ("payload", "payload_table", "name", "reason", "details"),
    "case.migration.source": ("bundle",),
}


@tagged("post_install", "-at_install")
class TestSecrets(MigrationCase):
    """Credentials are never read back, client data only by managers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source.write({name: PLANTED + name for name in SECRETS})
        cls.source.bundle = base64.b64encode(b"Jane Doe")
        cls.migrate(
            {
                "users": [{"id": "u1", "email": "gone@firm.test", "name": "Gil"}],
                "contacts": [{"id": "c1", "first_name": "Jane", "company_id": "co9"}],
            }
        )
        cls.user = cls._new_user("user")
        cls.manager = cls._new_user("manager")
        cls.admin = cls.env.ref("base.user_admin")

    @classmethod
    def _new_user(cls, kind):
        groups = f"crm_case_migration.group_{kind},base.group_allow_export"
        return new_test_user(cls.env, f"migration_{kind}", groups=groups)

    def _as(self, user):
        return self.source.with_user(user)

    def _stored(self):
        return self.source.sudo().secrets

    # ---------------------------------------------------------------- credentials

    def test_what_is_entered_is_stored(self):
        self.assertEqual(self._stored(), {name: PLANTED + name for name in SECRETS})
        self.assertEqual(self.source._settings().secrets, self._stored())

    def test_a_credential_left_empty_stays_as_it_is(self):
        self._as(self.manager).write({"token": "new", "password": False})
        self.assertEqual(self._stored()["token"], "new")
        self.assertEqual(self._stored()["password"], f"{PLANTED}password")

    def test_nobody_reads_a_credential(self):
        readable = [
            name
            for name, field in self.source._fields.items()
            if field.groups != "." and name != "bundle"
        ]
        for user in (self.user, self.manager, self.admin):
            source = self._as(user)
            allowed = [name for name in readable if name in source.fields_get()]
            with self.subTest(user.login):
                self.assertNotIn(PLANTED, str(source.read(allowed)))

    def test_nobody_reads_where_they_are_stored(self):
        for user in (self.user, self.manager, self.admin):
            with self.subTest(user.login):
                source = self._as(user)
                self.assertNotIn("secrets", source.fields_get())
                self.assertRaises(AccessError, source.read, ["secrets"])
                self.assertRaises(AccessError, source.export_data, ["secrets"])

    def test_nobody_guesses_them_by_searching(self):
        for user in (self.user, self.manager, self.admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._as(user).search([("secrets", "like", PLANTED)])

    def test_nobody_writes_there_but_through_the_fields(self):
        for user in (self.manager, self.admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._as(user).write({"secrets": {"token": "mine"}})

    def test_a_migration_user_enters_none(self):
        with self.assertRaises(AccessError):
            self._as(self.user).write({"token": "mine"})
        self.assertEqual(self._stored()["token"], f"{PLANTED}token")

    def test_an_export_holds_none(self):
        rows = self._as(self.manager).export_data(["name", *SECRETS, "secret_names"])
        self.assertNotIn(PLANTED, str(rows))

    def test_a_copy_has_none(self):
        self.assertFalse(self._as(self.manager).copy().sudo().secrets)

    def test_the_chatter_holds_none(self):
        self.source.token = f"{PLANTED}changed"
        messages = self.source.message_ids
        self.assertNotIn(PLANTED, str(messages.read(["body", "subject"])))
        self.assertNotIn(PLANTED, str(messages.tracking_value_ids.read()))

    def test_it_says_which_are_stored(self):
        names = self._as(self.manager).secret_names
        self.assertEqual(set(names.split(", ")), set(SECRETS))

    # ---------------------------------------------------------------- where they go

    def test_another_host_does_not_get_them(self):
        self._as(self.manager).address = "http://source.test.evil.test"
        self.assertFalse(self._stored())

    def test_a_host_that_is_made_to_look_the_same_does_not_get_them(self):
        self._as(self.manager).address = "http://source.test:80@evil.test/"
        self.assertFalse(self._stored())

    def test_another_path_of_the_host_gets_them(self):
        self._as(self.manager).address = "http://SOURCE.test:8080/api"
        self.assertTrue(self._stored())

    def test_another_host_gets_those_that_are_entered_with_it(self):
        self._as(self.manager).write({"address": "http://new.test", "token": "new"})
        self.assertEqual(self._stored(), {"token": "new"})

    def test_a_login_that_is_changed_does_not_get_them(self):
        profile = self.profile.with_user(self.manager)
        rest = {**profile.definition["rest"], "auth": {"type": "bearer"}}
        profile.definition = {**profile.definition, "rest": rest}
        self.assertFalse(self._stored())

    # ---------------------------------------------------------------- client data

    def test_a_migration_user_reads_no_client_data(self):
        for model, names in CONFIDENTIAL.items():
            records = self.env[model].search([]).with_user(self.user)
            self.assertTrue(records, model)
            for name in names:
                with self.subTest(f"{model}.{name}"):
                    self.assertNotIn(name, records.fields_get())
                    self.assertRaises(AccessError, records.read, [name])
                    self.assertRaises(AccessError, records.export_data, [name])

    def test_nor_guesses_it_by_searching(self):
        for model, names in CONFIDENTIAL.items():
            for name in names:
                if self.env[model]._fields[name].store:
                    search = self.env[model].with_user(self.user).search
                    with self.subTest(f"{model}.{name}"):
                        self.assertRaises(AccessError, search, [(name, "!=", False)])
                        self.assertRaises(AccessError, search, [], order=name)

    def test_a_manager_reads_it(self):
        for model, names in CONFIDENTIAL.items():
            records = self.env[model].search([]).with_user(self.manager)
            self.assertTrue(records.read(names))

    def test_a_migration_user_does_not_get_the_uploaded_file(self):
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", self.source._name), ("res_field", "=", "bundle")]
        )
        self.assertEqual(len(attachment), 1)
        with self.assertRaises(AccessError):
            attachment.with_user(self.user).read(["datas"])

    # ---------------------------------------------------------------- copies

    def test_a_neutralized_copy_has_no_credentials_and_does_not_go_on(self):
        self.job.action_run()
        self.env.flush_all()
        for query in get_neutralization_queries(["crm_case_migration"]):
            self.cr.execute(query)
        self.env.invalidate_all()
        self.assertFalse(self._stored())
        self.assertTrue(self.job.paused)
        self.assertFalse(self.env["case.migration.batch"]._claim(self.job))
