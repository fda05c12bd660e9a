import hashlib
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from .loader_case import LoaderCase
from .loader_firm import BYTES, EVERYTHING, PICTURE

COLUMNS = [
    "source object",
    "source id",
    "source field",
    "source value",
    "destination model",
    "record",
    "destination field",
    "expected value",
    "destination value",
    "result",
]
LONG = "It was a dark and stormy night in the office of the firm."
SERIES = {
    "fortnightly": {"frequency": "weekly", "interval": 2, "days": ["MO", "SU"]},
    "daily": {"frequency": "daily", "count": 80},  # over the change of the clock
    "monthly": {"rule": "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20300709T100000Z"},
    "last": {"start": "2030-01-31T10:00:00", "stop": "2030-01-31T11:00:00"}
    | {"rule": "RRULE:FREQ=MONTHLY;COUNT=5"},
    "until": {
        "rule": "FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=MO,SU;UNTIL=20300204T145959Z"
    },
    "yearly": {"frequency": "yearly", "count": 3},
    "all-day": {"frequency": "weekly", "all_day": True, "days": ["MO"], "count": 3}
    | {"exceptions": [{"date": "2030-01-14", "start": "2030-01-15"}]},
    "moved": {
        "frequency": "weekly",
        "days": ["MO"],
        "exceptions": [
            {"date": "2030-01-14", "start": "2030-01-15T09:00:00"},
            {"date": "2030-01-21", "action": "deleted"},
        ],
    },
    "alone": {"frequency": "weekly", "days": ["TU"]},
    "away": {"frequency": "daily", "zone": "America/Chicago"},
}
FIRM = {
    **EVERYTHING,
    "events": [
        *EVERYTHING["events"],
        *(
            {
                "id": name,
                "case_id": "m1",
                "name": name,
                "start": "2030-01-07T10:00:00",
                "stop": "2030-01-07T11:00:00",
                "count": "" if "rule" in values else 5,
                **values,
            }
            for name, values in SERIES.items()
        ),
    ],
    "cases": [
        {**EVERYTHING["cases"][0], "description": f"<p>{LONG}</p>", "team_id": "t1"},
        *EVERYTHING["cases"][1:],
    ],
    "notes": [
        *EVERYTHING["notes"],
        {
            "id": "files",
            "case_id": "m1",
            "body": f"Two files {PICTURE}",
            "date": "2021-01-01T10:00:00",
            "files": [{"name": "a.txt", "type": "text/plain", "base64": "YWJj"}],
        },
    ],
}


