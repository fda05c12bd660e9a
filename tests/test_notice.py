from unittest.mock import patch

from odoo.tests import tagged

from ..lib.errors import FatalError
from .common import MigrationCase
from .test_thread import FIRM


@tagged("post_install", "-at_install")
class TestNotice(MigrationCase):
    """How a job tells what has become of it: inside Odoo, and to nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = FIRM

    def reminders(self):
        self.env.invalidate_all()
        return self.job.activity_ids

    def chatter(self):
        self.env.invalidate_all()
        return " ".join(self.job.message_ids.mapped("body"))

    def test_a_person_is_asked_when_a_decision_is_needed(self):
        self.step("action_discover")
        [reminder] = self.reminders()
        self.assertEqual(reminder.user_id, self.job.user_id)
        self.assertIn("have a map proposed", reminder.summary)
        self.assertIn("13 records were read", self.chatter())

    def test_the_end_of_a_run_is_told_and_replaces_what_was_asked_before(self):
        self.migrate()
        [reminder] = self.reminders()
        self.assertIn("look at its outcome", reminder.summary)
        self.assertIn("1 failed", reminder.note)

    def test_a_step_that_is_taken_is_asked_for_no_more(self):
        self.step("action_discover")
        self.job.action_discover()
        self.assertFalse(self.reminders())

    def test_standing_still_is_told(self):
        self.connection.streams = FIRM
        self.connection.before_page = self._break
        self.step("action_discover")
        [reminder] = self.reminders()
        self.assertIn("stands still", reminder.summary)
        self.assertIn("The door is locked.", reminder.note)

    def _break(self, _stream):
        raise FatalError("The door is locked.")

    def test_whoever_wants_no_reminders_gets_none(self):
        self.job.notify = False
        self.step("action_discover")
        self.assertFalse(self.reminders())
        self.assertIn("13 records were read", self.chatter())

    def test_nobody_is_mailed_and_nobody_follows(self):
        other = self.env["res.users"].create(
            {"name": "Other", "login": "other", "email": "other@firm.test"}
        )
        self.job.user_id = other
        watched = ("mail.mail", "mail.notification", "mail.followers")
        before = [self.env[model].search_count([]) for model in watched]
        with patch.object(
            type(self.env["mail.mail"]), "create", side_effect=AssertionError
        ):
            self.step("action_discover")
        self.assertEqual(self.reminders().user_id, other)
        after = [self.env[model].search_count([]) for model in watched]
        self.assertEqual(after, before)
