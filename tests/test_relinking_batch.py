import math

from odoo.tests import tagged

from .common import MigrationCase

FIRM = {
    "users": [{"id": "u1", "email": "anna@firm.test"}],
    "companies": [
        {"id": "co1", "name": "Daughter", "parent_id": "co2"},
        {"id": "co2", "name": "Mother"},
    ],
    "contacts": [{"id": "c1", "first_name": "Jane", "company_id": "co1"}],
    "matters": [{"id": "m1", "title": "Doe v. Roe", "client_id": "c1"}],
}


@tagged("post_install", "-at_install")
class TestRelinkingBatch(MigrationCase):
    """The links to what came later are made by batches for those objects only of which
    some are wanted; one query finds them.
    """

    def _closing(self, streams):
        """Load all but these links.

        :return: the batch that makes them
        """
        self.prepare(streams)
        self.job.action_run()
        with self.background() as env:
            while batches := self._others_to_do():
                batches[0].with_env(env)._run(math.inf)
        return self.job.batch_ids.filtered("relinks")

    def _others_to_do(self):
        self.env.invalidate_all()
        return self.job.batch_ids.filtered(
            lambda one: one.state == "todo" and not one.relinks
        )

    def test_where_nothing_waits_one_query_says_so(self):
        closing = self._closing({**FIRM, "companies": FIRM["companies"][1:]})
        self.assertEqual(len(closing), 1)
        self.env.invalidate_all()
        batch = closing.sudo()
        batch.mapped("job_id.name")
        with self.assertQueryCount(1):
            steps = self.env["case.migration.relinking"]._steps(batch)
            self.assertEqual(list(steps), [])

    def test_each_object_of_which_something_waits_has_a_batch(self):
        matters = [
            {"id": "m1", "title": "Doe v. Roe", "client_id": "c1"},
            {"id": "m2", "title": "Roe v. Doe", "client_id": "c9"},
        ]
        contacts = [{"id": "c1", "first_name": "Jane", "company_id": "co9"}]
        firm = {**FIRM, "matters": matters, "contacts": contacts}
        closing = self._closing(firm)
        daughter = self.target("companies", "co1")
        self.assertFalse(daughter.parent_id)
        with self.background() as env:
            closing.with_env(env)._run(math.inf)
        self.env.invalidate_all()
        self.assertEqual(closing.state, "done")
        own = self.job.batch_ids.filtered(lambda one: one.relinks and one.mapping_id)
        self.assertEqual(own.mapped("mapping_id.object"), ["company"])
        self.assertEqual(own.mapped("sequence"), [closing.sequence])
        self.assertEqual(own.run_id, closing.run_id)
        self.work(self.job)
        self.env.invalidate_all()
        self.assertEqual(daughter.parent_id, self.target("companies", "co2"))
        line = self.env["case.migration.audit.log"].search([("batch_id", "=", own.id)])
        self.assertEqual(line.mapped("object"), ["company"])