class SampleCase(LoaderCase):
    """The whole small firm, loaded as the sample."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.documents = BYTES
        cls.prepare(FIRM)
        cls.plant()
        cls.step("action_sample")
        failed = cls.job.batch_ids.filtered("error_message")
        assert not failed, failed.mapped("error_details")
        cls.rows = cls.env["case.migration.diff"].search([("job_id", "=", cls.job.id)])

    @classmethod
    def plant(cls):
        """Make the loaders do wrong, in the tests that are about that."""

    @classmethod
    def rows_of(cls, source_object, target, key=None):
        return cls.rows.filtered(
            lambda row: (
                row.object == source_object
                and row.target_field == target
                and (key is None or row.key == key)
            )
        )


@tagged("post_install", "-at_install")
class TestDiff(SampleCase):
    """What was loaded is compared with the source, field by field."""

    def test_a_faithful_load_has_no_deviations(self):
        self.assertEqual(self.job.state, "sampled")
        deviating = [
            (
                row.object,
                row.key,
                row.target_field,
                row.expected_value,
                row.target_value,
            )
            for row in self.rows
            if row.deviates
        ]
        self.maxDiff = None
        self.assertEqual(deviating, [])
        self.assertEqual(self.job.diff_count, 0)

    def test_every_mapped_field_of_every_record_has_a_row(self):
        case = self.record("cases", "m2")
        fields = set(
            self.rows.filtered(lambda row: row.record_id == case).mapped("target_field")
        )
        mapped = set(
            self.job.line_ids.filtered(
                lambda line: line.mapping_id.object == "case"
            ).mapped("target_field")
        )
        self.assertEqual(fields, mapped - {False, ""})

    def test_each_event_of_a_series_is_compared(self):
        for name in SERIES:
            with self.subTest(name):
                [row] = self.rows_of("event", "occurrences", name)
                self.assertEqual(row.result, "equal", row.reason)
                self.assertEqual(row.expected_value, row.target_value)
                self.assertGreater(row.target_value.count(", "), 1)
        [row] = self.rows_of("event", "occurrences", "moved")
        self.assertEqual(
            row.target_value,
            "2030-01-07 15:00:00 - 16:00:00, 2030-01-15 14:00:00 - 15:00:00, "
            "2030-01-28 15:00:00 - 16:00:00, 2030-02-04 15:00:00 - 16:00:00",
        )
        self.assertFalse(self.rows_of("event", "occurrences", "e1"))

    def test_a_row_has_the_source_the_expected_and_the_value_in_odoo(self):
        [row] = self.rows_of("case", "partner_id", "m1")
        client = self.target("contacts", "c1")
        shown = f"{client.display_name} ({client.id})"
        self.assertEqual((row.source_field, row.source_value), ("client_id", "c1"))
        self.assertEqual((row.expected_value, row.target_value), (shown, shown))
        self.assertEqual(row.result, "equal")

    def test_a_normalisation_is_named(self):
        [row] = self.rows_of("case", "description", "m1")
        self.assertIn(row.result, ("equal", "normalised"))
        [row] = self.rows_of("case", "expected_revenue", "m1") or [row]
        rows = self.rows.filtered(lambda row: row.result == "normalised")
        self.assertTrue(rows)
        self.assertTrue(all(rows.mapped("reason")))

    def test_what_odoo_must_hold_differently_says_by_which_rule(self):
        rows = self.rows.filtered(lambda row: row.result == "by_rule")
        self.assertTrue(all(rows.mapped("reason")))
        [row] = self.rows_of("event", "start_date", "e1")
        self.assertEqual((row.result, row.target_value), ("by_rule", False))

    def test_files_are_compared_by_their_bytes(self):
        rows = self.rows_of("document", "raw")
        self.assertEqual(len(rows), len(BYTES))
        self.assertEqual(set(rows.mapped("result")), {"equal"})
        self.assertEqual(len(rows[0].expected_value), 64)

    def test_what_people_change_in_odoo_is_seen(self):
        self.connection.documents = BYTES
        self.lead().name = "Something else"
        self.job.batch_ids.filtered(lambda batch: batch.kind == "diff").write(
            {"state": "todo", "position": False}
        )
        self.job.task = "sample"
        self.work(self.job)
        rows = self.env["case.migration.diff"].search(
            [("job_id", "=", self.job.id), ("deviates", "=", 1)]
        )
        self.assertEqual(rows.mapped("target_field"), ["name"])
        self.assertEqual(rows.target_value, "Something else")

    def test_the_table_has_exactly_the_agreed_columns(self):
        [sheet] = self.job._exported("diff")
        self.assertEqual(list(sheet.columns), COLUMNS)
        rows = list(sheet.rows)
        self.assertEqual(len(rows), len(self.rows))
        [row] = [row for row in rows if row[:3] == ["case", "m1", "client_id"]]
        client = self.target("contacts", "c1")
        self.assertEqual(row[3], "c1")
        self.assertEqual(row[4:7], ["crm.lead", self.lead().id, "partner_id"])
        self.assertEqual(row[7:9], [f"{client.display_name} ({client.id})"] * 2)
        self.assertEqual(row[9], "equal")

    def test_values_are_for_managers(self):
        user = new_test_user(
            self.env, "diff_user", groups="crm_case_migration.group_user"
        )
        row = self.rows[0].with_user(user)
        self.assertIn("result", row.fields_get())
        for name in ("source_value", "expected_value", "target_value", "reason"):
            self.assertNotIn(name, row.fields_get())

    def test_a_record_is_shown_side_by_side(self):
        action = self.record("cases", "m1").action_open_diff()
        rows = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(set(rows.mapped("key")), {"m1"})


@tagged("post_install", "-at_install")
class TestPlantedDeviations(SampleCase):
    """A loader that does wrong is found out, whatever it remembers of its deeds."""

    @classmethod
    def plant(cls):
        cls._change("crm_lead", "_prepare", cls._swap_owners_and_cut)
        cls._change("mail_activity", "_prepare", cls._shift_by_a_day)
        cls._change("mail_message", "_files", lambda item, files: files[:1])
        cls._change("ir_attachment", "_read", cls._cut_bytes)
        cls._change("calendar_event", "_prepare", cls._forget_people)
        cls._change("calendar_event", "_create", cls._move_one_and_drop_one)
        cls._change("res_partner", "_create", cls._add_a_value)

    @classmethod
    def _change(cls, loader, method, change):
        """Let a loader's method end with ``change(its arguments, its result)``."""
        model = type(cls.env[f"case.migration.loader.{loader}"])
        original = getattr(model, method)

        def changed(self, first, *args):
            result = original(self, first, *args)
            other = change(first, result)
            return result if other is None else other

        cls.startClassPatcher(patch.object(model, method, changed))

    @classmethod
    def _swap_owners_and_cut(cls, items, _result):
        for item in items:
            item.values["user_id"] = cls.env.ref("base.user_root").id
            if item.values.get("description"):
                item.values["description"] = item.values["description"][:30]

    @staticmethod
    def _shift_by_a_day(items, _result):
        for item in items:
            if item.values.get("date_deadline"):
                item.values["date_deadline"] += timedelta(days=1)

    @staticmethod
    def _cut_bytes(item, content):
        item.memo["digest"] = hashlib.sha256(content[:-1]).hexdigest()
        return content[:-1]

    @staticmethod
    def _forget_people(items, _result):
        for item in items:
            item.values["partner_ids"] = []

    @staticmethod
    def _move_one_and_drop_one(items, events):
        for item, event in zip(items, events, strict=True):
            later = event.recurrence_id.calendar_event_ids.sorted("start")
            if item.key == "moved":
                later[1].start += timedelta(days=1)
                later[2].stop += timedelta(days=1)
                later[2].start += timedelta(days=1)
            if item.key == "daily":
                later[7].active = False
            if item.key == "yearly":
                later[1].stop += timedelta(minutes=5)

    @staticmethod
    def _add_a_value(items, partners):
        for item, partner in zip(items, partners, strict=True):
            if item.key == "c2":
                partner.phone = "+1 2"

    def found(self, rows, result, *words):
        self.assertTrue(rows)
        self.assertEqual(set(rows.mapped("result")), {result}, rows.mapped("reason"))
        for word in words:
            self.assertIn(word, rows[0].reason)

    def test_a_text_that_was_cut_off(self):
        self.found(self.rows_of("case", "description", "m1"), "different", "Cut")

    def test_an_owner_who_was_swapped(self):
        self.found(self.rows_of("case", "user_id", "m1"), "different")

    def test_a_date_that_was_shifted(self):
        done = self.rows_of("activity", "date_deadline", "a0")
        self.found(done, "different", "+1 d")

    def test_a_file_that_was_dropped_from_a_note(self):
        rows = self.rows_of("note", "attachments", "files")
        self.found(rows, "missing")

    def test_a_document_that_has_other_bytes(self):
        self.found(self.rows_of("document", "raw"), "different")

    def test_people_who_were_lost(self):
        self.found(self.rows_of("event", "attendees", "e1"), "missing")

    def test_later_events_of_a_series_that_were_moved_or_lost(self):
        moved = self.rows_of("event", "occurrences", "moved")
        self.found(moved, "different", "2030-01-15", "Not in the source: 2030-01-16")
        lost = self.rows_of("event", "occurrences", "daily")
        self.found(lost, "missing", "Not in Odoo: 2030-01-14 15:00:00 - 16:00:00.")
        longer = self.rows_of("event", "occurrences", "yearly")
        self.found(longer, "different", "2031-01-07 15:00:00 - 16:05:00")

    def test_a_value_that_nobody_gave(self):
        self.found(self.rows_of("contact", "phone", "c2"), "different")

    def test_and_nothing_else(self):
        deviating = {
            (row.object, row.target_field) for row in self.rows if row.deviates
        }
        self.assertLessEqual(
            deviating,
            {
                ("case", "description"),
                ("case", "user_id"),
                ("activity", "date_deadline"),
                ("note", "attachments"),
                ("note", "body"),
                ("document", "raw"),
                ("document", "size"),
                ("event", "attendees"),
                ("event", "occurrences"),
                ("contact", "phone"),
            },
        )
