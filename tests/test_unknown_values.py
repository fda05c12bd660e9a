from odoo.fields import Command
from odoo.tests import tagged

from .loader_case import FIRM, LoaderCase

CASES = [
    FIRM["cases"][0]
    | {"id": key, "outcome": "lost", "reason": reason, "source": source, "type": kind}
    for key, reason, source, kind in (
        ("m1", "Price", "Radio Z", "Auto"),
        ("m2", "Unheard of", "Smoke signs", "Space Law"),
    )
]


@tagged("post_install", "-at_install")
class TestUnknownValues(LoaderCase):
    """What a pick list does not have: a rule of each line of the map."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.price, cls.other = cls.env["crm.lost.reason"].create(
            [{"name": "Price"}, {"name": "Some other reason"}]
        )
        cls.known = cls.env["utm.source"].create({"name": "Radio Z"})
        cls.connection.streams = cls.streams = {**FIRM, "cases": CASES}
        cls.step("action_discover")
        cls.step("action_propose")

    def load_by(self, field, **rule):
        """Go on with another rule for one target field; the case that tries it."""
        self.job.line_ids.filtered(lambda one: one.target_field == field).write(rule)
        self.job.action_confirm()
        self.job.action_confirm_owners()
        self.step("action_apply_setup")
        self.step("action_run")
        self.assertFalse(self.job.problem)
        return self.target("cases", "m2")

    def told(self, key, field):
        """The kinds of the findings on a field of a case."""
        findings = self.job.finding_ids.filtered(
            lambda one: one.record_id.key == key and one.field == field
        )
        return findings.mapped("kind")

    def test_a_record_that_odoo_lacks_leaves_the_field_empty(self):
        lead = self.load_by("lost_reason_id")
        self.assertFalse(lead.lost_reason_id)
        self.assertEqual(self.told("m2", "lost_reason_id"), ["value_unknown"])
        self.assertEqual(self.lead().lost_reason_id, self.price)

    def test_or_another_one_is_taken(self):
        lead = self.load_by("lost_reason_id", default_value=" some OTHER reason ")
        self.assertEqual(lead.lost_reason_id, self.other)
        self.assertEqual(self.told("m2", "lost_reason_id"), ["unknown_value"])
        self.assertEqual(self.lead().lost_reason_id, self.price)
        self.assertEqual(self.told("m1", "lost_reason_id"), [])

    def test_or_it_is_made(self):
        lead = self.load_by("source_id", options={"create": True})
        self.assertEqual(lead.source_id.name, "Smoke signs")
        self.assertEqual(self.lead().source_id, self.known)

    def test_an_option_that_is_missing_leaves_the_field_empty(self):
        lead = self.load_by("x_claim_type", options={}, default_value=False)
        self.assertFalse(lead.x_claim_type)
        self.assertIn("unknown_value", self.kinds("cases", "m2"))

    def test_or_another_option_is_taken(self):
        lead = self.load_by("x_claim_type", options={}, default_value="Legal Matter")
        self.assertEqual(lead.x_claim_type, "Legal Matter")
        self.assertIn("unknown_value", self.kinds("cases", "m2"))

    def test_a_field_that_was_there_gets_the_options_that_it_lacks(self):
        field = self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "name": "x_claim_type",
                "field_description": "Kind of Claim",
                "ttype": "selection",
                "selection_ids": [
                    Command.create({"value": "car", "name": "Auto"}),
                    Command.create({"value": "dog", "name": "Dog Bite"}),
                ],
            }
        )
        own = field.selection_ids
        self.step("action_propose")
        lead = self.load_by("x_claim_type", options={}, default_value="Legal Matter")
        self.assertEqual(lead.x_claim_type, "Legal Matter")
        self.assertEqual(self.lead().x_claim_type, "car")  # its own, by its label
        [item] = self.job.setup_item_ids.filtered(lambda one: one.kind == "option")
        self.assertEqual(item.state, "made")
        self.assertEqual(item.name, "Kind of Claim: Maritime, Legal Matter")
        self.assertEqual(
            field.selection_ids.sorted("sequence").mapped("value"),
            ["car", "dog", "Maritime", "Legal Matter"],
        )
        mine = self.env["crm.lead"].create({"name": "x", "x_claim_type": "Maritime"})
        self.roll_back()
        # One of them is in use by now, and stays.
        self.assertEqual(set(field.selection_ids), {*own, *field.selection_ids[2:]})
        self.assertEqual(field.selection_ids[2:].mapped("value"), ["Maritime"])
        self.assertEqual(mine.x_claim_type, "Maritime")
        self.assertEqual(item.state, "to_make")

    def test_or_it_is_added(self):
        values = ["Auto", "Maritime", "Space Law"]
        lead = self.load_by("x_claim_type", custom_values=values)
        self.assertEqual(lead.x_claim_type, "Space Law")
        self.assertNotIn("unknown_value", self.kinds("cases", "m2"))
