from unittest.mock import patch

from odoo.tests import tagged

from .common import MigrationCase


def _contact(key, name):
    first, last = name.split()
    return {"id": key, "first_name": first, "last_name": last, "name": name}


STREAMS = {
    "companies": [{"id": "o1", "name": "Twin Doe"}],
    "contacts": [
        _contact("c1", "Twin Doe"),
        _contact("c2", "Twin Doe"),
        _contact("c3", "Only Doe"),
    ],
    "matters": [
        {"id": "by-name", "title": "By name", "client": "twin doe"},
        {"id": "by-id", "title": "By id", "client": "Twin Doe", "client_id": "c2"},
        {"id": "plain", "title": "Plain", "client": "Only Doe"},
    ],
}


@tagged("post_install", "-at_install")
class TestNamesOfSeveral(MigrationCase):
    """A sample, in which of several contacts with a name only one is in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare(STREAMS)
        sampling = type(cls.env["case.migration.sampling"])
        cases = cls.env["case.migration.record"].search(
            [("source_id", "=", cls.source.id), ("object", "=", "case")]
        )
        with patch.object(sampling, "_choose", lambda *_args: cases.ids):
            cls.step("action_sample")

    def kinds(self, key):
        finding = self.env["case.migration.finding"]
        record = self.record("matters", key)
        return finding.search([("record_id", "=", record.id)]).mapped("kind")

    def test_the_sample_has_whom_an_id_means_and_not_all_of_that_name(self):
        sampled = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id), ("is_sample", "=", True)]
        )
        contacts = sampled.filtered(lambda one: one.object == "contact")
        self.assertEqual(set(contacts.mapped("key")), {"c2", "c3"})

    def test_the_only_one_that_is_loaded_is_not_taken_for_the_one_that_is_meant(self):
        self.assertEqual(
            self.target("matters", "by-id").partner_id, self.target("contacts", "c2")
        )
        self.assertFalse(self.target("matters", "by-name").partner_id)
        self.assertEqual(self.kinds("by-name"), ["reference_unclear"])

    def test_nor_is_a_company_of_that_name(self):
        self.step("action_run")
        self.assertTrue(self.target("companies", "o1"))
        self.assertFalse(self.target("matters", "by-name").partner_id)

    def test_sample_and_validation_find_what_the_load_has_made(self):
        self.assertEqual(self.job.diff_count, 0)
        self.step("action_run")
        self.step("action_validate")
        failed = self.job.check_ids.filtered(lambda one: one.state == "failed")
        self.assertFalse(failed, failed.mapped("message"))

    def test_when_the_other_is_left_out_by_hand_the_link_is_made(self):
        other = self.record("contacts", "c1")
        other.write(
            {
                "state": "skipped",
                "reason_kind": "left_out_by_hand",
                "is_sample": True,
                "job_id": self.job.id,
            }
        )
        self.step("action_run")
        self.assertEqual(
            self.target("matters", "by-name").partner_id, self.target("contacts", "c2")
        )
        self.assertFalse(self.kinds("by-name"))
