from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..models.mapping.forbidden_targets import is_forbidden
from .common import MigrationCase

FORBIDDEN = {
    "calendar.event": ("attendee_ids", "access_token"),
    "crm.lead": ("company_id", "message_ids", "message_follower_ids", "activity_ids"),
    "ir.attachment": ("public", "raw", "res_model", "store_fname", "url"),
    "mail.message": ("model", "notification_ids", "partner_ids"),
    "res.partner": ("id", "company_id", "create_uid", "user_ids", "message_ids"),
    "res.users": ("password", "new_password", "group_ids", "role", "company_ids"),
}


@tagged("post_install", "-at_install")
class TestForbiddenTargets(MigrationCase):
    """A map gives nobody rights, and moves nothing to another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.streams = {"contacts": [{"id": "c1", "first_name": "Jane"}]}
        cls.step("action_discover")
        cls.step("action_propose")

    def _line(self, model, target):
        mapping = self.job.mapping_ids.filtered(lambda m: m.target_model == model)[:1]
        mapping = mapping or self.env["case.migration.mapping"].create(
            {
                "job_id": self.job.id,
                "name": model,
                "object": "thing",
                "target_model": model,
            }
        )
        return self.env["case.migration.mapping.line"].create(
            {
                "mapping_id": mapping.id,
                "source_field": "wish",
                "target_field": target,
            }
        )

    def test_such_a_line_is_refused_with_a_sentence(self):
        for model, targets in FORBIDDEN.items():
            for target in targets:
                with (
                    self.subTest(f"{model}.{target}"),
                    self.assertRaisesRegex(
                        ValidationError, f"“{target}” of {model} is not for migrations"
                    ),
                ):
                    self._line(model, target)

    def test_nor_can_a_line_be_changed_into_one(self):
        line = self._line("crm.lead", "description")
        with self.assertRaisesRegex(ValidationError, "is not for migrations"):
            line.target_field = "company_id"

    def test_a_profile_from_elsewhere_cannot_bring_one(self):
        definition = self.profile.definition
        for mapping in definition["maps"]:
            if mapping["target"] == "res.partner":
                mapping["lines"][0]["target"] = "company_id"
        self.profile.definition = definition
        with self.assertLogs("odoo.addons.crm_case_migration", "WARNING"):
            self.step("action_propose")
        self.assertIn("is not for migrations", self.job.problem)
        self.assertTrue(self.job.paused)

    def test_what_the_shipped_maps_fill_is_allowed(self):
        for profile in self.env["case.migration.profile"].search([]):
            for mapping in profile.definition["maps"]:
                for line in mapping["lines"]:
                    with self.subTest(profile.code, line=line):
                        target = line.get("target")
                        self.assertFalse(is_forbidden(mapping["target"], target))

    def test_every_forbidden_field_is_one_that_odoo_has(self):
        """But for fields of addons that are not installed here."""
        for model, targets in FORBIDDEN.items():
            self.assertLessEqual(set(targets), set(self.env[model]._fields))
