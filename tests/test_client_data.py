from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .access_table import AccessTable
from .delta_case import DeltaCase
from .dummy_row import OURS

CLIENT = "Qwertz"
# See the test of it.
SHOWN_BY_RIGHTS = {
    "case.migration.audit.log.res_name",
    "case.migration.rollback.line.res_name",
}
EXPORTING = "case.migration.exporting"
FIRM = {
    "users": [{"id": "u1", "name": f"Ann {CLIENT}", "email": f"ann@{CLIENT}.test"}],
    "companies": [{"id": "o1", "name": f"{CLIENT} Ltd", "city": CLIENT}],
    "contacts": [
        {
            "id": "c1",
            "first_name": "Jane",
            "last_name": CLIENT,
            "email": f"jane@{CLIENT}.test",
            "phone": "1",
            "notes": CLIENT,
        },
        {"id": "c2", "first_name": "Jim", "last_name": CLIENT, "company_id": "o9"},
        {"id": "c3", "email": f"nameless {CLIENT}", "phone": CLIENT},
        {"id": "c4", "first_name": "Jane", "last_name": CLIENT, "phone": "1"},
    ],
    "matters": [
        {
            "id": "m1",
            "title": f"{CLIENT} v. Roe",
            "client_id": "c1",
            "owner_id": "u1",
            "opened_on": f"day {CLIENT}",
            "description": CLIENT,
            "parties": [{"name": CLIENT, "role": "Witness"}],
        },
        {"id": "m2", "title": f"Estate of {CLIENT}", "client": f"Nobody {CLIENT}"},
    ],
    "notes": [{"id": "n1", "case_id": "m1", "subject": CLIENT, "body": CLIENT}],
    "tasks": [
        {"id": "a1", "case_id": "m1", "summary": CLIENT, "note": CLIENT, "type": "Call"}
    ],
    "calendar_entries": [
        {"id": "e1", "case_id": "m1", "name": CLIENT, "start": f"at {CLIENT}"}
    ],
    "trust_entries": [
        {"id": "t1", "case_id": "m1", "client_id": "c1", "amount": "1", "balance": "9"}
    ],
    "templates": [{"id": "t1", "name": "Letter", "body": CLIENT}],
}


@tagged("post_install", "-at_install")
class TestClientData(DeltaCase):
    """What a firm keeps secret is for managers: others who follow a migration meet it
    in no field, no table, no answer and no error.
    """

    firm = FIRM

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "follower", groups="crm_case_migration.group_user"
        )
        cls.target("contacts", "c1").phone = f"1 {CLIENT}"
        cls.connection.change("contacts", "c1", phone=f"2 {CLIENT}")
        cls.step("action_delta")
        cls.step("action_validate")
        cls.job.action_plan_rollback()
        cls.work(cls.job)
        cls.models = [
            cls.env[name]
            for name in sorted(cls.env)
            if name.startswith(OURS) and not cls.env[name]._abstract
        ]

    @classmethod
    def migrate(cls, streams=None, job=None):
        cls.prepare(streams, job)
        cls.step("action_sample")
        cls.step("action_run")

    def _readable(self):
        """What the user has of each model, as pairs of records and fields."""
        for model in self.models:
            mine = model.with_user(self.user)
            if mine.has_access("read"):
                yield mine.search([]), list(mine.fields_get())

    def test_there_is_something_to_be_found(self):
        found = {
            model._name
            for model in self.models
            if CLIENT in str(model.search([]).read(list(model.fields_get())))
        }
        kinds = ("record", "finding", "audit.log", "diff", "field", "owner", "trust")
        self.assertLessEqual({f"case.migration.{kind}" for kind in kinds}, found)

    def test_no_field_shows_it(self):
        shown = {
            f"{records._name}.{field}"
            for records, fields in self._readable()
            for field in fields
            if CLIENT in str(records.read([field]))
        }
        self.assertEqual(shown, SHOWN_BY_RIGHTS)

    def test_a_record_is_called_by_its_name_for_those_who_may_read_it(self):
        lines = self.env["case.migration.rollback.line"].with_user(self.user)
        for line in lines.search([]):
            record = line.env[line.res_model].browse(line.res_id)
            name = record.has_access("read") and record.display_name
            self.assertEqual(line.res_name, name or False)

    def test_no_group_is_called_by_it(self):
        shown = {
            f"{records._name}.{field}"
            for records, fields in self._readable()
            for field in fields
            if _groups(records.fields_get([field])[field])
            and CLIENT in str(records.formatted_read_group([], [field], ["__count"]))
        }
        self.assertEqual(shown, set())

    def test_no_message_holds_it(self):
        messages = self.env["mail.message"].with_user(self.user)
        domain = [("model", "=like", "case.migration.%")]
        found = messages.search(domain)
        self.assertTrue(found)
        self.assertNotIn(CLIENT, str(found.mapped("body")))

    def test_no_export_gives_it_out(self):
        given = {
            f"{name}, {kind}"
            for name in self.env.registry.descendants([EXPORTING])
            for kind in self.env[name]._export_groups
            for record in self.env[name].with_user(self.user).search([])
            if CLIENT in self._exported(record, kind)
        }
        self.assertEqual(given, set())

    def _exported(self, record, kind):
        try:
            return str([list(sheet.rows) for sheet in record._exported(kind)])
        except AccessError as error:
            return str(error)

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_no_method_answers_with_it(self):
        table = AccessTable(self, {})
        told = {
            f"{model._name}.{method}"
            for model in self.models
            for method in table.public_methods(model._name)
            if CLIENT in self._answered(table, model._name, method)
        }
        self.assertEqual(told, set())

    def _answered(self, table, model, method):
        record = table.record(model, None)
        arguments = table._arguments(model, method)
        with table._undone() as env:
            mine = env[model].with_user(self.user.id).browse(record.ids)
            try:
                return str(getattr(mine, method)(*arguments))
            except (AccessError, UserError, RedirectWarning) as error:
                return str(error)


def _groups(description):
    """Whether rows can be grouped by a field without more being said."""
    is_moment = description["type"] in ("date", "datetime")
    return description.get("groupable") and not is_moment
