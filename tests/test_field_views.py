from lxml import etree

from odoo.tests import tagged

from ..models.preparation.field_views import FORMS
from .loader_case import FIRM, LoaderCase

LABELS = ("Contract Value", "contract value", "Договор", "契約", "Name", "x" * 90)


@tagged("post_install", "-at_install")
class TestFieldViews(LoaderCase):
    """New fields have names and labels, and are where people look for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        many = {f"Question {number}": f"answer {number}" for number in range(200)}
        answers = {label: f"value of {label}" for label in LABELS}
        cls.load(cases=[{**FIRM["cases"][0], **answers, **many, "Story": "s" * 400}])
        cls.fields = {
            line.source_field: line.target_field
            for line in cls.job.line_ids
            if line.mapping_type == "custom_field_required"
        }

    def names_in(self, view_type, xmlid=None):
        view = self.env.ref(xmlid).id if xmlid else None
        arch = self.env["crm.lead"].get_view(view, view_type)["arch"]
        return etree.fromstring(arch).xpath("//field/@name"), arch

    def test_every_label_has_a_field_of_its_own(self):
        names = [self.fields[label] for label in LABELS]
        self.assertEqual(len(set(names)), len(LABELS))
        for label, name in zip(LABELS, names, strict=True):
            self.assertRegex(name, r"^x_[a-z0-9_]{1,61}$")
            self.assertEqual(self.lead()[name], f"value of {label}")

    def test_labels_are_readable(self):
        for label in LABELS:
            field = self.env["ir.model.fields"]._get("crm.lead", self.fields[label])
            self.assertEqual(field.field_description.lower(), label.lower())

    def test_two_hundred_fields_are_all_there(self):
        for number in range(200):
            name = self.fields[f"Question {number}"]
            self.assertEqual(self.lead()[name], f"answer {number}")

    def test_they_are_on_the_form_in_a_page_of_their_own(self):
        shown, arch = self.names_in("form", "crm.crm_lead_view_form")
        self.assertLessEqual(set(self.fields.values()), set(shown))
        page = etree.fromstring(arch).xpath(
            f"//page[@name='case_migration_{self.job.id}']"
        )
        self.assertEqual(page[0].get("string"), self.source.name)

    def test_they_are_in_the_order_of_the_map(self):
        shown, _arch = self.names_in("form", "crm.crm_lead_view_form")
        short = [
            line.target_field
            for line in self.job.line_ids
            if line.target_model == "crm.lead"
            and line.mapping_type == "custom_field_required"
            and line.custom_type not in ("text", "html")
        ]
        self.assertEqual([name for name in shown if name in short], short)

    def test_they_are_columns_that_are_hidden_at_first(self):
        _shown, arch = self.names_in("list", "crm.crm_case_tree_view_oppor")
        column = etree.fromstring(arch).xpath(
            f"//field[@name='{self.fields['Contract Value']}']"
        )
        self.assertEqual(column[0].get("optional"), "hide")
        self.assertFalse(
            etree.fromstring(arch).xpath(f"//field[@name='{self.fields['Story']}']")
        )

    def test_they_can_be_searched(self):
        shown, _arch = self.names_in("search", "crm.view_crm_case_opportunities_filter")
        self.assertIn(self.fields["Contract Value"], shown)

    def test_those_of_activities_notes_and_events_are_shown_too(self):
        """The original dates of all that a migration makes, for instance."""
        models = ("mail.activity", "mail.message", "calendar.event")
        self._make_fields(*((model, "x_made_on") for model in models))
        for model in models:
            for view_type in ("form", "list"):
                view = self.env.ref(FORMS[model][0]) if view_type == "form" else None
                arch = self.env[model].get_view(view and view.id, view_type)["arch"]
                shown = etree.fromstring(arch).xpath("//field[@name='x_made_on']")
                self.assertEqual(len(shown), 1, (model, view_type))

    def _make_fields(self, *fields):
        """:param fields: pairs of model and name"""
        items = self.env["case.migration.setup.item"].create(
            [
                {
                    "job_id": self.job.id,
                    "kind": "field",
                    "name": "Made on",
                    "target_model": model,
                    "technical_name": name,
                    "field_type": "datetime",
                    "state": "to_make",
                }
                for model, name in fields
            ]
        )
        batch = self.env["case.migration.batch"].search(
            [("job_id", "=", self.job.id)], limit=1
        )
        self.env["case.migration.setup"]._make_fields(batch, items)

    def test_a_view_that_stays_asks_for_no_field_that_goes(self):
        model, xmlid = "mail.activity", FORMS["mail.activity"][0]
        self._make_fields((model, "x_made_on"), (model, "x_seen_on"))
        self.env.user.partner_id.activity_schedule(
            "mail.mail_activity_data_todo", x_made_on="2020-01-01"
        )
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertNotIn("x_seen_on", self.env[model]._fields)
        arch = self.env[model].get_view(self.env.ref(xmlid).id, "form")["arch"]
        [group] = etree.fromstring(arch).xpath(
            f"//group[@name='case_migration_{self.job.id}']"
        )
        self.assertEqual(group.get("invisible"), "not x_made_on")
        self.assertEqual(group.xpath("field/@name"), ["x_made_on"])

    def test_fields_and_views_are_no_data_of_the_addon(self):
        """So that they stay when it goes."""
        fields = self.env["ir.model.fields"].search(
            [("model", "=", "crm.lead"), ("name", "in", list(self.fields.values()))]
        )
        views = self.env["ir.ui.view"].search([("name", "like", ".migrated.")])
        self.assertTrue(views)
        self.assertEqual(set(fields.mapped("state")), {"manual"})
        for records in (fields, views):
            self.assertFalse(any(records.get_external_id().values()))

    def test_a_rollback_takes_views_and_fields(self):
        self.roll_back()
        self.assertFalse(self.job.problem)
        self.assertFalse(
            self.env["ir.ui.view"].search([("name", "like", ".migrated.")])
        )
        self.assertNotIn(self.fields["Contract Value"], self.env["crm.lead"]._fields)
