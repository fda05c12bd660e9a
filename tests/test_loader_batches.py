from contextlib import ExitStack
from unittest.mock import patch

from odoo.tests import tagged

from .loader_case import LoaderCase
from .loader_firm import BYTES, CASES, EVERYTHING


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
            for vals in [vals_list] if isinstance(vals_list, dict) else vals_list:
                if names & {vals.get("name"), vals.get("summary")}:
                    raise ValueError("refused")
            return create(records, vals_list)

        return patch.object(self.env.registry[model], "create", refusing)

    def test_one_that_cannot_even_be_prepared_fails_alone(self):
        loader = self.env.registry["case.migration.loader.mail_activity"]
        prepare = loader._prepare

        def refusing(self, items, job):
            if any(item.key == "a1" for item in items):
                raise TypeError("not prepared for this")
            return prepare(self, items, job)

        with patch.object(loader, "_prepare", refusing):
            self.load(BYTES, **EVERYTHING)
        self.assertFalse(self.job.problem)
        record = self.record("activitys", "a1")
        self.assertEqual((record.state, record.reason_kind), ("failed", "TypeError"))
        self.assertNotIn("prepared", record.reason)
        self.assertEqual(self.record("activitys", "a2").state, "created")
