from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MigrationCase

CONTACTS = [
    {
        "id": f"c{number}",
        "first_name": f"Jane {number}",
        "Score": "high" if number < 3 else str(number),
        "email": f"jane{number}@x.test",
        "company_id": "co1",
    }
    for number in range(20)
]
FIRM = {
    "companies": [{"id": "co1", "name": "Acme"}],
    "contacts": CONTACTS,
    "matters": [{"id": "m1", "title": "Doe v. Roe", "priority": "High"}],
}


@tagged("post_install", "-at_install")
class TestMapCheck(MigrationCase):
    """A map is tried on what was read, and nothing is loaded by one that nobody has
    agreed to.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = cls.connection.streams = FIRM
        cls.step("action_discover")
        cls.step("action_propose")

    def _line(self, name, source_object="contact"):
        return self.job.line_ids.filtered(
            lambda line: (
                line.source_field == name and line.mapping_id.object == source_object
            )
        )[:1]

    def _refusal(self, action):
        with self.assertRaises(UserError) as refused:
            getattr(self.job, action)()
        return str(refused.exception)

    # ---------------------------------------------------------------- one line

    def test_the_map_that_is_proposed_works(self):
        self.assertFalse(self.job.line_ids.filtered(lambda line: line.need == 2))
        self.assertFalse(any(self.job.mapping_ids.mapped("problem")))

    def test_values_that_fail_are_counted_and_named(self):
        line = self._line("Score")
        line.write(
            {
                "mapping_type": "transformed",
                "transform": "integer",
                "target_field": "color",
            }
        )
        self.assertEqual(line.need, 1)
        self.assertIn("3 of 20: “high” (3)", line.problem)
        self.assertIn("“high” (3)", line.problem)

    def test_a_wrong_type_is_told(self):
        line = self._line("email")
        line.write(
            {"mapping_type": "direct", "transform": False, "target_field": "color"}
        )
        self.assertEqual(line.need, 2)
        self.assertIn("None of its 20 values", line.problem)

    def test_text_into_records_is_told(self):
        line = self._line("email")
        line.write(
            {"mapping_type": "direct", "transform": False, "target_field": "user_id"}
        )
        self.assertIn("holds records", line.problem)

    def test_records_into_a_number_are_told(self):
        line = self._line("company_id")
        line.target_field = "color"
        self.assertIn("holds none", line.problem)

    def test_an_unknown_transformation_is_told(self):
        line = self._line("email")
        line.write({"mapping_type": "transformed", "transform": "magic"})
        self.assertEqual(line.need, 2)
        self.assertIn("magic", line.problem)

    def test_two_lines_for_one_field_are_told(self):
        line = self._line("Score")
        line.write({"mapping_type": "direct", "target_field": "email"})
        email = self._line("email")
        told = (line | email).filtered("need")
        self.assertEqual(len(told), 1)
        self.assertIn("fills the same field", told.problem)

    def test_a_line_that_is_mended_is_fine_again(self):
        line = self._line("email")
        line.target_field = "x_gone"
        self.assertEqual(line.need, 2)
        line.target_field = "email"
        self.assertEqual((line.need, line.problem), (0, False))

    def test_examples_stand_beside_the_line(self):
        line = self._line("email")
        self.assertIn("jane0@x.test", line.examples)
        self.assertEqual(line.fill_rate, 1)

    # ---------------------------------------------------------------- the whole map

    def test_a_required_field_that_nothing_fills_is_told(self):
        self._line("title", "case").write({"mapping_type": "not_migrated"})
        mapping = self.job.mapping_ids.filtered(lambda one: one.object == "case")
        self.assertIn("Nothing fills", mapping.problem)
        self.assertIn("Cases", self._refusal("action_confirm"))

    def test_a_map_that_does_not_work_is_not_confirmed(self):
        self._line("email").target_field = "x_gone"
        self.assertIn("no field x_gone", self._refusal("action_confirm"))
        self.assertEqual(self.job.state, "proposed")

    def test_an_object_that_is_left_out_may_be_wrong(self):
        line = self._line("email")
        line.target_field = "x_gone"
        line.mapping_id.enabled = False
        self.job.action_confirm()
        self.assertEqual(self.job.state, "confirmed")

    def test_a_field_that_is_removed_after_the_confirmation_stops_the_run(self):
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_for_a_while",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "ttype": "char",
                "field_description": "For a while",
            }
        )
        self._line("email").target_field = "x_for_a_while"
        self.job.action_confirm()
        field.unlink()
        self.assertIn("has no field x_for_a_while", self._refusal("action_run"))

    def test_a_run_does_not_try_the_values_once_more(self):
        self.prepare(FIRM, self.job)
        check = type(self.env["case.migration.map.check"])
        with patch.object(check, "_try_values") as tried:
            self.job.action_run()
        tried.assert_not_called()

    def test_what_was_mended_in_odoo_since_is_no_error_any_more(self):
        self.prepare(FIRM, self.job)
        line = self._line("email")
        line.write({"need": 2, "problem": "It has no such field."})
        self.job.action_run()
        self.assertEqual((line.need, line.problem), (0, False))

    # ---------------------------------------------------------------- agreement

    def test_a_change_is_not_loaded_before_it_is_confirmed(self):
        self.prepare(FIRM, self.job)
        self._line("email").target_field = "comment"
        self.assertIn("email → comment", self._refusal("action_run"))
        self.assertIn("email → email", self.job.message_ids[0].body)
        self.job.action_confirm()
        self.job.action_run()

    def test_a_change_of_a_value_is_a_change_of_the_line(self):
        self.job.action_confirm()
        line = self._line("priority", "case")
        self.assertTrue(line.confirmed)
        line.value_ids[0].target_value = "3"
        self.assertFalse(line.confirmed)

    def test_a_change_says_what_it_means_for_what_is_loaded(self):
        self.migrate(FIRM)
        line = self._line("email")
        self.assertFalse(line.loaded_note)
        line.target_field = "comment"
        self.assertIn("20 records are in Odoo", line.loaded_note)
        self.job.action_confirm()
        self.assertEqual(self.job.state, "delta")

    def test_nobody_overwrites_what_another_has_just_changed(self):
        line = self._line("email")
        shown = line.with_context(case_migration_seen_revision=line.revision)
        line.target_field = "comment"
        with self.assertRaisesRegex(UserError, "has changed the line email"):
            shown.target_field = "ref"
        self.assertEqual(line.target_field, "comment")
        line.with_context(
            case_migration_seen_revision=line.revision
        ).target_field = "ref"
        self.assertEqual(line.target_field, "ref")

    # ---------------------------------------------------------------- preview

    def test_the_preview_shows_source_and_result_of_five_records(self):
        mapping = self._line("email").mapping_id
        action = mapping.action_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(preview.content.count("<h5"), 5)
        for text in ("jane0@x.test", "Jane 0"):
            self.assertIn(text, preview.content)
        self.assertNotIn("jane5@x.test", preview.content)
        preview.action_next()
        self.assertIn("jane5@x.test", preview.content)
        self.assertEqual(self.record("contacts", "c0").state, "staged")

    def test_the_preview_of_a_line_shows_its_field_and_what_is_wrong(self):
        line = self._line("Score")
        line.write(
            {
                "mapping_type": "transformed",
                "transform": "integer",
                "target_field": "color",
            }
        )
        action = line.action_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("high", preview.content)
        self.assertNotIn("jane0@x.test", preview.content)
        self.assertIn("<li", preview.content)
