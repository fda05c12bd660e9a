from odoo.tests import new_test_user, tagged

from ..lib.profiling import MAX_VALUES
from .common import MigrationCase

COUNT = 12
FIRM = {
    "matters": [
        {
            "id": f"m{number}",
            "title": f"Case {number}",
            "Judge": "Roe",
            "judge": "Doe",
            "案件类型": "合同",
            "": "no name",
            "Grade": str(number) if number < COUNT - 1 else "not graded",
            "Docket": f"{number:04}-X",
        }
        for number in range(COUNT)
    ]
}


@tagged("post_install", "-at_install")
class TestOddFields(MigrationCase):
    """Fields that are called, or hold, what nobody expects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.streams = cls.connection.streams = FIRM
        cls.migrate(FIRM)

    def _line(self, name):
        lines = self.job.line_ids.filtered(lambda line: line.source_field == name)
        self.assertEqual(len(lines), 1, name)
        return lines

    def _loaded(self, name, number=0):
        return self.target("matters", f"m{number}")[self._line(name).target_field]

    def test_names_that_differ_only_in_case_are_two_fields(self):
        names = {self._line(name).target_field for name in ("Judge", "judge")}
        self.assertEqual(len(names), 2)
        fields = self.env["crm.lead"]._fields
        self.assertEqual(len({fields[name].string for name in names}), 2)
        self.assertEqual((self._loaded("Judge"), self._loaded("judge")), ("Roe", "Doe"))

    def test_a_name_in_chinese(self):
        line = self._line("案件类型")
        self.assertRegex(line.target_field, r"^x_[a-z0-9_]+$")
        self.assertEqual(line.custom_label, "案件类型")
        self.assertEqual(self._loaded("案件类型"), "合同")

    def test_a_field_without_a_name(self):
        line = self._line("")
        self.assertRegex(line.target_field, r"^x_[a-z0-9_]+$")
        self.assertEqual(self._loaded(""), "no name")

    def test_a_field_that_changes_its_type_loses_nothing(self):
        self.assertEqual(self._loaded("Grade", 3), "3")
        self.assertEqual(self._loaded("Grade", COUNT - 1), "not graded")

    def test_a_pick_list_of_thousands_is_no_list(self):
        """What is kept of its values is bounded, and a list of them is warned of."""
        field = self.env["case.migration.field"].search(
            [("source_id", "=", self.source.id), ("name", "=", "Docket")]
        )
        profile = field._profile()
        for number in range(9000):
            profile.add(f"Court {number % 3000}")
        self.assertEqual(len(profile.values), MAX_VALUES)
        self.assertNotEqual(profile.type, "pick_list")
        field.sudo().profile = profile.to_json()
        line = self._line("Docket")
        line.write({"mapping_type": "value_mapping", "target_field": "name"})
        self.assertEqual(line.need, 1)
        self.assertIn("more than 300 different values", line.problem)

    def test_examples_are_for_managers(self):
        user = new_test_user(
            self.env, "follower", groups="crm_case_migration.group_user"
        )
        seen = self.env["case.migration.field"].with_user(user).fields_get()
        self.assertFalse({"examples", "profile"} & seen.keys())
        seen = self.env["case.migration.mapping.line"].with_user(user).fields_get()
        self.assertFalse({"examples", "problem"} & seen.keys())
