import logging
import time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .loader_case import FIRM, LoaderCase
from .plan_case import PlanCase

_logger = logging.getLogger(__name__)
STATUSES = ("Open", "Resolved", "Waiting", "On appeal")
OWNERS = 7
CASES = 240
FEW = 120  # more than a sample must have
CASES_OF_MANY = 20_000


def _case(number):
    """Cases of which most are alike, and a few are not."""
    return {
        "id": f"m{number}",
        "title": f"Case {number}",
        "status": STATUSES[(number % 60 == 7) + (number % 97 == 3) * 2],
        "client_id": f"c{number}",
        "owner_id": f"u{number % OWNERS}",
        "type": "Maritime" if number == 133 else "Auto",
        "description": "Long. " * 500 if number == 77 else "Short.",
        "phone": "+1 202 555 0100" if number == 201 else "",
        "created_at": f"{2000 + number // 20}-05-05T10:00:00",
    }


BIG = {
    "users": [
        {"id": f"u{n}", "email": f"u{n}@firm.test", "name": f"U {n}"}
        for n in range(OWNERS)
    ],
    "statuss": [{"id": f"s{n}", "name": name} for n, name in enumerate(STATUSES)],
    "companys": [
        {"id": "o1", "name": "Works Ltd", "parent_id": "o2"},
        {"id": "o2", "name": "Holding"},
        {"id": "o3", "name": "No client's"},
    ],
    "contacts": [
        {"id": f"c{n}", "name": f"Client {n}", "company_id": "o1" if n == 77 else ""}
        for n in range(CASES + 40)
    ],
    "cases": [_case(number) for number in range(CASES)],
    "notes": [
        {"id": f"n{n}", "case_id": f"m{n % 50}", "body": "x", "date": "2020-01-01"}
        for n in range(100)
    ],
    "documents": [
        {"id": f"d{n}", "case_id": "m9", "name": f"{n}.txt"} for n in range(5)
    ],
}
SMALL = {**BIG, "contacts": BIG["contacts"][:FEW], "cases": BIG["cases"][:FEW]}


