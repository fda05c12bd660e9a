from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from ..models.loading.case_migration_finder import called


@tagged("post_install", "-at_install")
class TestLargeLists(TransactionCase):
    """What screens ask of tables with millions of rows is answered by an index."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login="reader", groups="crm_case_migration.group_manager"
        )
        # A table as small as that of a test is read as a whole otherwise.
        for name in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            cls.env.cr.execute(f"SET LOCAL {name} = off")

    def plan(self, model, domain, what, su=False, **options):
        """:return: how PostgreSQL would read the rows that a user may see"""
        model = self.env[model].with_user(self.user).sudo(su)
        query = model._search(domain, **options)
        self.env.cr.execute(SQL("EXPLAIN %s", query.select(what)))
        return "\n".join(line for [line] in self.env.cr.fetchall())

    def test_records_are_counted_without_reading_them(self):
        plan = self.plan("case.migration.record", [], SQL("count(*)"))
        self.assertIn("Index Only Scan using case_migration_record_by_state", plan)
        plan = self.plan(
            "case.migration.record",
            [("job_id", "=", 1), ("state", "=", "failed")],
            SQL("count(*)"),
            su=True,
        )
        self.assertIn("Index Only Scan using case_migration_record_failed", plan)
        # The table of a test is too small for PostgreSQL to choose between indexes.
        self.env.cr.execute("DROP INDEX case_migration_record__job_id_index")
        for domain, index in (
            ([("stream_id", "=", 1), ("deleted", "=", True)], "deleted"),
            ([("job_id", "=", 1), ("is_sample", "=", True)], "of_sample"),
        ):
            plan = self.plan("case.migration.record", domain, SQL("count(*)"), su=True)
            self.assertIn(f"Index Only Scan using case_migration_record_{index}", plan)

    def test_lines_of_the_audit_log_are_counted_without_reading_them(self):
        of_job = [("job_id", "=", 1)]
        plan = self.plan("case.migration.audit.log", of_job, SQL("count(*)"), su=True)
        self.assertIn("Index Only Scan", plan)

    def test_a_page_of_a_list_is_read_and_not_sorted(self):
        for model in ("case.migration.record", "case.migration.audit.log"):
            with self.subTest(model=model):
                order = self.env[model]._order
                plan = self.plan(model, [], SQL("1"), order=order, limit=80)
                self.assertNotIn("Sort", plan)

    def test_a_batch_of_notes_does_not_read_all_notes(self):
        of_batch = [
            ("stream_id", "=", 1),
            ("load_order", ">=", 1),
            ("load_order", "<=", 9),
        ]
        plan = self.plan("case.migration.record", of_batch, SQL("id"), su=True)
        self.assertIn("case_migration_record_by_order", plan)

    def test_what_an_id_means_is_found_in_its_list(self):
        """And not among all records of the object."""
        # The table of a test is too small for PostgreSQL to choose between indexes.
        self.env.cr.execute("DROP INDEX case_migration_record_by_state")
        source = self.env["case.migration.source"].browse(1)
        which = called(source, "contact", "key", ["1", "2"])
        self.env.cr.execute(
            SQL("EXPLAIN SELECT id FROM case_migration_record WHERE %s", which)
        )
        plan = " ".join(line.strip() for [line] in self.env.cr.fetchall())
        self.assertRegex(plan, r"_key_unique .* Index Cond: .*\(key\)::text = ANY")
