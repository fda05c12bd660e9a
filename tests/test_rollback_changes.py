from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .plan_case import PLAN, PlanCase
from .test_rollback import FIRM


@tagged("post_install", "-at_install")
class TestRollbackChanges(PlanCase):
    """What people and addons have changed since the run, or since the plan was made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.migrate(FIRM)
        cls.lead = cls.target("matters", "m1")
        cls.estate = cls.target("matters", "m2")
        cls.jane = cls.target("contacts", "c1")
        cls.joe = cls.target("contacts", "c3")
        cls.acme = cls.target("companies", "co1")

    def test_a_message_that_is_to_be_sent_tomorrow_is_content(self):
        scheduled = self.env["mail.scheduled.message"].create(
            {
                "body": "<p>See you in court.</p>",
                "scheduled_date": fields.Datetime.now() + timedelta(days=1),
                "model": "crm.lead",
                "res_id": self.estate.id,
                "author_id": self.env.user.partner_id.id,
            }
        )
        plan = self.plan()
        self.assertEqual(self.outcome(plan, self.estate), ("keep", "content"))
        self.execute(plan)
        self.assertTrue(scheduled.exists())

    def test_a_field_that_the_first_one_has_removed_is_no_edit(self):
        self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": "crm.lead", "res_id": self.estate.id}
        )
        plan = self.plan()
        self.execute(plan)
        self.assertNotIn("x_matter_number", self.env["crm.lead"]._fields)
        again = self.env[PLAN].browse(plan.action_decide_again()["res_id"])
        self.work(self.job)
        self.assertFalse(self.job.problem)
        self.assertEqual(self.outcome(again, self.estate), ("keep", "content"))
        self.execute(self.count(again, content="force"))
        self.assertFalse(self.estate.exists())

    def test_what_changes_between_plan_and_rollback_is_kept(self):
        plan = self.plan()
        self.lead.name = "Doe v. Doe"
        self.execute(plan)
        self.assertTrue(self.lead.exists())
        self.assertEqual(self.outcome(plan, self.lead), ("keep", "edited"))

    def test_the_company_of_a_contact_that_changes_meanwhile_is_kept(self):
        plan = self.plan()
        self.jane.comment = "Prefers to be called."
        self.execute(plan)
        self.assertEqual(self.jane.parent_id, self.acme)
        self.assertEqual(self.outcome(plan, self.acme), ("keep", "used"))
        self.assertFalse(self.joe.exists())

    def test_the_company_of_a_contact_that_odoo_does_not_let_go_is_kept(self):
        self._make_odoo_keep(self.jane)
        plan = self.plan()
        self.execute(plan)
        self.assertEqual(self.outcome(plan, self.jane), ("keep", "refused"))
        self.assertEqual(self.jane.parent_id, self.acme)
        self.assertEqual(self.outcome(plan, self.acme), ("keep", "used"))
        self.assertFalse(self.joe.exists())

    def _make_odoo_keep(self, partner):
        unlink = self.registry["res.partner"].unlink
        refusal = UserError("It is needed.")

        def refuse(partners):
            if partner in partners:
                raise refusal
            return unlink(partners)

        self.patch(self.registry["res.partner"], "unlink", refuse)

    def test_a_field_of_an_addon_that_came_later_is_no_edit(self):
        self._bring_a_field()
        self.jane.x_later = "never"
        plan = self.plan()
        self.assertEqual(self.outcome(plan, self.jane), ("keep", "edited"))
        self.assertEqual(self.outcome(plan, self.acme), ("keep", "used"))
        self.assertEqual(self.outcome(plan, self.joe), ("remove", False))

    def _bring_a_field(self):
        """A new field of partners, and its default in all that there are."""
        self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "name": "x_later",
                "field_description": "Later",
                "ttype": "char",
            }
        )
        self.env["ir.default"].set("res.partner", "x_later", "ask")
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET x_later = 'ask'")
        self.env.invalidate_all()
