import math
from unittest.mock import patch

from odoo.tests import tagged

from ..models.engine.case_migration_lanes import PARAMETER
from .loader_case import LoaderCase

# Documents are stored a few at a time, each few in a transaction of its own. Of each
# invoice, Odoo itself looks up the journal, the fiscal position, the client's usual
# account and the analytic distribution.
PER_RECORD = {"document": 4, "billing": 4}


@tagged("post_install", "-at_install")
class TestLoaderQueries(LoaderCase):
    """A batch of fifty records asks the database hardly more often than one of ten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # All records of an object come into one batch.
        cls.env["ir.config_parameter"].set_param(PARAMETER, "1")
        # The run loads all lists itself, so that their batches are measured too.
        setup = type(cls.env["case.migration.setup"])
        nothing = patch.object(
            setup, "_mappings", lambda self, job: job.mapping_ids[:0]
        )
        cls.startClassPatcher(nothing)
        cls.env["res.users"].with_context(no_reset_password=True).create(
            [
                {"name": f"User {number}", "login": f"user{number}@firm.test"}
                for number in range(50)
            ]
        )
        # What is only done the first time does not count.
        cls.queries_of_batches(2)

    @classmethod
    def queries_of_batches(cls, size):
        """:return: ``{source object: queries of the batches that load it}``"""
        source = cls.source.copy()
        options = {"source_id": source.id, "backdate": True, "make_invoices": True}
        job = cls.job.copy(options)
        cls.connection.documents = {str(n): b"%d" % n for n in range(size)}
        cls.prepare(_firm(source.id, size), job)
        cls.plan_run(job)
        queries = {}
        with cls.background() as env:
            for batch in job.batch_ids.with_env(env):
                if batch.kind == "load" and not batch.relinks:
                    before = cls.cr.sql_log_count
                    batch._run(math.inf)
                    queries[batch.mapping_id.object] = cls.cr.sql_log_count - before
                    assert batch.state == "done", batch.error_message
        return queries

    def test_queries_do_not_grow_with_the_records(self):
        few, many = self.queries_of_batches(10), self.queries_of_batches(50)
        self.assertLessEqual({"lead_source", "company", "billing"}, many.keys())
        for name, count in few.items():
            with self.subTest(name):
                self.assertLessEqual(
                    many[name] - count, 5 + 40 * PER_RECORD.get(name, 0), (count, many)
                )


def _firm(run, size):
    numbers = [str(number) for number in range(size)]

    def records(**payload):
        return [{"id": n, "case_id": n, **payload} for n in numbers]

    return {
        "users": [
            {"id": f"u{n}", "email": f"user{n}@firm.test", "name": f"User {n}"}
            for n in numbers
        ],
        "statuss": [{"id": "s1", "name": "Open"}],
        "lead_sources": [{"id": n, "name": f"Radio {run} {n}"} for n in numbers],
        "companys": [{"id": n, "name": f"C {run} {n}"} for n in numbers],
        "contacts": [
            {"id": n, "name": f"P {run} {n}", "email": f"p{run}.{n}@x.test"}
            for n in numbers
        ],
        "cases": [
            {
                "id": n,
                "title": f"Case {run} {n}",
                "status": "Open",
                "client_id": n,
                "parties": [{"id": n, "role": "Witness"}],
                "created_at": "2020-01-01",
            }
            for n in numbers
        ],
        "activitys": records(
            type="Call",
            user_id="u1",
            due_on="2020-01-01",
            done=True,
            done_at="2020-01-01",
        ),
        "notes": records(body="<p>x</p>", date="2020-01-01", author="Ann"),
        "documents": records(name="a.txt"),
        "billings": [
            {
                "id": n,
                "case_id": n,
                "client_id": n,
                "number": f"INV {run} {n}",
                "issued_on": "2024-01-05",
                "currency": "USD",
                "lines": [{"text": "Research", "hours": 1.5, "rate": 200}],
                "total": 300,
            }
            for n in numbers
        ],
        "events": [
            {
                "id": n,
                "case_id": n,
                "name": "E",
                "user_id": f"u{n}",
                "start": "2030-01-07T10:00:00",
                "stop": "2030-01-07T11:00:00",
                "attendees": [{"email": f"p{run}.{n}@x.test"}],
            }
            for n in numbers
        ],
    }
