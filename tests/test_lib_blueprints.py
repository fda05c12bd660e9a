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
            {"trigger": "intake", "steps": ["Call"], "active": False},
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
            outline("workflow", {}), {"trigger": "", "steps": [], "active": None}
        )
        self.assertEqual(outline("billing_rule", {"rate": 3}), {})
