from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.engine.case_migration_batch import COUNTERS
from .common import MigrationCase
from .test_thread import FIRM

STREAM_OF = {"company": "companies", "contact": "contacts", "case": "matters"}


class OneObjectCase(MigrationCase):
    """One kind of records is loaded alone."""

    def object_of(self, name):
        return self.job.mapping_ids.filtered(lambda one: one.object == name)

    def load_alone(self, name, action="action_run"):
        getattr(self.object_of(name), action)()
        self.work(self.job)
        self.assertFalse(self.job.problem)
        self.assertFalse(self.job.task)

    def loaded(self):
        """:return: the kinds of records that are in Odoo"""
        return {
            name
            for name, stream in STREAM_OF.items()
            if self.target(stream, FIRM[stream][0]["id"])
        }

    def outcome(self):
        return {
            row["object"]: (row["source"], sum(row[one] for one in COUNTERS))
            for row in self.job.get_summary()
            if row["object"] in STREAM_OF
        }


@tagged("post_install", "-at_install")
class TestOneObject(OneObjectCase):
    """The run makes nothing of it twice; all tests begin before the run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = FIRM
        cls.prepare(FIRM)

    def test_only_this_one_is_loaded(self):
        self.load_alone("contact")
        self.assertEqual(self.loaded(), {"contact"})
        self.assertEqual(self.job.state, "confirmed")
        self.assertEqual(self.job.next_step, "sample")

    def test_the_run_goes_on_from_it_and_counts_it_once(self):
        self.load_alone("contact")
        contact = self.target("contacts", FIRM["contacts"][0]["id"])
        self.step("action_run")
        self.assertEqual(self.loaded(), set(STREAM_OF))
        first = FIRM["contacts"][0]["id"]
        self.assertEqual(self.target("contacts", first), contact)
        self.assertEqual(self.job.state, "delta")
        for name, (source, counted) in self.outcome().items():
            self.assertEqual(source, counted, name)
        lines = self.env["case.migration.audit.log"].search_count(
            [
                ("job_id", "=", self.job.id),
                ("operation", "=", "create"),
                ("res_model", "=", "res.partner"),
                ("res_id", "=", contact.id),
            ]
        )
        self.assertEqual(lines, 1)

    def test_what_it_refers_to_is_linked_by_the_run(self):
        self.load_alone("case")
        case = self.target("matters", FIRM["matters"][0]["id"])
        self.assertFalse(case.partner_id)
        self.step("action_run")
        self.assertEqual(
            case.partner_id, self.target("contacts", FIRM["matters"][0]["client_id"])
        )

    def test_after_a_sample(self):
        self.step("action_sample")
        with self.assertRaisesRegex(UserError, "is in Odoo, or was tried"):
            self.object_of("contact").action_run()
        self.assertEqual(self.job.state, "sampled")
        self.step("action_run")
        for name, (source, counted) in self.outcome().items():
            self.assertEqual(source, counted, name)

    def test_after_the_run_there_is_nothing_left(self):
        self.step("action_run")
        with self.assertRaisesRegex(UserError, "is in Odoo, or was tried"):
            self.object_of("contact").action_run()

    def test_it_can_be_given_up_without_the_whole_migration(self):
        self.object_of("contact").action_run()
        self.job.action_pause()
        self.job.action_cancel()
        self.assertEqual((self.job.state, self.job.task), ("confirmed", False))

    def test_it_is_taken_back_with_everything(self):
        self.load_alone("contact")
        contact = self.target("contacts", FIRM["contacts"][0]["id"])
        self.step("action_rollback")
        self.assertFalse(contact.exists())
        self.migrate(FIRM)
        self.assertEqual(self.loaded(), set(STREAM_OF))

    def test_an_object_that_is_left_out_is_not_loaded(self):
        self.object_of("contact").enabled = False
        with self.assertRaises(UserError):
            self.object_of("contact").action_run()

    # ---------------------------------------------------------------- what failed

    def test_a_record_of_the_sample_that_is_tried_again_is_not_the_run(self):
        self.step("action_sample")
        failed = self.record("matters", "m4")
        self.assertEqual(failed.state, "failed")
        failed.payload = {**failed.payload, "title": "Name"}
        self.job._retry(failed)
        self.work(self.job)
        self.assertEqual(failed.state, "created")
        self.assertEqual(self.job.state, "sampled")
        self.step("action_run")
        for name, (source, counted) in self.outcome().items():
            self.assertEqual(source, counted, name)

    def test_none_that_failed_is_said(self):
        self.step("action_run")
        with self.assertRaisesRegex(UserError, "has failed"):
            self.object_of("contact").action_retry_failed()


@tagged("post_install", "-at_install")
class TestFailedOfOneObject(OneObjectCase):
    """What has failed of one kind of records is tried again alone."""

    def fail_two(self):
        """Have a contact and a case fail, for want of a name."""
        nameless = {
            **FIRM,
            "contacts": [*FIRM["contacts"], {"id": "c8"}],
            "matters": [*FIRM["matters"], {"id": "m8", "title": ""}],
        }
        self.migrate(nameless)
        self.assertEqual(self.record("contacts", "c8").state, "failed")
        self.assertEqual(self.record("matters", "m8").state, "failed")

    def test_what_failed_of_one_object_is_tried_again_alone(self):
        self.fail_two()
        for stream, key, field in (
            ("contacts", "c8", "last_name"),
            ("matters", "m8", "title"),
        ):
            record = self.record(stream, key)
            record.payload = {**record.payload, field: "Name"}
        self.load_alone("contact", "action_retry_failed")
        self.assertEqual(self.record("contacts", "c8").state, "created")
        self.assertEqual(self.record("matters", "m8").state, "failed")
        self.assertEqual(self.job.state, "delta")