@tagged("post_install", "-at_install")
class TestSampleChoice(LoaderCase):
    """Which records the sample has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for stream in cls.source.stream_ids:
            stream.enabled = stream.name in BIG
        cls.connection.page = 500
        cls.prepare(BIG)
        cls.job.sample_size = 100
        cls.job.action_sample()
        batch = cls.job.batch_ids.filtered(lambda batch: batch.kind == "sample")
        list(cls.env["case.migration.sampling"]._steps(batch))
        cls.env.invalidate_all()
        cls.sample = cls.env["case.migration.record"].search(
            [("source_id", "=", cls.source.id), ("is_sample", "=", True)]
        )
        cls.cases = cls.sample.filtered(lambda record: record.object == "case")

    def of_cases(self, name):
        return {record.payload[name] for record in self.cases}

    def keys(self, source_object):
        return {one.key for one in self.sample if one.object == source_object}

    def test_it_has_the_size_that_was_asked_for(self):
        self.assertLessEqual(len(self.cases), 100)
        self.assertGreater(len(self.cases), 70)

    def test_every_status_type_owner_and_year(self):
        self.assertEqual(self.of_cases("status"), {*STATUSES[:3]})
        self.assertEqual(self.of_cases("type"), {"Auto", "Maritime"})
        self.assertEqual(len(self.of_cases("owner_id")), OWNERS)
        self.assertEqual(len({at[:4] for at in self.of_cases("created_at")}), 12)

    def test_the_odd_ones(self):
        keys = self.cases.mapped("key")
        self.assertIn("m77", keys)  # the longest text
        self.assertIn("m9", keys)  # the most documents
        self.assertIn("m201", keys)  # the only one with this field

    def test_what_they_refer_to_and_what_hangs_on_them(self):
        clients = self.of_cases("client_id")
        self.assertLessEqual(clients, self.keys("contact"))
        self.assertLessEqual(self.of_cases("owner_id"), self.keys("user"))
        self.assertLessEqual({"o1", "o2"}, self.keys("company"))
        self.assertEqual(self.keys("document"), {f"d{n}" for n in range(5)})
        notes = {
            note["id"]
            for note in BIG["notes"]
            if note["case_id"] in self.cases.mapped("key")
        }
        self.assertEqual(self.keys("note"), notes)

    def test_and_nothing_else(self):
        chosen = len(self.keys("contact") - self.of_cases("client_id"))
        self.assertLessEqual(len(self.cases) + chosen, 100)
        self.assertLess(len(self.keys("contact")), CASES)

    def test_it_says_what_of_each_pick_list_is_in_it(self):
        rows = {
            row["field"]: row
            for row in self.job.sample_coverage
            if row["object"] == "Case"
        }
        self.assertEqual((rows["status"]["values"], rows["status"]["sampled"]), (3, 3))
        self.assertIn("status", self.job.sample_table)

    def test_it_is_the_same_each_time(self):
        sampling = self.env["case.migration.sampling"]
        self.assertEqual(sampling._choose(self.job), sampling._choose(self.job))


@tagged("post_install", "-at_install")
class TestSampleLoad(PlanCase, LoaderCase):
    """A sample is loaded, kept, and the run goes on from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for stream in cls.source.stream_ids:
            stream.enabled = stream.name in SMALL
        cls.connection.page = 500
        cls.connection.documents = {f"d{n}": b"x" for n in range(5)}
        cls.prepare(SMALL)
        cls.job.sample_size = 100
        cls.step("action_sample")

    def setUp(self):
        super().setUp()
        self.connection.documents = {f"d{n}": b"x" for n in range(5)}

    def loaded(self):
        return self.env["case.migration.record"].search(
            [
                ("source_id", "=", self.source.id),
                ("state", "=", "created"),
                # Stages are made when Odoo is prepared.
                ("object", "!=", "status"),
            ]
        )

    def test_the_marked_records_and_no_others_are_in_odoo(self):
        self.assertEqual(self.job.state, "sampled")
        self.assertFalse(self.job.problem)
        loaded = self.loaded()
        self.assertTrue(loaded)
        self.assertTrue(all(loaded.mapped("is_sample")))
        marked = self.env["case.migration.record"].search([("is_sample", "=", True)])
        self.assertNotIn("staged", marked.mapped("state"))
        self.assertEqual(self.job.sample_count, len(marked))
        self.assertEqual(self.job.diff_count, 0)

    def test_the_run_goes_on_from_it_and_makes_nothing_twice(self):
        before = self.loaded()
        targets = {(one.res_model, one.res_id) for one in before}
        self.step("action_run")
        self.assertEqual(self.job.state, "delta")
        self.assertEqual(targets, {(one.res_model, one.res_id) for one in before})
        for row in self.job.get_summary():
            with self.subTest(row["object"]):
                ended = sum(
                    row[name] for name in ("created", "matched", "skipped", "failed")
                )
                self.assertEqual(row["source"], ended)
        [cases] = [row for row in self.job.get_summary() if row["object"] == "case"]
        self.assertEqual((cases["created"], cases["skipped"]), (FEW, 0))
        self.assertEqual(
            self.env["crm.lead"].search_count([("name", "=like", "Case %")]), FEW
        )
        self.assertTrue(before[0].is_sample)

    def test_a_second_sample_comes_beside_the_first(self):
        before = len(self.loaded())
        self.step("action_sample")
        self.assertGreater(len(self.loaded()), before)
        self.assertEqual(self.job.diff_count, 0)

    def targets(self, loaded):
        return [self.env[one.res_model].browse(one.res_id) for one in loaded]

    def take_back(self):
        action = self.job.action_plan_sample_rollback()
        self.work(self.job)
        plan = self.env[action["res_model"]].browse(action["res_id"])
        self.execute(plan)
        return plan

    def test_taken_back_it_is_as_if_it_had_never_been(self):
        targets = self.targets(self.loaded())
        records = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id), ("is_sample", "=", True)]
        )
        self.take_back()
        self.assertEqual(self.job.state, "confirmed")
        self.assertFalse([one for one in targets if one.exists()])
        self.assertEqual(set(records.mapped("state")), {"staged"})
        self.assertFalse(any(records.mapped("res_id")))
        self.assertEqual((self.job.sample_count, self.job.diff_count), (0, 0))
        # What the preparation has made is no part of the sample.
        self.assertTrue(
            self.job.setup_item_ids.filtered(lambda one: one.state == "made")
        )
        self.assertTrue(self.target("statuss", "s0").exists())

    def test_taken_back_it_can_be_tried_and_run_again(self):
        self.take_back()
        self.step("action_sample")
        self.assertEqual((self.job.state, self.job.diff_count), ("sampled", 0))
        self.take_back()
        self.step("action_run")
        [cases] = [row for row in self.job.get_summary() if row["object"] == "case"]
        self.assertEqual((cases["created"], cases["skipped"]), (FEW, 0))
        self.assertEqual(
            self.env["crm.lead"].search_count([("name", "=like", "Case %")]), FEW
        )

    def test_what_people_have_changed_of_it_is_kept_and_named(self):
        record = self.loaded().filtered(lambda one: one.object == "case")[0]
        lead = self.env["crm.lead"].browse(record.res_id)
        lead.name = "Ours now"
        plan = self.take_back()
        self.assertTrue(lead.exists())
        self.assertEqual(record.state, "created")
        self.assertEqual(self.line(plan, lead).reason, "edited")
        self.assertTrue(lead.partner_id.exists())

    def test_after_the_run_only_the_sample_goes(self):
        sampled = self.targets(self.loaded())
        self.step("action_run")
        others = [one for one in self.targets(self.loaded()) if one not in sampled]
        self.assertTrue(others)
        self.take_back()
        self.assertEqual(self.job.state, "delta")
        self.assertTrue(all(one.exists() for one in others))
        self.assertFalse(
            [one for one in sampled if one._name == "crm.lead" and one.exists()]
        )

    def test_giving_it_up_leaves_the_migration_confirmed(self):
        self.job.action_sample()
        self.job.action_cancel()
        self.assertEqual((self.job.state, self.job.task), ("sampled", False))


