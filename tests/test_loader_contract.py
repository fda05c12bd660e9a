from base64 import b64encode
from contextlib import ExitStack
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.snapshot import snapshot
from .loader_case import FIRM, LoaderCase

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
PICTURE = f'<img src="data:image/png;base64,{b64encode(PNG).decode()}"/>'
CASES = [
    *FIRM["cases"],
    {
        "id": "m2",
        "title": "Won",
        "status": "Resolved",
        "outcome": "won",
        "client_id": "c1",
        "closed_on": "2020-05-05T12:00:00",
        "type": "Auto",
        "source": "Radio Z",
        "parties": [{"id": "c2", "role": "Witness"}],
    },
    {"id": "m3", "title": "Lost", "status": "Open", "outcome": "lost", "reason": "X"},
    {"id": "m4", "title": "Put away", "status": "Open", "outcome": "archived"},
]
EVERYTHING = {
    **FIRM,
    "teams": [{"id": "t1", "name": "Litigation Z", "member_ids": ["u1"]}],
    "lead_sources": [{"id": "r1", "name": "Radio Z"}, {"id": "r2", "name": "radio z"}],
    "companys": [
        {"id": "o1", "name": "Child Ltd", "parent_id": "o2", "city": "Rome"},
        {"id": "o2", "name": "Parent Ltd", "city": "Oslo", "email": "p@o.test"},
    ],
    "contacts": [
        *FIRM["contacts"],
        {"id": "c3", "name": "At Work", "company_id": "o2", "street": "Own 1"},
    ],
    "cases": CASES,
    "activitys": [
        {
            "id": f"a{number}",
            "case_id": f"m{number % 4 + 1}",
            "type": "Call",
            "summary": f"Call {number}",
            "user_id": ("u1", "u2")[number % 2],
            "due_on": "2024-01-01",
            "done": number % 3 == 0,
            "done_at": "2024-02-01T10:00:00" if number % 3 == 0 else "",
        }
        for number in range(8)
    ],
    "notes": [
        {
            "id": f"n{number}",
            "case_id": f"m{number % 4 + 1}",
            "body": f"<p>Note {number} {PICTURE if number % 2 else ''}</p>",
            "date": f"2020-01-{number + 1:02d}T10:00:00",
            "author_email": "ann@firm.test",
        }
        for number in range(8)
    ],
    "documents": [
        {"id": f"d{number}", "case_id": "m1", "name": f"{number}.html"}
        for number in range(4)
    ],
    "events": [
        {
            "id": "e1",
            "case_id": "m1",
            "name": "Hearing",
            "start": "2030-01-07T10:00:00",
            "stop": "2030-01-07T11:00:00",
            "user_id": "u1",
            "attendees": [{"email": "jane@x.test"}],
        },
        {
            "id": "e2",
            "case_id": "m1",
            "name": "Weekly",
            "start": "2030-01-07T10:00:00",
            "stop": "2030-01-07T11:00:00",
            "user_id": "u1",
            "frequency": "weekly",
            "days": ["MO"],
            "count": 4,
            "exceptions": [{"date": "2030-01-14", "action": "deleted"}],
            "attendees": [{"email": "jane@x.test"}],
        },
    ],
    "billings": [{"id": "b1", "case_id": "m1", "client_id": "c1", "number": "1"}],
    "custom_fields": [{"id": "f1", "label": "parties"}, {"id": "f2", "label": "else"}],
    "claim_types": [{"id": "k1", "name": "Auto"}, {"id": "k2", "name": "Admiralty"}],
}
BYTES = {f"d{number}": b"<p>%d</p>" % number for number in range(4)}
# Rows that come and go by themselves, or are this addon's own.
TRANSIENT = (
    "case_migration_",
    "bus_",
    "ir_cron_",
    "ir_profile",
    "mail_presence",
    "mail_tracking_value",
)


