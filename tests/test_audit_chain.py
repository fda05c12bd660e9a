from contextlib import closing
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..models.audit.audit import content_digest
from .delta_case import DeltaCase


@tagged("post_install", "-at_install")
class TestAuditChain(DeltaCase):
    """What is changed in the audit log behind Odoo's back does not go unseen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.change("contacts", "c1", phone="2")
        cls.step("action_delta")
        cls.streams_after = cls.connection.streams
        cls.lines = cls.audit.search([("job_id", "=", cls.job.id)], order="id")
        cls.seals = cls.env["case.migration.audit.seal"].search(
            [("job_id", "=", cls.job.id)]
        )

    def test_what_was_picked_up_had_no_problem(self):
        self.assertFalse(self.job.problem or self.job.task)

    def _sql(self, query, *args):
        self.env.cr.execute(SQL(query, *args))
        self.env.invalidate_all()

    def _set(self, line, column, value):
        self._sql(
            "UPDATE case_migration_audit_log SET %s = %s WHERE id = %s",
            SQL.identifier(column),
            value,
            line.id,
        )

    # ---------------------------------------------------------------- sealing

    def test_every_line_is_sealed(self):
        self.assertEqual(sum(self.seals.mapped("line_count")), len(self.lines))
        self.assertEqual(self.seals[0].first_line, self.lines[0].id)
        self.assertEqual(self.seals[-1].last_line, self.lines[-1].id)

    def test_each_task_that_has_written_has_a_seal(self):
        self.assertEqual(self.seals.mapped("sequence"), [1, 2, 3])  # setup, run, delta
        self.delta()
        self.assertEqual(self.seals.search_count([("job_id", "=", self.job.id)]), 3)

    def test_seals_form_a_chain(self):
        self.assertEqual(
            self.seals.mapped("previous_digest"),
            ["", *self.seals.mapped("digest")[:-1]],
        )

    def test_every_line_has_the_digest_of_its_values(self):
        for line in self.lines:
            digest = content_digest(line.before or None, line.after or None)
            self.assertEqual(line.content_digest, digest)

    def test_numbers_survive_the_journey(self):
        self.assertEqual(
            content_digest(None, {"a": 1.0, "b": [1e22]}),
            content_digest(None, {"b": (10**22,), "a": 1}),
        )
        self.assertNotEqual(content_digest(1, None), content_digest(None, 1))

    def test_long_logs_get_several_seals(self):
        self._sql("DELETE FROM case_migration_audit_seal")
        path = "odoo.addons.crm_case_migration.models.audit.case_migration_audit_seal"
        self.startPatcher(patch(f"{path}.AT_ONCE", 3))
        self.seals._seal(self.job)
        count = self.seals.search_count([("job_id", "=", self.job.id)])
        self.assertEqual(count, -(-len(self.lines) // 3))
        self.assertFalse(self.job.check_audit())

    def test_a_rollback_is_sealed_too(self):
        self.step("action_rollback")
        self.assertFalse(self.job.check_audit())
        last = self.seals.search([("job_id", "=", self.job.id)])[-1]
        self.assertEqual(last.last_line, self.audit.search([], limit=1).id)

    def test_a_decision_is_sealed_too(self):
        self.target("contacts", "c1").phone = "9"
        self.connection.change("contacts", "c1", at="2024-03-01T10:00:00Z", phone="4")
        self.delta()
        self.findings("conflict").action_take_source()
        last = self.seals.search([("job_id", "=", self.job.id)])[-1]
        self.assertEqual(last.last_line, self.audit.search([], limit=1).id)
        self.assertFalse(self.job.check_audit())

    # ---------------------------------------------------------------- tampering

    def test_an_untouched_log_is_whole(self):
        self.assertFalse(self.job.check_audit())
        shown = self.job.action_check_audit()["params"]
        self.assertEqual(shown["type"], "success")
        self.assertIn(self.seals[-1].digest, shown["message"])

    def test_a_changed_line(self):
        for column, value in (
            ("res_id", 1),
            ("key", "x"),
            ("operation", "match"),
            ("create_date", "2020-01-01"),
            ("create_uid", self.env.ref("base.user_admin").id),
            ("content_digest", "0"),
        ):
            with self.subTest(column), closing(self.env.cr.savepoint()):
                self._set(self.lines[2], column, value)
                [problem] = self.job.check_audit()
                self.assertIn(str(self.lines[0].id), problem)
            self.env.invalidate_all()

    def test_changed_values(self):
        line = self.lines[-1]
        self._set(line, "after", '{"phone": "666"}')
        [problem] = self.job.check_audit()
        self.assertIn(str(line.id), problem)

    def test_a_missing_line(self):
        self._sql(
            "DELETE FROM case_migration_audit_log WHERE id = %s", self.lines[1].id
        )
        [problem] = self.job.check_audit()
        self.assertIn("there were", problem)

    def test_an_added_line(self):
        self._sql(
            """
            INSERT INTO case_migration_audit_log
                   (job_id, company_id, operation, res_model, res_id, content_digest)
            SELECT job_id, company_id, operation, res_model, res_id, content_digest
              FROM case_migration_audit_log WHERE id = %s
            """,
            self.lines[0].id,
        )
        self.assertIn("not sealed", self.job.action_check_audit()["params"]["message"])

    def test_a_line_put_between_two(self):
        free = self.lines[1].id
        self._sql("DELETE FROM case_migration_audit_log WHERE id = %s", free)
        self._set(self.lines[0], "id", free)
        self.assertTrue(self.job.check_audit())

    def test_a_missing_seal(self):
        self._sql(
            "DELETE FROM case_migration_audit_seal WHERE id = %s", self.seals[1].id
        )
        self.assertTrue(any("chain" in one for one in self.job.check_audit()))

    def test_a_seal_made_anew(self):
        """Whoever changes a line and its seal breaks the chain behind it."""
        self._set(self.lines[0], "key", "x")
        self._sql(
            "DELETE FROM case_migration_audit_seal WHERE id = %s", self.seals[0].id
        )
        forged = self.seals._next(self.job, 0, 0, "")
        self.assertNotEqual(forged["digest"], self.seals[1].previous_digest)

    def test_values_may_be_removed(self):
        line = self.lines.filtered("after")[0]
        self._sql(
            """
            UPDATE case_migration_audit_log SET before = NULL, after = NULL
             WHERE id = %s
            """,
            line.id,
        )
        self.assertFalse(self.job.check_audit())
        message = self.job.action_check_audit()["params"]["message"]
        self.assertIn("Of one line", message)

    # ---------------------------------------------------------------- append only

    def test_nobody_makes_changes_or_removes_a_seal(self):
        manager = new_test_user(
            self.env, "manager", groups="crm_case_migration.group_manager"
        )
        for user in (self.env.user, manager):
            seal = self.seals[0].with_user(user)
            for function in (
                seal.unlink,
                lambda seal=seal: seal.write({"digest": "x"}),
                lambda seal=seal: seal.create({"digest": "x"}),
            ):
                with self.assertRaises(UserError):
                    function()
