from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..lib.errors import FatalError, RetriableError
from ..lib.records import Page, Problem, SourceRecord, canonical, digest
from ..models.engine.case_migration_batch import MAX_TRIES
from ..models.source import case_migration_extractor
from .common import MigrationCase


@tagged("post_install", "-at_install")
class TestExtractor(MigrationCase):
    """Pages of a source become staged records, each page for good."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job.source_id.stream_ids.filtered(
            lambda stream: stream.name != "contacts"
        ).enabled = False

    def setUp(self):
        super().setUp()
        self.contacts = [{"id": n, "name": f"No. {n}"} for n in range(1, 6)]
        self.connection.streams = {"contacts": self.contacts}

    def _read(self):
        self.step("action_discover")

    def _batch(self):
        return self.job.batch_ids.filtered(lambda batch: batch.kind == "extract")[-1]

    def _fail_at(self, start, error):
        """Have the page that begins at record ``start`` raise ``error``."""

        def before_page(stream):
            if self.connection.asked[-1][1] == start:
                raise error

        self.connection.before_page = before_page

    def _staged(self):
        return self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id)]
        )

    def _findings(self, kind):
        return self.job.finding_ids.filtered(lambda finding: finding.kind == kind)

    # ---------------------------------------------------------------- one record

    def test_a_record_is_written_as_json_once(self):
        payload = {"b": "é", "a": "1"}
        record = SourceRecord("1", payload, text=canonical(payload))
        with patch.object(case_migration_extractor, "canonical") as again:
            row = case_migration_extractor._row(record)
        again.assert_not_called()
        self.assertEqual(row, case_migration_extractor._row(SourceRecord("1", payload)))
        self.assertEqual(row.digest, digest(payload))

    # ---------------------------------------------------------------- pages

    def test_every_page_is_kept_before_the_next_is_asked_for(self):
        kept = []
        self.connection.before_page = lambda stream: kept.append(len(self._staged()))
        self._read()
        self.assertEqual(kept, [0, 2, 4])
        self.assertEqual(self._staged().mapped("key"), ["1", "2", "3", "4", "5"])

    def test_pages_that_were_read_are_not_asked_for_again(self):
        self._fail_at(4, FatalError("The source is closed."))
        self._read()
        self.connection.before_page = lambda stream: None
        self.step("action_resume")
        starts = [start for _stream, start in self.connection.asked]
        self.assertEqual(starts, [0, 2, 4, 4])
        self.assertEqual(len(self._staged()), 5)
        self.assertEqual(self.job.state, "discovered")

    def test_what_is_read_for_the_first_time_is_not_looked_up(self):
        extractor = type(self.env["case.migration.extractor"])
        with patch.object(extractor, "_known", autospec=True, return_value={}) as known:
            self._read()
            known.assert_not_called()
            self._read()
        self.assertEqual(known.call_count, 3)
        self.assertEqual(len(self._staged()), 5)

    def test_reading_again_begins_at_the_first_page(self):
        self._read()
        self._read()
        starts = [start for _stream, start in self.connection.asked]
        self.assertEqual(starts, [0, 2, 4, 0, 2, 4])

    def test_a_changed_record_keeps_its_row(self):
        self._read()
        before = self.record("contacts", 3)
        digest = before.digest
        self.contacts[2]["name"] = "New name"
        self._read()
        after = self.record("contacts", 3)
        self.assertEqual(after, before)
        self.assertEqual(after.name, "New name")
        self.assertEqual(after.payload["name"], "New name")
        self.assertNotEqual(after.digest, digest)

    def test_a_later_change_of_a_record_is_no_duplicate(self):
        self._read()
        self.contacts[2]["name"] = "New name"
        self._read()
        self.assertFalse(self._findings("duplicate_key"))

    def test_two_records_with_one_key_on_a_page_are_a_finding(self):
        self.contacts[1]["id"] = 1
        self._read()
        self.assertEqual(len(self._findings("duplicate_key")), 1)
        self.assertEqual(self.record("contacts", 1).name, "No. 2")

    def test_two_records_with_one_key_on_two_pages_are_a_finding(self):
        self.contacts[4]["id"] = 1
        self._read()
        self.assertEqual(len(self._findings("duplicate_key")), 1)
        self.assertEqual(self.record("contacts", 1).name, "No. 5")

    def test_the_same_record_twice_is_no_finding(self):
        self.contacts[4] = dict(self.contacts[0])
        self._read()
        self.assertFalse(self._findings("duplicate_key"))
        self.assertEqual(len(self._staged()), 4)

    def test_a_record_deleted_in_the_source_is_marked(self):
        self.contacts[1]["deleted"] = True
        self._read()
        self.assertTrue(self.record("contacts", 2).deleted)
        self.assertFalse(self.record("contacts", 3).deleted)

    # ---------------------------------------------------------------- odd texts

    def test_characters_that_cannot_be_stored_are_replaced(self):
        self.contacts[0]["name"] = "a\x00b\ud83dc"
        self.contacts[0]["nested"] = {"k\x00": ["\udc00", 1]}
        self._read()
        record = self.record("contacts", 1)
        self.assertEqual(record.name, "a\ufffdb\ufffdc")
        self.assertEqual(record.payload["nested"], {"k\ufffd": ["\ufffd", 1]})

    def test_keys_that_differ_in_such_a_character_do_not_stop_the_page(self):
        self.contacts[0]["id"] = "a\x00"
        self.contacts[1]["id"] = "a\ud800"
        self._read()
        self.assertFalse(self.job.problem)
        self.assertEqual(len(self._findings("duplicate_key")), 1)

    def test_texts_arrive_as_they_are(self):
        """New ones are copied, known ones go through an array of PostgreSQL: each has
        marks of its own.
        """
        odd = '{a,"b"}\\ \\" NULL \n\t\\u0041 é \U0001f600 %s \'\''
        first = {"id": 1, "name": odd, odd: [odd, None, 1.5, {"a": True}]}
        self.contacts[:] = [first, {"id": odd, "name": "NULL"}, {"id": r"\N"}]
        for _time in range(2):
            self._read()
            one, other, last = self._staged()
            self.assertEqual(one.payload, first)
            self.assertEqual((one.name, other.key, other.name), (odd, odd, "NULL"))
            self.assertEqual((last.key, last.changed_at), (r"\N", False))

    def test_a_page_takes_as_many_queries_as_a_record(self):
        counts = []
        stage = type(self.env["case.migration.extractor"])._stage

        def counted(extractor, batch, page):
            before = self.env.cr.sql_log_count
            stage(extractor, batch, page)
            counts.append((len(page.records), self.env.cr.sql_log_count - before))

        self.patch(type(self.env["case.migration.extractor"]), "_stage", counted)
        self._read()
        queries = {}
        for records, count in counts:
            queries.setdefault(records, count)
        self.assertEqual(set(queries), {1, 2})
        self.assertLessEqual(queries[2], queries[1])

    def test_many_problems_take_as_many_queries_as_one(self):
        self._read()
        counts = []
        for count in (1, 1, 50):
            problems = [Problem("a.csv", "row", f"No. {n}") for n in range(count)]
            before = self.env.cr.sql_log_count
            self.env["case.migration.extractor"]._stage(
                self._batch(), Page([], problems=problems)
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(self._findings("row")), 52)
        self.assertEqual(counts[1], counts[2])

    def test_names_and_keys_of_any_length_are_taken(self):
        long = "".join(chr(0x4E00 + n % 20000) for n in range(10_000))
        self.contacts[0].update(id=long, name=long)
        self._read()
        self.assertFalse(self.job.problem)
        self.assertEqual(len(self._staged()), 5)

    # ---------------------------------------------------------------- errors

    def test_a_source_that_asks_for_time_gets_it(self):
        before = fields.Datetime.now()
        self._fail_at(2, RetriableError("Too many requests.", wait=90))
        self._read()
        batch = self._batch()
        self.assertEqual((batch.state, batch.tries), ("todo", 1))
        self.assertEqual(batch.error_message, "Too many requests.")
        self.assertAlmostEqual((batch.wait_until - before).seconds, 90, delta=5)

    def test_the_lanes_come_back_when_the_time_is_over(self):
        self._fail_at(2, RetriableError("Too many requests.", wait=90))
        self._read()
        triggers = self.env["ir.cron.trigger"].search(
            [("call_at", ">=", self._batch().wait_until)]
        )
        self.assertTrue(triggers)

    def test_what_was_postponed_is_tried_again_by_itself(self):
        self._fail_at(2, RetriableError("Too many requests."))
        self._read()
        self.connection.before_page = lambda stream: None
        self.work(self.job)
        self.assertEqual(len(self._staged()), 2, "The time is not over yet.")
        self._batch().wait_until = fields.Datetime.subtract(
            fields.Datetime.now(), minutes=1
        )
        self.work(self.job)
        self.assertEqual(len(self._staged()), 5)
        self.assertEqual(self.job.state, "discovered")

    def test_a_source_that_never_recovers_is_given_up_with_a_sentence(self):
        self._fail_at(2, RetriableError("The source is busy."))
        self._read()
        for _again in range(MAX_TRIES):
            self.assertFalse(self.job.paused)
            self._batch().wait_until = False
            self.work(self.job)
            if self.job.paused:
                break
        self.assertEqual(len(self.connection.asked), 1 + MAX_TRIES)
        self.assertEqual(self._batch().state, "failed")
        self.assertEqual(self.job.problem, "The source is busy.")

    def test_a_fatal_error_has_the_job_stand_still_with_the_sentence(self):
        self._fail_at(2, FatalError("The source refuses the key."))
        self._read()
        self.assertTrue(self.job.paused)
        self.assertEqual(self.job.problem, "The source refuses the key.")
        self.assertEqual(self._batch().error_kind, "fatal")
        self.assertEqual(len(self._staged()), 2)

    def test_an_unforeseen_error_stops_the_job_without_quoting_it(self):
        self._fail_at(2, ValueError("Jane Doe"))
        with self.assertLogs("odoo.addons.crm_case_migration", "WARNING") as logs:
            self._read()
        self.assertTrue(self.job.paused)
        self.assertIn("ValueError", self.job.problem)
        self.assertNotIn("Jane Doe", self.job.problem + "".join(logs.output))
        self.assertIn("Jane Doe", self._batch().error_details)
