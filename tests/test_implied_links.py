import psycopg2

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..models.support.implied import ImpliedMany2one
from .common import MigrationCase

# What implies each of these links, and is checked.
IMPLIED_BY = {
    ("case.migration.record", "source_id"): ("stream_id", "source_id"),
    ("case.migration.record", "company_id"): ("stream_id", "company_id"),
    ("case.migration.audit.log", "company_id"): ("job_id", "company_id"),
    ("case.migration.finding", "company_id"): ("job_id", "company_id"),
}


@tagged("post_install", "-at_install")
class TestImpliedLinks(MigrationCase):
    """What PostgreSQL does not check is as it would be with the check."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.streams = {
            "companies": [{"id": "co1", "name": "Acme"}],
            "contacts": [{"id": "c1", "first_name": "Jane", "company_id": "gone"}],
        }
        cls.migrate()

    def _checked(self, model):
        """:return: names of the columns with a foreign key"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.attname FROM pg_constraint c
                  JOIN pg_attribute a
                       ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                 WHERE c.contype = 'f' AND c.conrelid = %s::regclass
                """,
                self.env[model]._table,
            )
        )
        return {name for [name] in rows}

    def test_these_links_and_no_others_are_not_checked(self):
        found = {
            (model._name, name)
            for model in self.env.values()
            for name, field in model._fields.items()
            if isinstance(field, ImpliedMany2one) and model._table
        }
        self.assertEqual(found, set(IMPLIED_BY))
        for (model, name), (through, _of_it) in IMPLIED_BY.items():
            with self.subTest(model=model, name=name):
                checked = self._checked(model)
                self.assertNotIn(name, checked)
                self.assertIn(through, checked)

    def test_they_say_what_the_link_says_that_is_checked(self):
        for (model, name), (through, of_it) in IMPLIED_BY.items():
            rows = self.env[model].search([])
            self.assertTrue(rows, model)
            for row in rows:
                self.assertEqual(row[name], row[through][of_it], (model, name))

    def test_a_source_takes_its_records_with_it(self):
        source = self.source.copy()
        self.env["case.migration.record"].create(
            {
                "source_id": source.id,
                "stream_id": source.stream_ids[:1].id,
                "company_id": source.company_id.id,
                "object": "contact",
                "key": "alone",
            }
        )
        source.unlink()
        left = self.env["case.migration.record"].search([("key", "=", "alone")])
        self.assertFalse(left)

    def test_a_company_with_records_stays(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                SQL("DELETE FROM res_company WHERE id = %s", self.job.company_id.id)
            )
