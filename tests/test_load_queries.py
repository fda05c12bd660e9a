import math
from unittest.mock import patch

from odoo.tests import tagged

from ..models.engine.case_migration_lanes import PARAMETER
from .common import MigrationCase

# Odoo's own queries for each record that is made: a team's e-mail alias.
ODOO_ASKS = {"team": 1}
LISTS_OF_THEIR_OWN = ("team", "status", "lead_source")
DATA_SETS = ("billing", "time_entry", "expense", "trust_ledger")


@tagged("post_install", "-at_install")
class TestLoadQueries(MigrationCase):
    """A batch of a hundred records asks the database no more often than one of ten."""

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
                for number in range(100)
            ]
        )
        # What is only done the first time does not count.
        cls._queries_of_batches(2)

    @classmethod
    def _queries_of_batches(cls, size):
        """:return: ``{source object: queries of the batch that loads its records}``"""
        source = cls.source.copy()
        job = cls.job.copy({"source_id": source.id})
        cls.connection.page = size
        cls.prepare(_firm(source.id, size), job)
        cls.plan_run(job)
        # What the process remembers of earlier tests is as much each time: nothing.
        cls.env.registry.clear_all_caches()
        queries = {}
        with cls.background() as env:
            for batch in job.batch_ids.with_env(env):
                if batch.kind != "load" or batch.relinks:
                    continue
                before = cls.cr.sql_log_count
                batch._run(math.inf)
                queries[batch.mapping_id.object] = cls.cr.sql_log_count - before
        return queries

    def test_the_number_of_queries_does_not_depend_on_the_number_of_records(self):
        few = self._queries_of_batches(10)
        many = self._queries_of_batches(100)
        self.assertLessEqual({*LISTS_OF_THEIR_OWN, *DATA_SETS}, many.keys())
        for source_object in few:
            by_odoo = 90 * ODOO_ASKS.get(source_object, 0)
            with self.subTest(source_object):
                self.assertEqual(many[source_object], few[source_object] + by_odoo)


def _firm(run, size):
    """Every record refers to others; none is like those of another run."""
    numbers = range(size)
    return {
        "users": [_numbered("u", n, email=f"user{n}@firm.test") for n in numbers],
        "teams": [_numbered("t", n, name=f"Team {run}.{n}") for n in numbers],
        "matter_statuses": [_numbered("s", n, name=f"St {run}.{n}") for n in numbers],
        "companies": [
            _numbered("co", n, name=f"Company {run}.{n}", domain=f"d{run}-{n}.test")
            for n in numbers
        ],
        "contacts": [
            _numbered(
                "c",
                n,
                first_name=f"Person {run}.{n}",
                email=f"p{run}-{n}@x.test",
                company_id=f"co{n}",
                **{"address.street": f"{n} Own Street"},
            )
            for n in numbers
        ],
        "matters": [
            _numbered(
                "m",
                n,
                title=f"Case {run}.{n}",
                status=f"St {run}.{n}",
                client_id=f"c{n}",
                owner_id=f"u{n}",
                team_id=f"t{n}",
            )
            for n in numbers
        ],
        "lead_sources": [_numbered("l", n, name=f"Radio {run}.{n}") for n in numbers],
        "invoices": [_of_case("i", n, total="9.50") for n in numbers],
        "time_entries": [_of_case("w", n, hours=1.5, rate="200") for n in numbers],
        "expenses": [_of_case("e", n, amount="9.50") for n in numbers],
        "trust_entries": [_of_case("k", n, amount="9.50") for n in numbers],
    }


def _of_case(prefix, number, **payload):
    return _numbered(prefix, number, case_id=f"m{number}", **payload)


def _numbered(prefix, number, **payload):
    return {"id": f"{prefix}{number}", **payload}
