from odoo.tests import tagged

from .loader_case import FIRM, LoaderCase

OTHER_CASE = {"id": "m2", "title": "Without notes", "status": "Open"}


def done(key, at, case="m1"):
    return {
        "id": key,
        "case_id": case,
        "type": "Call",
        "summary": f"done {key}",
        "done": True,
        "done_at": at,
    }


def note(key, at):
    return {"id": key, "case_id": "m1", "body": f"note {key}", "date": at}


NOTES = [
    note("n3", "2020-03-01T10:00:00"),
    note("n1", "2020-01-01T10:00:00"),
    note("n2", "2020-02-01T10:00:00"),
]
ACTIVITIES = [
    done("a2", "2020-02-01T09:00:00"),
    done("a4", "2020-04-01T09:00:00"),
    done("a1", "2020-01-01T11:00:00"),
    done("b2", "2020-02-01T09:00:00", "m2"),
    done("b1", "2020-01-01T09:00:00", "m2"),
    {"id": "old", "case_id": "m1", "summary": "never done", "due_on": "2020-02-15"},
]
IN_ORDER = ["note n1", "done a1", "done a2", "note n2", "never done", "note n3"]


@tagged("post_install", "-at_install")
class TestLoaderChatter(LoaderCase):
    """What was noted and what was done come in one order: that of their dates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job.old_activity_rule = "note"
        cls.job.batch_size = 2
        cases = [*FIRM["cases"], OTHER_CASE]
        cls.load(cases=cases, notes=NOTES, activitys=ACTIVITIES)
        cls.read = cls.connection.streams

    def chatter(self, case="m1"):
        """The texts in a case's chatter, as Odoo shows them from the bottom up."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "crm.lead"),
                ("res_id", "=", self.target("cases", case).id),
                ("message_type", "=", "comment"),
            ],
            order="id",
        )
        bodies = [str(message.preview or message.body) for message in messages]
        words = [*IN_ORDER, "done a4", "done b1", "done b2"]
        return [word for body in bodies for word in words if word in body]

    def test_notes_and_done_activities_are_in_the_order_of_their_dates(self):
        self.assertFalse(self.job.problem)
        self.assertEqual(self.chatter(), [*IN_ORDER, "done a4"])

    def test_also_on_a_case_without_notes(self):
        self.assertEqual(self.chatter("m2"), ["done b1", "done b2"])

    def test_nothing_waits_any_longer(self):
        waiting = [("source_id", "=", self.source.id), ("waiting", "!=", False)]
        self.assertFalse(self.env["case.migration.record"].search(waiting))

    def test_a_task_that_became_a_note_leads_to_it(self):
        message = self.target("activitys", "old")
        self.assertEqual(message._name, "mail.message")
        self.assertIn("never done", message.body)

    def test_every_line_is_in_the_audit_log_with_its_activity(self):
        lines = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("res_model", "=", "mail.message")]
        )
        keys = {(line.object, line.key) for line in lines}
        wanted = {("note", one["id"]) for one in NOTES}
        wanted |= {("activity", one["id"]) for one in ACTIVITIES}
        self.assertEqual(keys, wanted)

    def test_a_rollback_takes_all_of_it(self):
        lead = self.lead()
        self.roll_back()
        self.assertFalse(self.job.problem)
        left = [("model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        self.assertFalse(self.env["mail.message"].search(left))
        record = self.record("activitys", "old")
        self.assertEqual((record.state, record.res_id), ("staged", 0))

    def test_what_waits_is_forgotten_when_a_run_is_given_up(self):
        self.roll_back()
        self.prepare(self.read)
        self.plan_run()
        with self.background() as env:
            job = self.job.with_env(env)
            batches = env["case.migration.batch"]
            while job._open_batches().filtered(_loads):
                batches._run_one(job, 0)
            job.action_cancel()
        self.step("action_rollback")
        self.assertEqual(self.record("activitys", "old").state, "staged")
        self.test_nothing_waits_any_longer()


def _loads(batch):
    return batch.kind == "load" and not batch.relinks
