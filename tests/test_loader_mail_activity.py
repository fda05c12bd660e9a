from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.tests import tagged

from .loaded_case import LoadedCase, loads
from .loader_case import LoaderCase

TODAY = fields.Date.today()
OLD = TODAY - timedelta(days=5 * 365)
ACTIVITY = {"type": "Call", "due_on": str(TODAY + timedelta(days=9))}


def told(lead):
    """What the chatter of a case says."""
    return lead.env["mail.message"].search(
        [("model", "=", "crm.lead"), ("res_id", "=", lead.id)]
    )


@tagged("post_install", "-at_install")
class TestLoaderMailActivity(LoadedCase):
    """Open activities as to-do, done ones archived and told in the chatter."""

    loaded = "activity"
    defaults = ACTIVITY

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")

    @loads(summary="Call back", note="line 1\nline 2", user_id="u1")
    def test_an_open_one_is_a_to_do_on_its_case(self, activity):
        self.assertEqual(
            (activity.res_model, activity.res_id), ("crm.lead", self.lead().id)
        )
        self.assertTrue(activity.active)
        self.assertEqual(activity.activity_type_id, self.call)
        self.assertEqual(activity.date_deadline, TODAY + timedelta(days=9))
        self.assertEqual(activity.user_id, self.ann)
        self.assertEqual(activity.summary, "Call back")
        self.assertIn("line 1<br>line 2", activity.note)
        self.assertEqual(self.lead().activity_ids, activity)
        self.assertFalse(told(self.lead()))

    @loads(
        due_on="2019-05-01",
        done="Yes",
        done_at="2019-05-06T22:30:00",
        feedback="Agreed.\nAll well.",
        user_id="u1",
    )
    def test_a_done_one_keeps_its_date_and_result(self, activity):
        self.assertFalse(activity.active)
        self.assertEqual(activity.date_done, date(2019, 5, 6))
        self.assertEqual(activity.date_deadline, date(2019, 5, 1))
        self.assertEqual(activity.feedback, "Agreed.\nAll well.")
        self.assertEqual(activity.state, "done")

    @loads(
        due_on="2019-05-01",
        done="Yes",
        done_at="2019-05-06T22:30:00",
        feedback="Agreed.",
        summary="Call back",
        user_id="u1",
    )
    def test_a_done_one_is_told_in_the_chatter_on_its_date(self, activity):
        message = told(self.lead())
        self.assertEqual(str(message.date), "2019-05-07 02:30:00")  # New York
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_activities"))
        self.assertEqual(message.mail_activity_type_id, self.call)
        self.assertEqual(message.author_id, self.ann.partner_id)
        self.assertIn("Call back", message.body)
        self.assertIn("Agreed.", message.body)

    @loads(user_id="u2", note="<p>text</p>")
    def test_one_who_has_no_user_is_named(self, activity):
        self.assertEqual(activity.user_id, self.job.fallback_user_id)
        self.assertIn("Gil Gone", activity.note)
        self.assertIn("<p>text</p>", activity.note)

    @loads(user_id="u2", done="Yes", done_at="2019-05-06")
    def test_in_the_chatter_such_a_one_is_the_author_by_name(self, activity):
        message = told(self.lead())
        self.assertFalse(message.author_id)
        self.assertEqual(message.email_from, "Gil Gone")

    @loads(type="Smoke Signal")
    def test_an_unknown_type_is_a_to_do_with_a_finding(self, activity):
        self.assertEqual(activity.activity_type_id, self.todo)
        self.assertEqual(self.kinds("activitys"), ["value_unknown"])

    @loads(due_on="")
    def test_without_a_date_it_is_due_today_with_a_finding(self, activity):
        today = datetime.now(ZoneInfo("America/New_York")).date()
        self.assertEqual(activity.date_deadline, today)
        self.assertEqual(self.kinds("activitys"), ["no_due_date"])

    @loads(done="false")
    def test_done_may_come_from_a_list_of_values(self, activity):
        self.assertTrue(activity.active)

    @loads(due_on="2019-05-01", done=True)
    def test_done_without_a_date_it_counts_as_done_when_due(self, activity):
        self.assertEqual(activity.date_done, date(2019, 5, 1))
        self.assertEqual(self.kinds("activitys"), ["no_done_date"])

    @loads(case_id="nobody")
    def test_on_a_case_that_is_not_there_it_fails(self, activity):
        self.assertFalse(activity)
        record = self.record("activitys", self.key)
        self.assertEqual(
            (record.state, record.reason_kind), ("failed", "record_missing")
        )
        self.assertEqual(self.kinds("activitys"), ["record_missing"])

    @loads(note="<p>a</p><script>alert(1)</script>")
    def test_html_is_cleaned_and_the_loss_reported(self, activity):
        self.assertNotIn("script", activity.note)
        self.assertEqual(self.kinds("activitys"), ["html_cleaned"])

    # ------------------------------------------------- years overdue

    @loads(due_on=str(OLD))
    def test_an_old_open_one_is_due_today(self, activity):
        self.assertEqual(activity.date_deadline, TODAY)
        self.assertIn(str(OLD), activity.note)
        self.assertEqual(self.kinds("activitys"), ["old_activity"])
        self.env["mail.activity"]._gc_delete_old_overdue_activities()
        self.assertTrue(activity.exists())

    @loads(due_on=str(TODAY - timedelta(days=400)))
    def test_one_that_odoo_keeps_stays_overdue(self, activity):
        due = TODAY - timedelta(days=400)
        self.assertEqual((activity.date_deadline, activity.state), (due, "overdue"))

    # ------------------------------------------------- undone

    @loads(done=True, done_at="2019-05-06", user_id="u1")
    def test_a_rollback_takes_the_line_in_the_chatter_too(self, activity):
        message = told(self.lead())
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(activity.exists() or message.exists())


