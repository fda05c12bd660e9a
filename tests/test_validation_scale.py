import logging
import os
import resource
import time

from odoo import sql_db
from odoo.tests import tagged
from odoo.tools import SQL

from .loader_case import FIRM, LoaderCase

_logger = logging.getLogger(__name__)
CASES = int(os.environ.get("CASE_MIGRATION_VALIDATION_CASES", "250"))
SMALL = {
    "contacts": [{"id": "c0", "name": "N0", "email": "n0@x.test"}],
    "cases": [
        {
            "id": "m0",
            "title": "N0",
            "status": "Open",
            "client_id": "c0",
            "owner_id": "u1",
        }
    ],
    "notes": [{"id": "n0", "case_id": "m0", "body": "Hello", "date": "2020-01-01"}],
}


@tagged("post_install", "-at_install")
class TestValidationOfMany(LoaderCase):
    """A firm that is twice as large takes twice the work, and no more memory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.load(**{**FIRM, **SMALL})
        cls.last = 0

    def grow(self, count):
        """Add cases, each with a client and a note, as if they had been loaded."""
        first, self.last = self.last + 1, self.last + count
        for stream, column, links in (
            ("contacts", "name", {}),
            ("cases", "name", {"partner_id": ("contacts", "client_id")}),
            ("notes", "subject", {"res_id": ("cases", "case_id")}),
        ):
            self._multiply(stream, column, links, first)
        self.env.cr.execute("ANALYZE case_migration_record")
        self.env.invalidate_all()

    def _multiply(self, stream, column, links, first):
        """Repeat a record of Odoo and what it was made of, by their numbers."""
        pattern = self.record(stream, SMALL[stream][0]["id"])
        table = SQL.identifier(self.env[pattern.res_model]._table)
        prefix = pattern.key.removesuffix("0")
        columns = self._columns(pattern.res_model, {"id", column, *links})
        self.env.cr.execute(
            SQL(
                """
                WITH made AS (
                     INSERT INTO %(table)s (%(columns)s, %(names)s)
                     SELECT %(old)s, %(new)s FROM %(table)s pattern
                       JOIN generate_series(%(first)s, %(last)s) n ON true
                      WHERE pattern.id = %(id)s RETURNING id, %(column)s AS name)
                INSERT INTO case_migration_record
                       (source_id, stream_id, company_id, object, key, name, state,
                        job_id, res_model, res_id, digest, loaded_digest, read_run,
                        payload)
                SELECT source_id, stream_id, company_id, object,
                       %(prefix)s || substr(made.name, 2), made.name, state, job_id,
                       res_model, made.id, digest, loaded_digest, read_run,
                       payload || jsonb_build_object(%(payload)s)
                  FROM made JOIN case_migration_record r ON r.id = %(record)s
                """,
                table=table,
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                names=SQL(", ").join(map(SQL.identifier, (column, *links))),
                old=SQL(", ").join(SQL.identifier("pattern", name) for name in columns),
                new=SQL(", ").join(
                    [SQL("'N' || n"), *map(self._linked, links.values())]
                ),
                first=first,
                last=self.last,
                id=pattern.res_id,
                column=SQL.identifier(column),
                prefix=prefix,
                payload=SQL(", ").join(self._payload(stream, prefix, links.values())),
                record=pattern.id,
            )
        )

    def _columns(self, model, without):
        return [
            name
            for name, field in self.env[model]._fields.items()
            if field.store and field.column_type and name not in without
        ]

    def _linked(self, link):
        """SQL of the id of the record with the same number in another list."""
        stream = self.source.stream_ids.filtered(lambda one: one.name == link[0])
        key = SMALL[link[0]][0]["id"].removesuffix("0")
        return SQL(
            "(SELECT res_id FROM case_migration_record WHERE stream_id = %s"
            " AND key = %s || n)",
            stream.id,
            key,
        )

    def _payload(self, stream, prefix, links):
        pairs = [SQL("'id', %s || substr(made.name, 2)", prefix)]
        if stream != "notes":
            name = "title" if stream == "cases" else "name"
            pairs.append(SQL("%s, made.name", name))
        for other, field in links:
            key = SMALL[other][0]["id"].removesuffix("0")
            pairs.append(SQL("%s, %s || substr(made.name, 2)", field, key))
        return pairs

    def measure(self):
        """:return: queries of a validation in which everything is as it should be"""
        queries, started = sql_db.sql_counter, time.monotonic()
        work = time.process_time()
        self.step("action_validate")
        _logger.info(
            "validation of %s cases: %.1f s, %.1f s of Python, %s queries, %s MB",
            self.last,
            time.monotonic() - started,
            time.process_time() - work,
            sql_db.sql_counter - queries,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        )
        self.assertFalse(self.job.problem)
        failed = self.job.check_ids.filtered(lambda check: check.state == "failed")
        self.assertFalse(failed, failed.mapped(lambda one: (one.kind, one.message)))
        references = self.job.check_ids.filtered(
            lambda check: (
                check.kind == "references" and check.mapping_id.object == "case"
            )
        )
        self.assertGreater(references.checked, 2 * self.last)
        return sql_db.sql_counter - queries

    def test_twice_the_cases_take_no_more_than_twice_the_queries(self):
        self.job.check_size = 10
        self.grow(CASES)
        once = self.measure()
        self.grow(CASES)
        twice = self.measure()
        self.assertLess(twice, 2 * once)
        # Of each list so many pages of 200 are more, and no record asks for itself.
        self.assertLess(twice - once, 3 * (CASES / 200 + 1) * 40)
