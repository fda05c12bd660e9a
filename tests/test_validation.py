from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged

from .loader_case import LoaderCase
from .loader_firm import BYTES, EVERYTHING


class ValidationCase(LoaderCase):
    """The small firm, moved, and then something may have gone wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.documents = BYTES
        cls.plant()
        cls.load(BYTES, **EVERYTHING)
        cls.tamper()
        cls.validate()

    @classmethod
    def plant(cls):
        """Make the loaders do wrong, in the tests that are about that."""

    @classmethod
    def tamper(cls):
        """Change what was loaded, in the tests that are about that."""

    def setUp(self):
        super().setUp()
        self.connection.documents = dict(BYTES)

    @classmethod
    def validate(cls):
        cls.step("action_validate")
        assert not cls.job.problem, cls.job.problem

    def check(self, kind, source_object=None):
        return self.job.check_ids.filtered(
            lambda check: (
                check.kind == kind
                and (check.mapping_id.object or None) == source_object
            )
        )

    def listed(self, check):
        action = check.action_open()
        return self.env[action["res_model"]].search(action["domain"])

    def refuted(self, kind, source_object=None):
        """The list behind a check, which must have failed, alone among its like."""
        check = self.check(kind, source_object)
        self.assertEqual(check.state, "failed", check.message)
        others = self.job.check_ids.filtered(lambda one: one.state == "failed") - check
        self.assertFalse(others.filtered(lambda one: one.kind == kind))
        return self.listed(check)


@tagged("post_install", "-at_install")
class TestValidation(ValidationCase):
    """Is everything in Odoo, or on a list with a reason?"""

    def test_a_faithful_migration_passes(self):
        self.assertEqual(self.job.state, "validated")
        failed = self.job.check_ids.filtered(lambda check: check.state == "failed")
        self.assertFalse(failed, failed.mapped("message"))
        self.assertNotIn("todo", self.job.check_ids.mapped("state"))
        self.assertEqual(
            set(self.job.check_ids.mapped("kind")),
            {"counts", "links", "fields", "references", "files", "dates", "mails"},
        )
        self.assertTrue(all(self.job.check_ids.mapped("message")))

    def test_counts_add_up_and_give_reasons(self):
        check = self.check("counts", "user")
        self.assertEqual(check.checked, 2)
        self.assertIn("matched 1, skipped 1 (No user in Odoo: 1)", check.message)

    def test_the_bound_is_told_when_nothing_deviates(self):
        check = self.check("fields")
        records = len(self.listed(check).record_id)
        bound = 100 * (1 - 0.05 ** (1 / records))
        self.assertIn(f"at most {bound:.2f} % of all records", check.message)

    def test_the_summary_has_it_object_by_object(self):
        [row] = [row for row in self.job.get_summary() if row["object"] == "case"]
        self.assertEqual(row["validation"]["failed"], 0)
        self.assertGreater(row["validation"]["passed"], 2)

    def test_the_list_begins_with_what_has_failed_and_ends_with_what_is_not_there(self):
        view = self.env.ref("crm_case_migration.case_migration_check_view_list")
        order = etree.fromstring(view.arch).get("default_order")
        checks = self.job.check_ids
        checks[1].state, checks[3].state = "not_applicable", "failed"
        listed = checks.search([("id", "in", checks.ids)], order=order).mapped("state")
        self.assertEqual(listed[0], "failed")
        self.assertEqual(set(listed[1:-1]), {"passed"})
        self.assertEqual(listed[-1], "not_applicable")

    def test_what_does_not_apply_says_so(self):
        self.env["case.migration.record"].search([("object", "=", "document")]).write(
            {"state": "skipped", "reason_kind": "too_large"}
        )
        self.validate()
        self.assertEqual(self.check("files", "document").state, "not_applicable")

    def test_files_can_be_compared_with_the_load_alone(self):
        self.connection.documents.clear()
        self.job.file_check = "load"
        self.validate()
        self.assertEqual(self.check("files", "document").state, "passed")

    def test_every_file_that_came_within_a_note_is_compared(self):
        check = self.check("files", "note")
        self.assertEqual((check.state, check.checked), ("passed", 4), check.message)
        self.target("notes", "n1").attachment_ids.raw = b"tampered with"
        self.target("notes", "n3").attachment_ids.unlink()
        self.validate()
        check = self.check("files", "note")
        self.assertEqual((check.state, check.deviations), ("failed", 2))
        self.assertEqual(self.listed(check).record_id.mapped("key"), ["n1", "n3"])
        self.assertIn("image1.png", self.listed(check)[0].message)

    def test_later_changes_make_it_out_of_date(self):
        self.step("action_delta")
        self.assertEqual(self.job.state, "delta")

    def test_a_second_validation_takes_the_place_of_the_first(self):
        before = len(self.job.check_ids)
        self.lead().name = "Something else"
        self.validate()
        self.assertEqual(len(self.job.check_ids), before)
        self.assertEqual(self.check("fields").state, "failed")


@tagged("post_install", "-at_install")
class TestValidationFinds(ValidationCase):
    """What has gone wrong since the load is found, each by its check."""

    @classmethod
    def tamper(cls):
        lead, activity = cls.lead(), cls.target("activitys", "a1")
        message = lead.message_post(
            body="Hello", partner_ids=cls.target("contacts", "c1").ids
        )
        assert message.notification_ids
        lead.write(
            {"name": "Something else", "partner_id": cls.target("contacts", "c2").id}
        )
        activity.date_deadline = "0024-01-01"
        cls.target("activitys", "a2").unlink()
        cls.record("contacts", "c3").state = "staged"
        cls.target("documents", "d1").raw = b"tampered with"
        cls.connection.documents = {**BYTES, "d2": b"other"}

    def test_a_record_that_was_forgotten(self):
        found = self.refuted("counts", "contact")
        self.assertEqual(found.record_id, self.record("contacts", "c3"))

    def test_a_record_that_is_gone_from_odoo(self):
        found = self.refuted("links", "activity")
        self.assertEqual(found.record_id, self.record("activitys", "a2"))

    def test_a_field_that_is_not_as_it_should_be(self):
        found = self.refuted("fields").filtered("deviates")
        self.assertIn(
            ("m1", "name"), found.mapped(lambda row: (row.key, row.target_field))
        )
        self.assertRegex(self.check("fields").message, r"Deviations: [1-9]")

    def test_a_reference_that_leads_elsewhere(self):
        found = self.refuted("references", "case")
        self.assertEqual((found.key, found.target_field), ("m1", "partner_id"))

    def test_files_with_other_bytes_on_either_side(self):
        found = self.refuted("files", "document")
        self.assertEqual(found.record_id.mapped("key"), ["d1", "d2"])

    def test_a_date_that_cannot_be(self):
        found = self.refuted("dates", "activity")
        self.assertEqual(found.target_field, "date_deadline")

    def test_a_mail_that_went_out(self):
        found = self.refuted("mails")
        self.assertEqual(found.record_id, self.record("cases", "m1"))


@tagged("post_install", "-at_install")
class TestValidationFindsLoaders(ValidationCase):
    """What a wrong loader did is found without it."""

    @classmethod
    def plant(cls):
        loader = type(cls.env["case.migration.loader.crm_lead"])
        prepare = loader._prepare
        nobody = cls.env.ref("base.user_root").id

        def swapping(self, items, job):
            prepare(self, items, job)
            for item in items:
                item.values["user_id"] = nobody

        cls.startClassPatcher(patch.object(loader, "_prepare", swapping))
        documents = type(cls.env["case.migration.loader.ir_attachment"])
        create = documents._create

        def losing(self, items):
            files = create(self, items)
            files[-1:].raw = b""
            return files

        cls.startClassPatcher(patch.object(documents, "_create", losing))
        cls.startClassPatcher(patch.object(documents, "_verify", lambda *_: None))

    def test_owners_who_were_swapped(self):
        found = self.refuted("references", "case")
        self.assertEqual(set(found.mapped("target_field")), {"user_id"})

    def test_files_that_were_emptied(self):
        found = self.refuted("files", "document")
        self.assertEqual(set(found.mapped("kind")), {"check_files"})
