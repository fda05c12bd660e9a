from odoo.tests import BaseCase

from ..lib.blueprints import kind_of, outline, placeholders, steps


class TestBlueprints(BaseCase):
    """Workflows and templates of any system, told in one form."""

    def test_the_steps_of_a_workflow_in_their_order(self):
        self.assertEqual(steps(["Call", "Write"]), ["Call", "Write"])
        self.assertEqual(steps([{"do": "Call"}, {"do": "Write"}]), ["Call", "Write"])
        numbered = [{"position": 10, "task": "B"}, {"position": 9, "task": "A"}]
        self.assertEqual(steps(numbered), ["A", "B"])
        self.assertEqual(steps([{"do": "Call", "days": 3}]), ["do: Call, days: 3"])
        self.assertEqual(steps("Just this"), ["Just this"])
        self.assertEqual(steps(None), [])

    def test_a_workflow_in_other_words(self):
        payload = {"starts_on": "intake", "actions": [{"do": "Call"}], "enabled": False}
        self.assertEqual(
            outline("workflow", payload),
            {"trigger": "intake", "conditions": [], "steps": ["Call"], "active": False},
        )

    def test_placeholders_of_several_styles_each_once(self):
        text = "{{ a.b }} ${c} [[d]] <<e>> «f» {{a.b}} {not} [this]"
        self.assertEqual(placeholders(text), ["a.b", "c", "d", "e", "f"])

    def test_a_template_is_a_mail_or_a_document(self):
        for payload, kind in (
            ({"kind": "email"}, "email_template"),
            ({"medium": "E-Mail"}, "email_template"),
            ({"kind": "document", "subject": "x"}, "document_template"),
            ({"subject": "x"}, "email_template"),
            ({"body": "x"}, "document_template"),
        ):
            self.assertEqual(kind_of("template", payload), kind, payload)
        self.assertEqual(kind_of("workflow", {"kind": "email"}), "workflow")

    def test_what_is_not_there_is_empty(self):
        self.assertEqual(
            outline("workflow", {}),
            {"trigger": "", "conditions": [], "steps": [], "active": None},
        )
        self.assertEqual(
            outline("billing_rule", {}),
            {"applies_to": "", "method": "", "rate": "", "note": ""},
        )

    def test_an_automation_rule_has_its_conditions(self):
        payload = {
            "when": "case_created",
            "only_if": ["type is Injury", "owner is set"],
            "actions": ["Tell the owner"],
            "is_active": "Yes",
        }
        self.assertEqual(
            outline("automation_rule", payload),
            {
                "trigger": "case_created",
                "conditions": ["type is Injury", "owner is set"],
                "steps": ["Tell the owner"],
                "active": True,
            },
        )
        payload["is_active"] = "perhaps"
        self.assertIsNone(outline("automation_rule", payload)["active"])

    def test_a_billing_rule_in_other_words(self):
        payload = {"scope": "Partners", "basis": "hourly", "price": "$450.00"}
        self.assertEqual(
            outline("billing_rule", payload),
            {
                "applies_to": "Partners",
                "method": "hourly",
                "rate": "$450.00",
                "note": "",
            },
        )
