from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from ..models.audit import case_migration_trail
from ..wizards import case_migration_forget, case_migration_forget_line
from .common import MigrationCase

FIRM = {
    "contacts": [
        {"id": "c1", "first_name": "Jane", "last_name": "Qwertz", "company_id": "co9"},
        {"id": "c2", "first_name": "Jane", "last_name": "Roe"},
        {"id": "c3", "first_name": "100%", "last_name": "_sure"},
    ],
    "matters": [{"id": "m1", "title": "Estate of J. QWERTZ"}],
}
# The records of the firm once more and once more.
MANY = """
    INSERT INTO case_migration_record (
           source_id, stream_id, company_id, object, key, payload, digest, state)
    SELECT source_id, stream_id, company_id, object, key || ' ' || n, payload, digest,
           state
      FROM case_migration_record, generate_series(1, 1000) n
"""
ROWS_READ = """
    SELECT seq_tup_read + COALESCE(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
     WHERE relname = 'case_migration_record'
"""


@tagged("post_install", "-at_install")
class TestForget(MigrationCase):
    """What was kept of a person is found and removed, and the audit chain holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.migrate(FIRM)
        group = "crm_case_migration.group_manager"
        cls.manager = new_test_user(cls.env, "migration_manager", groups=group)

    def _search(self, text, user=None):
        wizard = self.env["case.migration.forget"].with_user(user or self.manager)
        wizard = wizard.create({"text": text})
        wizard.action_search()
        while wizard.search_on():
            pass
        return wizard

    def _found(self, text):
        lines = self._search(text).line_ids
        return {(line.res_model, line.res_id) for line in lines}

    def _of(self, model, text):
        return {res_id for name, res_id in self._found(text) if name == model}

    def _forget(self, text):
        wizard = self._search(text)
        wizard.action_forget()
        self.env.invalidate_all()

    def _quoting(self, word):
        """The columns of our own tables that hold a word."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                """
                SELECT table_name, column_name FROM information_schema.columns
                 WHERE table_name LIKE 'case\\_migration\\_%%'
                   AND data_type IN ('text', 'character varying', 'jsonb', 'json')
                """
            )
        )
        return [
            f"{table}.{column}"
            for table, column in columns
            if self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE %s::text ILIKE %s LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    f"%{word}%",
                )
            )
        ]

    # ---------------------------------------------------------------- finding

    def test_a_person_is_found_in_every_table(self):
        self.assertEqual(
            {model for model, _id in self._found("qwertz")},
            {
                "case.migration.audit.log",
                "case.migration.field",
                "case.migration.finding",
                "case.migration.record",
            },
        )

    def test_what_is_found_is_said_in_words(self):
        trail = self.env["case.migration.trail"]
        self.assertEqual(set(case_migration_forget_line.KINDS), set(trail._models()))
        line = self._search("qwertz").line_ids.filtered(
            lambda line: (
                line.res_id == self.record("contacts", "c1").id
                and line.res_model == "case.migration.record"
            )
        )
        self.assertEqual(line.kind, "Record of the source")
        self.assertIn("Qwertz", line.excerpt)
        self.assertNotRegex(line.excerpt, r'[{}"]')

    def test_an_excerpt_shows_what_was_looked_for(self):
        record = self.record("contacts", "c2")
        record.sudo().payload = {"a": "<p>far</p>" * 100, "note": "of Miss Roe"}
        self.assertRegex(
            self._excerpt(record, "miss roe"), "^[far]+, note: of Miss Roe$"
        )

    def test_an_excerpt_leaves_out_what_is_empty(self):
        record = self.record("contacts", "c2")
        empty = {"fax": "", "call": None, "tags": [], "more": {}}
        record.sudo().payload = empty | {"note": "of Miss Roe", "old": False}
        excerpt = self._excerpt(record, "miss roe")
        self.assertIn("old: false", excerpt)
        self.assertIn("note: of Miss Roe", excerpt)
        for name in empty:
            self.assertNotIn(name, excerpt)

    def _excerpt(self, record, person):
        self.env.flush_all()
        lines = self._search(person).line_ids
        return lines.filtered(lambda line: line.res_id == record.id).excerpt

    def test_more_than_can_be_listed_is_said(self):
        self.assertFalse(self._search("jane").cut_off)
        with patch.object(case_migration_forget, "MOST", 2):
            self.assertTrue(self._search("jane").cut_off)

    def test_every_word_has_to_occur(self):
        records = self._of("case.migration.record", "qwertz jane")
        self.assertEqual(records, {self.record("contacts", "c1").id})

    def test_the_source_id_finds_the_record_and_what_belongs_to_it(self):
        record = self.record("contacts", "c2")
        self.assertEqual(self._of("case.migration.record", " c2 "), {record.id})
        self.assertTrue(self._of("case.migration.audit.log", "c2"))

    def test_signs_of_a_pattern_are_letters_like_others(self):
        records = self._of("case.migration.record", "100% _s")
        self.assertEqual(records, {self.record("contacts", "c3").id})

    def test_what_is_shorter_than_a_name_is_an_id(self):
        self.assertFalse(self._found("ja"))

    def test_another_company_finds_nothing(self):
        company = self.env["res.company"].create({"name": "Other firm"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="crm_case_migration.group_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        self.assertFalse(self._search("qwertz", stranger).line_ids)

    def test_it_is_for_managers(self):
        group = "crm_case_migration.group_user"
        user = new_test_user(self.env, "migration_user", groups=group)
        with self.assertRaises(AccessError):
            self._search("qwertz", user)

    def test_of_a_great_deal_a_part_is_looked_through_at_a_time(self):
        whole = self._found("qwertz")
        shares, turns = [], 0
        wizard = self.env["case.migration.forget"].with_user(self.manager)
        with (
            patch.object(case_migration_trail, "PAGE", 1),
            patch.object(case_migration_forget, "SECONDS", 0),
        ):
            wizard = wizard.create({"text": "qwertz"})
            wizard.action_search()
            with self.assertRaisesRegex(UserError, "search goes on"):
                wizard.action_forget()
            while wizard.search_on():
                turns += 1
                shares.append(wizard.share)
                self.env.invalidate_all()  # as in the next request
        self.assertGreater(turns, len(whole))
        self.assertEqual(shares, sorted(shares))
        self.assertLess(shares[0], shares[-1])
        self.assertEqual(
            {(line.res_model, line.res_id) for line in wizard.line_ids}, whole
        )
        self.assertEqual(len(wizard.line_ids), len(whole))

    def test_another_text_is_another_search(self):
        wizard = self._half_way("qwertz")
        lines = wizard.line_ids
        untick = [Command.update(line.id, {"chosen": False}) for line in lines]
        wizard.write({"text": "Jane Roe", "line_ids": untick})
        self.assertFalse(wizard.search_on())
        self.assertFalse(lines.exists())
        with self.assertRaisesRegex(UserError, "Search first"):
            wizard.action_forget()
        wizard.action_search()
        self.assertFalse(wizard.search_on())
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        self.assertEqual(found, self._found("Jane Roe"))
        wizard.text = "Jane Qwertz"
        self.assertFalse(wizard.searched or wizard.line_ids)

    def test_the_same_text_is_the_same_search(self):
        wizard = self._half_way("qwertz")
        lines, place = wizard.line_ids, wizard.place
        wizard.write({"text": "qwertz"})
        self.assertTrue(lines)
        self.assertEqual((wizard.line_ids, wizard.place), (lines, place))

    def test_nobody_writes_another_text_over_a_search_that_goes_on(self):
        form = Form(self._half_way("qwertz"))
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.text = "Jane Roe"
        with Form(self._search("qwertz")) as form:
            form.text = "Jane Roe"

    def _half_way(self, text):
        """:return: a search that has found something and goes on"""
        wizard = self.env["case.migration.forget"].with_user(self.manager)
        wizard = wizard.create({"text": text})
        with (
            patch.object(case_migration_trail, "PAGE", 1),
            patch.object(case_migration_forget, "SECONDS", 0),
        ):
            wizard.action_search()
            while not wizard.line_ids:
                wizard.search_on()
        self.assertFalse(wizard.searched)
        return wizard

    def test_each_part_reads_as_much_as_the_others(self):
        self.cr.execute(MANY)
        self.cr.execute("ANALYZE case_migration_record")
        read = []
        wizard = self.env["case.migration.forget"].with_user(self.manager)
        with (
            patch.object(case_migration_trail, "PAGE", 50),
            patch.object(case_migration_forget, "SECONDS", 0),
        ):
            wizard = wizard.create({"text": "qwertz"})
            for _turn in range(10):
                before = self._rows_read()
                wizard.search_on() if read else wizard.action_search()
                read.append(self._rows_read() - before)
        self.assertLess(max(read), 300)

    def _rows_read(self):
        self.env.flush_all()
        [[count]] = self.env.execute_query(SQL(ROWS_READ))
        return count

    # ---------------------------------------------------------------- removing

    def test_nothing_of_the_person_stays(self):
        self.assertTrue(self._quoting("qwertz"))
        self._forget("qwertz")
        wizards = ("case_migration_forget.", "case_migration_forget_line.")
        left = [
            name for name in self._quoting("qwertz") if not name.startswith(wizards)
        ]
        self.assertFalse(left)
        self.assertFalse(self._found("qwertz"))

    def test_others_keep_theirs(self):
        self._forget("qwertz")
        self.assertEqual(self.record("contacts", "c2").payload, FIRM["contacts"][1])

    def test_what_is_not_ticked_stays(self):
        wizard = self._search("qwertz jane")
        keep = wizard.line_ids.filtered(
            lambda line: line.res_model == "case.migration.record"
        )
        keep.chosen = False
        wizard.action_forget()
        self.env.invalidate_all()
        self.assertTrue(self.record("contacts", "c1").payload)

    def test_links_and_counts_stay(self):
        before = self.job.get_summary()
        self._forget("qwertz")
        self.assertEqual(self.target("contacts", "c1").name, "Jane Qwertz")
        self.assertEqual(self.job.get_summary(), before)

    def test_the_audit_chain_holds(self):
        self._forget("qwertz")
        self.assertFalse(self.job.check_audit())
        self.assertIn("the values have been removed", self.job._audit_is_whole())

    def test_it_is_logged_without_the_name(self):
        self._forget("qwertz")
        lines = self.env["case.migration.audit.log"].search(
            [("operation", "=", "forget"), ("job_id", "=", self.job.id)]
        )
        record = self.record("contacts", "c1")
        self.assertIn(record.id, lines.mapped("res_id"))
        self.assertEqual(lines.create_uid, self.manager)
        message = self.job.message_ids[0].body
        self.assertIn("has removed what was kept of a person", message)
        self.assertNotIn("wertz", message)

    def test_not_while_something_goes_on(self):
        self.job.action_delta()
        with self.assertRaisesRegex(UserError, "Wait for the end"):
            self._forget("qwertz")

    # ---------------------------------------------------------------- afterwards

    def test_it_is_not_read_again(self):
        self._forget("qwertz jane")
        self.connection.streams = FIRM
        FIRM["contacts"][0]["phone"] = "1"
        self.addCleanup(FIRM["contacts"][0].pop, "phone")
        self.step("action_delta")
        self.assertFalse(self.record("contacts", "c1").payload)

    def test_a_change_that_was_not_picked_up_is_not_looked_at(self):
        jane = self.record("contacts", "c1")
        jane.digest = "of another state"
        self._forget("qwertz jane")
        self.assertFalse(jane.payload)
        self.connection.streams = FIRM
        self.step("action_delta")
        self.assertEqual((self.job.task, self.job.problem), (False, False))

    def test_a_rollback_keeps_what_it_cannot_judge(self):
        contact = self.target("contacts", "c1")
        other = self.target("contacts", "c2")
        self._forget("qwertz")
        self.step("action_rollback")
        self.assertEqual((self.job.problem, self.job.state), (False, "rolled_back"))
        self.assertTrue(contact.exists())
        self.assertFalse(other.exists())

    def test_it_is_not_loaded_any_more(self):
        job = self.job.create({"name": "Again", "source_id": self.source.id})
        record = self.record("contacts", "c2")
        record.write({"state": "staged", "res_model": False, "res_id": False})
        self._forget("roe")
        self.connection.streams = FIRM
        self.migrate(job=job)
        self.assertEqual(record.state, "skipped")
        self.assertEqual(record.reason_kind, "forgotten")
