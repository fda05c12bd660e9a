from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.support.snapshot import snapshot
from .loader_case import LoaderCase
from .loader_firm import BYTES, EVERYTHING

# Rows that come and go by themselves, or are this addon's own.
TRANSIENT = (
    "case_migration_",
    "bus_",
    "ir_cron_",
    "ir_profile",
    "mail_presence",
    "mail_tracking_value",
    "orm_signaling_",
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
        # A job has a chatter and reminders of its own.
        rows["mail_message"] -= cls.env["mail.message"].search_count(
            [("model", "=like", "case.migration%")]
        )
        rows["mail_activity"] -= cls.env["mail.activity"].search_count(
            [("res_model", "=like", "case.migration%")]
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