@tagged("post_install", "-at_install")
class TestLoaderContract(LoaderCase):
    """What every loader must keep, tried on all of them in one run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("crm.pls_start_date", "2000-01-01")
        cls.known_reason = cls.env["crm.lost.reason"].create({"name": "X"})
        cls.rows = cls.count_rows()
        cls.meant = []
        with cls.watching():
            cls.load(BYTES, **EVERYTHING)

    @classmethod
    def watching(cls):
        """Note what each loader means to write, and what it remembers."""
        loader = cls.env.registry["case.migration.loader"]
        remember = loader._remember

        def noting(self, items, records, targets):
            values = [dict(item.values) for item in items]
            remember(self, items, records, targets)
            cls.meant += [
                (record._name, record.id, value)
                for record, value in zip(records, values, strict=True)
            ]

        return patch.object(loader, "_remember", noting)

    @classmethod
    def count_rows(cls):
        """:return: ``{table: number of rows}`` of the whole database"""
        cls.env.flush_all()
        tables = cls.env.execute_query(
            SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        names = [name for [name] in tables if not name.startswith(TRANSIENT)]
        counts = SQL(" UNION ALL ").join(
            SQL("SELECT %s, count(*) FROM %s", name, SQL.identifier(name))
            for name in names
        )
        rows = dict(cls.env.execute_query(counts))
        # A job has a chatter of its own.
        rows["mail_message"] -= cls.env["mail.message"].search_count(
            [("model", "=like", "case.migration%")]
        )
        return rows

    def setUp(self):
        super().setUp()
        self.connection.streams = EVERYTHING
        self.connection.documents = BYTES

    def added(self, before=None):
        """:return: ``{table: new rows}``, since ``before`` or since the beginning"""
        before = before or self.rows
        return {
            table: count - before.get(table, 0)
            for table, count in self.count_rows().items()
            if count != before.get(table, 0)
        }

    # ------------------------------------------------- it has all happened

    def test_everything_is_accounted_for(self):
        self.assertFalse(self.job.problem)
        outcomes = ("created", "matched", "updated", "skipped", "failed")
        for row in self.job.get_summary():
            self.assertTrue(row["source"], row)
            self.assertEqual(row["source"], sum(row[name] for name in outcomes), row)
            self.assertFalse(row["failed"], row)

    # ------------------------------------------------- quiet

    def test_nobody_is_told(self):
        added = self.added()
        told = ("mail_mail", "mail_notification", "mail_followers", "sms_sms")
        self.assertFalse({table for table in told if added.get(table)}, added)
        self.assertFalse(added.get("crm_lead_scoring_frequency"), added)

    def test_the_chatter_holds_notes_and_done_activities_alone(self):
        messages = self.env["mail.message"].search([("model", "=", "crm.lead")])
        own = messages.filtered(lambda one: one.res_id in self._ids("crm.lead"))
        self.assertEqual(len(own), 8 + 3)

    def test_activities_are_those_of_the_source(self):
        activities = self.env["mail.activity"].with_context(active_test=False)
        found = activities.search([("res_model", "=", "crm.lead")])
        own = found.filtered(lambda one: one.res_id in self._ids("crm.lead"))
        self.assertEqual(len(own), 8)

    def _ids(self, model):
        records = self.env["case.migration.record"].search(
            [("res_model", "=", model), ("state", "=", "created")]
        )
        return records.mapped("res_id")

    # ------------------------------------------------- idempotent

    def test_a_second_run_makes_nothing(self):
        before = self.count_rows()
        self.step("action_run")
        self.assertFalse(self.job.problem)
        self.assertFalse(self.added(before))

    def test_a_second_job_makes_nothing(self):
        before = self.count_rows()
        second = self.job.copy({"name": "Again"})
        self.migrate(job=second)
        self.assertFalse(second.problem)
        self.assertFalse(self.added(before))

    # ------------------------------------------------- audited

    def test_every_new_record_has_an_audit_line(self):
        lines = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("operation", "=", "create")]
        )
        logged = {}
        for line in lines:
            logged.setdefault(line.res_model, set()).add(line.res_id)
        for model, ids in logged.items():
            table = self.env[model]._table
            self.assertEqual(self.added().get(table, 0), len(ids), model)

    def test_what_was_remembered_is_what_the_database_holds(self):
        lines = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("operation", "=", "create")]
        )
        relinked = self.env["case.migration.audit.log"].search(
            [("job_id", "=", self.job.id), ("operation", "=", "write")]
        )
        changed = {(line.res_model, line.res_id): line.after for line in relinked}
        for line in lines:
            record = self.env[line.res_model].browse(line.res_id)
            expected = {
                **line.after,
                **changed.get((line.res_model, line.res_id), {}),
            }
            self.assertEqual(snapshot(record, expected)[record.id], expected)

    # ------------------------------------------------- read-back

    def test_what_was_meant_is_what_was_written(self):
        self.assertGreater(len(self.meant), 25)
        for model, res_id, values in self.meant:
            record = self.env[model].browse(res_id)
            held = snapshot(record, values)[record.id]
            for name, value in values.items():
                if name in held:
                    with self.subTest(model=model, field=name):
                        self._compare(record._fields[name], held[name], value)

    def _compare(self, field, held, value):
        if field.type in ("one2many", "many2many") or name_of(field) in RELINKED:
            return
        if value is None:
            return  # left to Odoo
        if field.type == "html":
            self.assertEqual(bool(held), bool(value))
        elif field.type == "datetime":
            self.assertEqual(held, fields.Datetime.to_string(value) or False)
        elif field.type == "date":
            self.assertEqual(held, fields.Date.to_string(value) or False)
        else:
            self.assertEqual(held or False, value or False)

    # ------------------------------------------------- reversible

    def test_a_rollback_leaves_the_database_as_it_was(self):
        self.roll_back()
        self.assertFalse(self.job.problem)
        kept = self.env["case.migration.finding"].search(
            [("job_id", "=", self.job.id), ("kind", "=", "rollback_kept")]
        )
        self.assertFalse(kept, kept.mapped("message"))
        self.assertFalse(self.added())

    def test_and_it_can_be_loaded_again(self):
        self.roll_back()
        self.prepare()
        self.step("action_run")
        self.assertFalse(self.job.problem)
        self.assertFalse(sum(row["failed"] for row in self.job.get_summary()))


# Written once more when what they refer to was there.
RELINKED = ("res.partner.parent_id", "res.partner.type")


def name_of(field):
    return f"{field.model_name}.{field.name}"


@tagged("post_install", "-at_install")
class TestLoaderBatches(LoaderCase):
    """What becomes of a record does not depend on its batch."""

    def outcome(self, size):
        self.job.batch_size = size
        self.load(BYTES, **EVERYTHING)
        self.assertFalse(self.job.problem)
        records = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id)]
        )
        states = {(one.object, one.key): one.state for one in records}
        names = {
            (one.object, one.key): self.env[one.res_model]
            .browse(one.res_id)
            .display_name
            for one in records
            if one.res_id
        }
        self.roll_back()
        return states, names

    def test_one_by_one_or_all_at_once(self):
        states, names = self.outcome(1)
        all_states, all_names = self.outcome(100)
        self.assertEqual(states, all_states)
        self.assertEqual(names, all_names)

    def test_a_bad_record_fails_alone(self):
        bad = {
            ("companys", "o1"): ("res.partner", "Child Ltd"),
            ("contacts", "c3"): ("res.partner", "At Work"),
            ("cases", "m5"): ("crm.lead", "Alone"),
            ("activitys", "a1"): ("mail.activity", "Call 1"),
            ("documents", "d2"): ("ir.attachment", "2.html"),
            ("events", "e2"): ("calendar.event", "Weekly"),
        }
        cases = [*CASES, {"id": "m5", "title": "Alone", "status": "Open"}]
        with ExitStack() as stack:
            for model in {model for model, _name in bad.values()}:
                names = {name for one, name in bad.values() if one == model}
                stack.enter_context(self._refusing(model, names))
            self.load(BYTES, **{**EVERYTHING, "cases": cases})
        self.assertFalse(self.job.problem)
        failed = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id), ("state", "=", "failed")]
        )
        self.assertEqual({(one.stream_id.name, one.key) for one in failed}, set(bad))

    def _refusing(self, model, names):
        create = self.env.registry[model].create

        def refusing(records, vals_list):
            for vals in vals_list:
                if names & {vals.get("name"), vals.get("summary")}:
                    raise ValueError("refused")
            return create(records, vals_list)

        return patch.object(self.env.registry[model], "create", refusing)
