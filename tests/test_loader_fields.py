from odoo.tests import tagged

from .loader_case import FIRM, LoaderCase
from .transform_case import at

ANSWERS = {
    "form.Court Room": "Room 5",
    "Contract Value": "$1,234.50",
    "Incident Date": "2020-05-06",
    "Mediation At": "2020-05-06T10:00:00",
    "Police Report Filed": "Yes",
    "Severity": "Minor",
    "Body Parts": ["Head", "Neck"],
    "Vehicles": 2,
    "Número de póliza": "POL-1",
    "Medical Chart": "x" * 300,
}
OTHER = {
    **ANSWERS,
    "Contract Value": "99.95",
    "Police Report Filed": "No",
    "Severity": "Severe",
    "Incident Date": "2021-05-16",
    "Vehicles": 3,
    "Número de póliza": "POL-2",
}


@tagged("post_install", "-at_install")
class TestLoaderFields(LoaderCase):
    """What no line of the map names gets a field by its data, or a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.load(
            cases=[
                {**FIRM["cases"][0], **ANSWERS},
                {"id": "m2", "title": "Two", "status": "Open", **OTHER},
            ],
            custom_fields=[
                {
                    "id": "1",
                    "label": "Severity",
                    "options": [
                        {"id": 1, "label": "Minor"},
                        {"id": 2, "label": "Fatal"},
                    ],
                },
                {"id": "2", "label": "Vehicles"},
            ],
            notes=[
                {
                    "id": "1",
                    "case_id": "m1",
                    "body": "x",
                    "date": "2020-01-01",
                    "Mood": "Sunny",
                }
            ],
        )

    def line(self, name):
        return self.job.line_ids.filtered(lambda line: line.source_field == name)

    def value(self, name):
        return self.lead()[self.line(name).target_field]

    def test_every_field_that_occurs_has_a_line(self):
        fields = self.env["case.migration.field"].search(
            [("stream_id.source_id", "=", self.source.id), ("name", "!=", "id")]
        )
        for field in fields:
            mapping = self.job.mapping_ids.filtered(
                lambda one, field=field: field.stream_id in one._streams()
            )
            named = {
                name
                for line in mapping.line_ids
                for name in (line.source_field, *(line.more_source_fields or []))
            }
            self.assertIn(field.name, named, mapping.object)

    def test_types_are_those_of_the_data(self):
        lead = self.lead()
        types = {
            name: lead._fields[self.line(name).target_field].type for name in ANSWERS
        }
        self.assertEqual(types.pop("Contract Value") in ("float", "monetary"), True)
        self.assertEqual(
            types,
            {
                "Incident Date": "date",
                "Mediation At": "datetime",
                "Police Report Filed": "boolean",
                "form.Court Room": types["form.Court Room"],
                "Severity": "selection",
                "Body Parts": types["Body Parts"],
                "Vehicles": "integer",
                "Número de póliza": "char",
                "Medical Chart": "text",
            },
        )

    def test_values_are_those_of_the_source(self):
        self.assertEqual(self.value("Contract Value"), 1234.5)
        self.assertEqual(str(self.value("Incident Date")), "2020-05-06")
        self.assertEqual(self.value("Mediation At"), at("2020-05-06 14:00"))
        self.assertIs(self.value("Police Report Filed"), True)
        self.assertEqual(self.value("Severity"), "Minor")
        self.assertEqual(self.value("Body Parts"), "Head, Neck")
        self.assertEqual(self.value("Vehicles"), 2)
        self.assertEqual(self.value("Número de póliza"), "POL-1")
        self.assertEqual(self.value("Medical Chart"), "x" * 300)

    def test_a_pick_list_has_its_declared_options_too(self):
        field = self.env["ir.model.fields"]._get(
            "crm.lead", self.line("Severity").target_field
        )
        self.assertEqual(
            set(field.selection_ids.mapped("value")), {"Minor", "Fatal", "Severe"}
        )

    def test_definitions_are_linked_with_their_fields(self):
        names = [self.target("custom_fields", key).name for key in "12"]
        targets = [self.line(name).target_field for name in ("Severity", "Vehicles")]
        self.assertEqual(names, targets)

    def test_names_and_labels(self):
        line = self.line("Número de póliza")
        self.assertEqual(line.target_field, "x_numero_de_poliza")
        self.assertEqual(line.custom_label, "Número de póliza")

    def test_the_prefix_of_a_list_is_no_part_of_the_label(self):
        line = self.line("form.Court Room")
        self.assertEqual(line.custom_label, "Court Room")
        self.assertEqual(line.target_field, "x_court_room")
        self.assertEqual(self.value("form.Court Room"), "Room 5")

    def test_only_cases_and_contacts_get_new_fields(self):
        line = self.line("Mood")
        self.assertEqual(line.mapping_type, "not_migrated")
        self.assertTrue(line.reason)
        self.assertEqual(self.record("notes", "1").payload["Mood"], "Sunny")
