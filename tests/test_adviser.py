import json

from odoo.tests import new_test_user, tagged

from ..models.source.case_migration_source import ALLOWED_HOSTS_PARAMETER
from .common import MigrationCase
from .fake_source import FakeSource, Reply

SECRET = "sk-planted-key"
VALUE = "Planted Value"
FIRM = {
    "matters": [
        {"id": f"m{number}", "title": f"{VALUE} {number}", "Zorp": f"{VALUE} {number}"}
        for number in range(6)
    ]
}


@tagged("post_install", "-at_install")
class TestAdviser(MigrationCase):
    """An endpoint of the admin's choosing may suggest; it learns names and types."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = cls.connection.streams = FIRM
        cls.step("action_discover")

    def _propose(self, answer, allowed=True):
        """Propose with an endpoint that answers so; :return: what it was asked"""
        with FakeSource(lambda call: answer) as endpoint:
            self.env["ir.config_parameter"].set_param(
                ALLOWED_HOSTS_PARAMETER, f"127.0.0.1:{endpoint.port}" if allowed else ""
            )
            self.source.write(
                {
                    "adviser_address": f"{endpoint.url}/v1",
                    "adviser_model": "small-model",
                    "adviser_key": SECRET,
                }
            )
            self.step("action_propose")
            return endpoint.calls

    def _line(self):
        return self.job.line_ids.filtered(lambda line: line.source_field == "Zorp")

    def test_nobody_is_asked_unless_an_address_is_set(self):
        with FakeSource(lambda call: {}) as endpoint:
            self.step("action_propose")
            self.assertFalse(endpoint.calls)
        self.assertEqual(self._line().mapping_type, "custom_field_required")

    def test_a_suggestion_is_proposed_with_its_origin(self):
        self._propose(_answer({"Zorp": "referred", "title": "name"}))
        self.assertEqual(self._line().target_field, "referred")
        self.assertIn("Suggested by small-model (127.0.0.1)", self._line().reason)
        self.assertFalse(self._line().confirmed)

    def test_names_and_types_are_sent_and_no_values(self):
        calls = self._propose(_answer({}))
        self.assertTrue(calls)
        sent = " ".join(call.body.decode() for call in calls)
        self.assertNotIn(VALUE, sent)
        [call] = [call for call in calls if b"Zorp" in call.body]
        self.assertEqual(call.path, "/v1/chat/completions")
        question = json.loads(json.loads(call.body)["messages"][1]["content"])
        self.assertIn({"name": "Zorp", "type": "text"}, question["source_fields"])

    def test_the_key_is_sent_and_shown_to_nobody(self):
        calls = self._propose(_answer({}))
        headers = {name.lower(): text for name, text in calls[0].headers.items()}
        self.assertEqual(headers["authorization"], f"Bearer {SECRET}")
        self.assertFalse(self.source.adviser_key)
        manager = new_test_user(
            self.env, "manager", groups="crm_case_migration.group_manager"
        )
        self.assertNotIn(SECRET, str(self.source.with_user(manager).read()))
        self.source.adviser_address = "https://elsewhere.test/v1"
        self.assertFalse(self.source.sudo().adviser_secret)

    def test_nonsense_changes_nothing(self):
        for answer in (
            _answer({"Zorp": "no_such_field", "nobody": "name", "title": 7}),
            {"choices": []},
            _answer("no object"),
            Reply(status=403),
        ):
            with self.subTest(answer):
                self._propose(answer)
                self.assertEqual(self._line().mapping_type, "custom_field_required")

    def test_a_private_endpoint_must_be_allowed(self):
        calls = self._propose(_answer({"Zorp": "referred"}), allowed=False)
        self.assertFalse(calls)
        self.assertEqual(self._line().mapping_type, "custom_field_required")
        told = " ".join(self.job.message_ids.mapped("body"))
        self.assertIn("without suggestions", told)
        self.assertNotIn(SECRET, told)


def _answer(found):
    return {"choices": [{"message": {"content": json.dumps(found)}}]}
