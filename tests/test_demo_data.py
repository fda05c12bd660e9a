from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoData(TransactionCase):
    """What an installation with demonstration data shows, made without a network."""

    def test_it_shows_a_finished_job_one_with_findings_and_one_in_its_map(self):
        known = self.env["case.migration.job"].search([])
        self.env["case.migration.demo"]._load()
        jobs = self.env["case.migration.job"].search([("id", "not in", known.ids)])
        begun, with_findings, finished = jobs
        self.assertFalse(any(jobs.mapped("problem")))
        self.assertFalse(any(jobs.mapped("task")))
        self.assertEqual(finished.state, "done")
        self.assertTrue(finished.closed_on)
        self.assertFalse(finished.finding_count)
        self.assertTrue(with_findings.finding_count)
        self.assertEqual(begun.state, "proposed")
        self.assertTrue(begun.unconfirmed_count)
        self.assertFalse(begun.audit_count)
        for job in (finished, with_findings):
            with self.subTest(job.name):
                cases = {row["object"]: row for row in job.get_summary()}["case"]
                self.assertEqual(cases["created"], cases["source"])
