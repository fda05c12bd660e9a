from odoo.tests import tagged

from .loader_case import FIRM, LoaderCase
from .test_loader_calendar_event import EVENT
from .test_loader_mail_message import NOTE

OF_A_CASE = {
    "notes": NOTE,
    "documents": {"name": "letter.txt"},
    "activitys": {"summary": "Call", "due_on": "2090-01-01"},
    "events": EVENT,
}


@tagged("post_install", "-at_install")
class TestRemovedCases(LoaderCase):
    """People have deleted a case after it was loaded, and before what hangs on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = FIRM["cases"][0]
        streams = {**FIRM, "cases": [case, {**case, "id": "m2"}]}
        for stream, values in OF_A_CASE.items():
            streams[stream] = [
                {"id": key, "case_id": key, **values} for key in ("m1", "m2")
            ]
        for stream in cls.source.stream_ids:
            stream.enabled = stream.name in streams
        cls.prepare(streams)
        cls.connection.documents = {"m1": b"one", "m2": b"two"}
        cls.job.mapping_ids.filtered(lambda one: one.object == "case").action_run()
        cls.work(cls.job)
        cls.removed = cls.lead().id
        cls.lead().unlink()
        cls.step("action_run")

    def test_what_hangs_on_it_fails_in_a_sentence(self):
        for stream in OF_A_CASE:
            with self.subTest(stream):
                record = self.record(stream, "m1")
                self.assertEqual(record.state, "failed")
                self.assertEqual(record.reason_kind, "record_missing")
                self.assertIn("not in Odoo any more", record.reason)

    def test_nothing_hangs_on_nothing(self):
        for model, names in (
            ("mail.message", ("model", "res_id")),
            ("ir.attachment", ("res_model", "res_id")),
            ("mail.activity", ("res_model", "res_id")),
            ("calendar.event", ("res_model", "res_id")),
        ):
            of_case = [(names[0], "=", "crm.lead"), (names[1], "=", self.removed)]
            with self.subTest(model):
                self.assertFalse(self.env[model].search(of_case))

    def test_other_cases_have_theirs(self):
        for stream in OF_A_CASE:
            with self.subTest(stream):
                self.assertEqual(self.record(stream, "m2").state, "created")