@tagged("post_install", "-at_install")
class TestSampleOfAll(LoaderCase):
    def test_a_sample_may_be_all_there_is(self):
        lost = {"id": "a1", "case_id": "nowhere", "summary": "Call"}
        self.prepare({**FIRM, "activitys": [lost]})
        self.step("action_sample")
        self._assert_one_line_says_what_is_not_loaded()
        self.step("action_run")
        self.assertEqual(self.job.state, "delta")
        self.assertFalse(
            self.env["case.migration.record"].search([("state", "=", "staged")])
        )

    def _assert_one_line_says_what_is_not_loaded(self):
        self.assertEqual(self.job.diff_count, 1)
        record = self.record("activitys", "a1")
        rows = self.env["case.migration.diff"].search([("record_id", "=", record.id)])
        told = rows.filtered("deviates")
        self.assertEqual((told.target_field, told.result), ("record", "missing"))
        self.assertEqual(told.reason, record.reason)
        [summary] = rows.filtered(lambda row: row.target_field == "summary")
        self.assertEqual(
            (summary.source_value, summary.expected_value, summary.result),
            ("Call", "Call", "not_loaded"),
        )

    def test_it_needs_a_confirmed_map(self):
        with self.assertRaises(UserError):
            self.job.action_sample()


@tagged("post_install", "-at_install")
class TestSampleOfMany(LoaderCase):
    """500 records out of a firm with 20,000 cases, in seconds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare({**BIG, "cases": BIG["cases"][:3]})
        cls._stage("contacts", CASES_OF_MANY, "'name', 'Client ' || n")
        cls._stage(
            "cases",
            CASES_OF_MANY,
            """'title', 'Case ' || n, 'status', 'St ' || n %% 9, 'type', 'Auto',
            'owner_id', 'u' || n %% 7, 'client_id', n::text,
            'created_at', (2000 + n %% 24) || '-05-05',
            'description', repeat('text ' || n, n %% 60)""",
        )
        for stream, each in (("notes", 3), ("activitys", 1), ("documents", 1)):
            cls._stage(
                stream,
                each * CASES_OF_MANY,
                f"'case_id', (n %% {CASES_OF_MANY})::text, 'body', repeat('note ', 9)",
            )

    @classmethod
    def _stage(cls, stream, count, payload):
        stream = cls.source.stream_ids.filtered(lambda one: one.name == stream)
        cls.env.cr.execute(
            f"""
            INSERT INTO case_migration_record
                   (source_id, stream_id, company_id, object, key, name, state, payload,
                    digest, read_run)
            SELECT %s, %s, %s, %s, n::text, 'N ' || n, 'staged',
                   jsonb_build_object('id', n::text, {payload}), 'x', 1
              FROM generate_series(1, %s) n
            """,
            (cls.source.id, stream.id, cls.env.company.id, stream.object, count),
        )
        cls.env.cr.execute("ANALYZE case_migration_record")

    def test_it_takes_seconds(self):
        self.job.sample_size = 500
        sampling = self.env["case.migration.sampling"]
        started, queries = time.monotonic(), self.cr.sql_log_count
        chosen = sampling._choose(self.job)
        scope = self.env["case.migration.sample.scope"]
        found = scope._with_all_that_belongs(self.job, chosen)
        sampling._mark(found)
        seconds = time.monotonic() - started
        self.assertEqual(len(chosen), 500)
        self.assertGreater(len(found), 3000)
        self.assertLess(self.cr.sql_log_count - queries, 150)
        self.assertLess(seconds, 30)
        _logger.info("sample: %.1f s, %s records", seconds, len(found))
