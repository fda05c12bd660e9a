from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.engine.case_migration_lanes import PARAMETER
from ..models.mapping.case_migration_mapping import MOST_COMPILED
from .common import MigrationCase

BAD = 42


@tagged("post_install", "-at_install")
class TestLoading(MigrationCase):
    """A record that cannot be loaded fails alone, and says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(PARAMETER, "1")
        cls.refusal = UserError("Another addon does not want this one.")
        cls._refuse_one()
        cls.migrate(
            {"contacts": [{"id": n, "first_name": f"No. {n}"} for n in range(100)]}
        )
        cls.bad = cls.record("contacts", BAD)
        cls.batch = cls.job.batch_ids.filtered(
            lambda one: one.kind == "load" and one.mapping_id.object == "contact"
        )

    @classmethod
    def _refuse_one(cls):
        """Have Odoo refuse the contact number BAD, as long as there is a refusal."""
        model = type(cls.env["res.partner"])
        create = model.create

        def refusing(partners, vals_list):
            if cls.refusal and any(vals["name"] == f"No. {BAD}" for vals in vals_list):
                raise cls.refusal
            return create(partners, vals_list)

        cls.startClassPatcher(patch.object(model, "create", refusing))

    def _retry(self):
        self.step("action_retry_failed")

    def _summary(self):
        return next(row for row in self.job.get_summary() if row["object"] == "contact")

    def _findings(self):
        return self.job.finding_ids.filtered(
            lambda finding: finding.record_id == self.bad
        )

    def test_the_others_of_its_batch_are_there(self):
        made = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id), ("state", "=", "created")]
        )
        self.assertEqual(len(made), 99)
        partners = self.env["res.partner"].browse(made.mapped("res_id"))
        self.assertEqual(len(partners.exists()), 99)

    def test_it_is_all_one_batch(self):
        self.assertEqual(self.batch.state, "done")
        self.assertEqual(self.batch.created, 99)
        self.assertEqual(self.batch.failed, 1)

    def test_the_job_goes_on(self):
        self.assertFalse(self.job.problem)
        self.assertEqual(self.job.state, "delta")

    def test_the_failed_record_has_kind_sentence_and_details(self):
        self.assertEqual(self.bad.state, "failed")
        self.assertEqual(self.bad.reason_kind, "UserError")
        self.assertEqual(self.bad.reason, "Another addon does not want this one.")
        self.assertIn("Traceback", self.bad.details)
        self.assertFalse(self.bad.res_id)

    def test_the_failure_is_a_finding(self):
        finding = self._findings()
        self.assertEqual(finding.kind, "UserError")
        self.assertEqual(finding.severity, "3_error")
        self.assertEqual(finding.message, self.bad.reason)

    def test_a_failed_record_has_no_audit_line(self):
        lines = self.env["case.migration.audit.log"].search(
            [("record_id", "=", self.bad.id)]
        )
        self.assertFalse(lines)

    def test_what_failed_is_loaded_when_the_reason_is_gone(self):
        self.patch(type(self), "refusal", None)
        self._retry()
        self.assertEqual(self.bad.state, "created")
        self.assertFalse(self.bad.reason)
        self.assertFalse(self._findings())
        self.assertEqual(self._summary()["created"], 100)
        self.assertEqual(self._summary()["failed"], 0)

    def test_what_fails_again_is_counted_once(self):
        self._retry()
        self.assertEqual(self.bad.state, "failed")
        self.assertEqual(len(self._findings()), 1)
        self.assertEqual(self._summary()["failed"], 1)

    def test_only_failed_records_are_tried_again(self):
        self._retry()
        batches = self.job.batch_ids.filtered("only_failed")
        self.assertEqual(batches.filtered(lambda one: one.kind == "load").total, 1)

    def test_an_unforeseen_error_is_not_quoted_in_the_sentence(self):
        self.patch(type(self), "refusal", ValueError("secret of Jane Doe"))
        self._retry()
        self.assertEqual(self.bad.reason_kind, "ValueError")
        self.assertNotIn("Jane Doe", self.bad.reason)
        self.assertIn("Jane Doe", self.bad.details)

    def test_a_record_without_a_required_value_is_not_loaded(self):
        self.migrate({"matters": [{"id": "m1", "title": " "}]}, job=self.job.copy())
        record = self.record("matters", "m1")
        self.assertEqual(record.state, "failed")
        self.assertEqual(record.reason_kind, "required")
        self.assertIn("“name”", record.reason)

    def test_how_the_source_writes_dates_counts_at_once(self):
        """What the process keeps of a map is not used beyond a change."""
        mapping, source = self.batch.mapping_id, self.job.source_id

        def context():
            _mapper, _names, found = mapping._compiled()
            return found.timezone, found.day_first

        source.write({"timezone": "UTC", "date_order": "found"})
        self.assertEqual(context(), ("UTC", None))
        self.env["case.migration.field"].search(
            [("source_id", "=", source.id)], limit=1
        ).date_order = "day_first"
        self.assertEqual(context(), ("UTC", True))
        source.write({"timezone": "Asia/Tokyo", "date_order": "month_first"})
        self.assertEqual(context(), ("Asia/Tokyo", False))

    def test_a_map_that_is_at_work_is_not_compiled_anew(self):
        """However many other migrations' maps the process has met meanwhile."""
        mapping = self.batch.mapping_id
        compiled = mapping._compiled()
        for number in range(MOST_COMPILED):
            with patch.object(type(mapping), "_digest", lambda self, n=number: n):
                mapping._compiled()
            self.assertIs(mapping._compiled(), compiled)
