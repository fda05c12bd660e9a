from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL


@tagged("post_install", "-at_install")
class TestRollbackSpeed(TransactionCase):
    def test_attendees_of_a_contact_are_found_by_an_index(self):
        """Or each contact that goes costs a reading of all attendees."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT id FROM calendar_attendee WHERE partner_id = 1"
        )
        plan = " ".join(line for [line] in self.env.cr.fetchall())
        self.assertIn("calendar_attendee__partner_id_index", plan)

    def test_each_step_finds_the_next_line_by_an_index(self):
        """Or it passes by all lines that it has dealt with, and a firm twice as large
        takes four times as long.
        """
        # In a table without rows it would be as good.
        other = "case_migration_rollback_line__audit_id_index"
        self.env.cr.execute(f"DROP INDEX {other}")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("SET LOCAL enable_sort = off")
        for index, condition in {
            "to_plan": "action IS NULL AND operation = 'create'",
            "to_spread": """operation = 'create' AND action IN ('keep', 'detach')
                            AND NOT COALESCE(spread, false)""",
            "to_do": "NOT COALESCE(done, false)",
        }.items():
            self.env.cr.execute(
                "EXPLAIN SELECT id FROM case_migration_rollback_line"
                f" WHERE plan_id = 1 AND {condition} ORDER BY audit_id DESC LIMIT 9"
            )
            plan = " ".join(line for [line] in self.env.cr.fetchall())
            self.assertIn(f"case_migration_rollback_line_{index}", plan)

    def test_the_models_of_a_plan_are_found_without_reading_its_lines(self):
        """That is asked for every chunk of lines."""
        usage, queries = self.env["case.migration.usage"], []

        def watched(_env, query):
            queries.append(query)
            return []

        with patch.object(type(self.env), "execute_query", watched):
            usage._models(self.env["case.migration.rollback.plan"].browse(1), "create")
        # In a table without rows it would be as good.
        self.env.cr.execute("DROP INDEX case_migration_rollback_line_by_target")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("SET LOCAL enable_sort = off")
        self.env.cr.execute(SQL("EXPLAIN %s", queries[0]))
        plan = " ".join(line for [line] in self.env.cr.fetchall())
        self.assertIn("case_migration_rollback_line_by_model", plan)
