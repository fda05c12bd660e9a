from contextlib import suppress
from unittest.mock import patch

from odoo.tests import tagged

from ..models.support.guard import GuardError, nobody_is_told
from .loader_case import FIRM, LoaderCase

TOLD = ("mail.mail", "mail.notification", "mail.followers", "mail.message")
FUTURE = {"start": "2035-01-08T10:00:00", "stop": "2035-01-08T11:00:00"}
LATER = {
    "activitys": [
        {
            "id": "open",
            "case_id": "m1",
            "type": "Call",
            "user_id": "u1",
            "due_on": "2035-01-08",
        },
        {
            "id": "done",
            "case_id": "m1",
            "type": "Call",
            "user_id": "u1",
            "done": True,
            "done_at": "2020-01-01",
        },
    ],
    "notes": [
        {
            "id": "n",
            "case_id": "m1",
            "body": "x",
            "date": "2020-01-01",
            "author_id": "u1",
        }
    ],
    "documents": [{"id": "d", "case_id": "m1", "name": "d.txt"}],
    "events": [
        {
            "id": "e",
            "case_id": "m1",
            "name": "Hearing",
            "user_id": "u1",
            "attendees": [{"email": "ann@firm.test"}, {"email": "jane@x.test"}],
            **FUTURE,
        }
    ],
    "contacts": [
        *FIRM["contacts"],
        {"id": "c3", "name": "New", "email": "new@x.test", "company_id": "o1"},
    ],
    "companys": [{"id": "o1", "name": "Known", "city": "Rome"}],
    "cases": [
        *FIRM["cases"],
        {
            "id": "m2",
            "title": "B",
            "status": "Open",
            "client_id": "c1",
            "owner_id": "u1",
        },
    ],
}


@tagged("post_install", "-at_install")
class TestLoaderQuiet(LoaderCase):
    """Everybody has an address and follows everything, and nobody hears a word."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.env["res.partner"].create(
            {"name": "Known", "is_company": True, "city": "Rome", "email": "k@x.test"}
        )
        cls.follower = cls.env["res.partner"].create(
            {"name": "Follower", "email": "follower@x.test"}
        )
        cls.load()
        people = cls.follower + cls.ann.partner_id + cls.target("contacts", "c1")
        for record in (cls.lead(), cls.target("contacts", "c1"), cls.known):
            record.message_subscribe(people.ids)

    def load_later(self):
        """Load more from the same source, by another job."""
        self.source.stream_ids.enabled = True
        self.connection.documents = {"d": b"x"}
        self.second = self.job.copy()
        self.migrate({**FIRM, **LATER}, self.second)

    def told(self):
        counts = {model: self.env[model].search_count([]) for model in TOLD}
        own = self.env["mail.message"].search_count(
            [("model", "=like", "case.migration%")]
        )
        return {**counts, "mail.message": counts["mail.message"] - own}

    def test_nobody_is_told(self):
        before = self.told()
        with patch.object(
            self.env.registry["ir.mail_server"], "send_email"
        ) as send_email:
            self.load_later()
        send_email.assert_not_called()
        self.assertFalse(self.second.problem)
        # A note, and a line on what was done.
        self.assertEqual(
            self.told(), {**before, "mail.message": before["mail.message"] + 2}
        )
        for stream, records in LATER.items():
            for record in records:
                self.assertTrue(self.target(stream, record["id"]), record)

    def test_nor_when_it_is_taken_back(self):
        before = self.told()
        self.load_later()
        self.step("action_rollback", self.second)
        self.assertFalse(self.second.problem)
        after = self.told()
        self.assertEqual(after["mail.mail"], before["mail.mail"])
        self.assertEqual(after["mail.notification"], before["mail.notification"])

    def test_no_scheduled_action_is_woken(self):
        triggers = self.env["ir.cron.trigger"]
        lanes = self.env["case.migration.batch"]._lanes()
        others = [("cron_id", "not in", lanes.ids)]
        before = triggers.search_count(others)
        self.load_later()
        self.assertEqual(triggers.search_count(others), before)

    # ------------------------------------------------- a forgotten key

    def forget(self, loader, *keys):
        """Have a loader work without some of the context keys."""
        self.patch(
            self.env.registry[f"case.migration.loader.{loader}"],
            "_model",
            lambda self: self.with_context(**dict.fromkeys(keys, False)).env[
                self._target
            ],
        )

    def assert_guarded(self, stream):
        before = self.told()
        self.load_later()
        self.assertIn("taken back", self.second.problem or "")
        self.assertEqual(self.told()["mail.mail"], before["mail.mail"])
        self.assertFalse(self.target(stream, LATER[stream][0]["id"]))

    def test_the_assignee_of_an_activity(self):
        self.forget("mail_activity", "mail_activity_quick_update")
        self.assert_guarded("activitys")

    def test_the_attendees_of_an_event(self):
        self.forget("calendar_event", "no_mail_to_attendees")
        self.assert_guarded("events")

    def test_the_owner_of_a_case(self):
        self.forget(
            "crm_lead",
            "tracking_disable",
            "mail_auto_subscribe_no_notify",
            "mail_notrack",
        )
        self.patch(
            self.env.registry["case.migration.loader.crm_lead"],
            "_model",
            lambda loader: loader.env(context={})["crm.lead"],
        )
        before = self.told()
        self.load_later()
        self.assertIn("taken back", self.second.problem or "")
        self.assertEqual(self.told(), before)

    def test_a_follower(self):
        with self.assertRaises(GuardError), nobody_is_told(self.env):
            self.lead().message_subscribe(self.known.ids)

    def test_a_mail_is_refused_before_it_is_made(self):
        with self.assertRaises(GuardError), nobody_is_told(self.env):
            self.env["mail.mail"].create({"email_to": "a@x.test"})

    def send(self):
        """Send a mail that has no record."""
        servers = self.env["ir.mail_server"]
        servers.send_email(servers._build_email__("a@x.test", ["b@x.test"], "s", "b"))

    def test_a_mail_without_a_record_is_refused_too(self):
        with self.assertRaises(GuardError), nobody_is_told(self.env):
            self.send()

    def test_a_mail_is_refused_after_a_part_was_taken_back(self):
        """As it is when a record fails, or a value is tried out."""
        with self.assertRaises(GuardError), nobody_is_told(self.env):
            with suppress(ValueError), self.env.cr.savepoint():
                raise ValueError
            self.send()

    def test_afterwards_mail_goes_out_as_ever(self):
        with nobody_is_told(self.env):
            pass
        self.assertTrue(self.env["mail.mail"].create({"email_to": "a@x.test"}))
