from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MigrationCase
from .test_thread import FIRM

WATCHED = (
    "res.partner",
    "res.users",
    "crm.lead",
    "crm.stage",
    "crm.team",
    "crm.team.member",
    "ir.model.fields",
    "ir.ui.view",
    "utm.source",
    "mail.message",
    "case.migration.record",
    "case.migration.audit.log",
    "case.migration.mapping.line",
    "case.migration.owner",
    "case.migration.setup.item",
)


@tagged("post_install", "-at_install")
class TestRepeatedSteps(MigrationCase):
    """A step that is taken once more changes nothing."""

    def there(self):
        """What there is, but for what the migration says of itself in its chatter."""
        self.env.flush_all()
        return {
            name: self.env[name]
            .with_context(active_test=False)
            .search_count(
                [("model", "!=", self.job._name)] if name == "mail.message" else []
            )
            for name in WATCHED
        } | {"written": self.stamps("res.partner") | self.stamps("crm.lead")}

    def stamps(self, name):
        records = self.env[name].with_context(active_test=False).search([])
        return {(name, record.id): record.write_date for record in records}

    def take_twice(self, action):
        with self.subTest(action):
            self.step(action)
            first, state = self.there(), self.job.state
            self.step(action)
            self.assertEqual(self.there(), first)
            self.assertEqual(self.job.state, state)
            self.assertFalse(self.job.problem)
            self.assertFalse(self.job.task)

    def test_every_step(self):
        self.connection.streams = FIRM
        for action in (
            "action_discover",
            "action_propose",
            "action_confirm",
            "action_confirm_owners",
            "action_apply_setup",
            "action_run",
            "action_delta",
            "action_validate",
        ):
            self.take_twice(action)
        self.step("action_rollback")
        self.assertEqual(self.job.state, "rolled_back")
        first = self.there()
        with self.assertRaisesRegex(UserError, "has changed nothing"):
            self.step("action_rollback")
        self.assertEqual(self.there(), first)