@tagged("post_install", "-at_install")
class TestActivitiesOfAFirm(LoaderCase):
    """What depends on how the migration, or Odoo, is set."""

    def load_activity(self, **payload):
        return self.load_one("activity", **{**ACTIVITY, **payload})

    def test_types_go_by_label_and_by_what_others_call_them(self):
        names = {
            "phone call": "mail.mail_activity_data_call",
            "E-Mail": "mail.mail_activity_data_email",
            "appointment": "mail.mail_activity_data_meeting",
            "Task": "mail.mail_activity_data_todo",
        }
        self.load(
            activitys=[
                {"id": name, "case_id": "m1", "type": name, "due_on": str(TODAY)}
                for name in names
            ]
        )
        for name, xmlid in names.items():
            activity = self.target("activitys", name)
            self.assertEqual(activity.activity_type_id, self.env.ref(xmlid), name)

    def test_or_it_is_done(self):
        self.job.old_activity_rule = "done"
        activity = self.load_activity(due_on=str(OLD))
        self.assertFalse(activity.active)
        self.assertEqual((activity.date_done, activity.date_deadline), (OLD, OLD))
        self.assertEqual(told(self.lead()).date.date(), OLD)

    def test_or_it_is_a_note(self):
        self.job.old_activity_rule = "note"
        message = self.load_activity(due_on=str(OLD), summary="Call", note="<p>x</p>")
        self.assertEqual(message._name, "mail.message")
        self.assertEqual(message.date.date(), OLD)
        self.assertIn("<p>x</p>", message.body)
        self.assertFalse(self.lead().activity_ids)
        self.roll_back()
        self.assertFalse(message.exists())

    def test_the_limit_is_odoos_own(self):
        self.env["ir.config_parameter"].set_param(
            "mail.activity.gc.delete_overdue_years", 0
        )
        activity = self.load_activity(due_on=str(OLD))
        self.assertEqual(activity.date_deadline, OLD)
