from datetime import date, datetime

from odoo.tests import TransactionCase, tagged

from ..models.loaders.item import Item
from ..models.loading.fitting import fit, losses
from .transform_case import at


@tagged("post_install", "-at_install")
class TestFitting(TransactionCase):
    """A value that its field cannot hold is left out with a finding."""

    def fitted(self, model, **values):
        item = Item(1, "1", {}, "", "staged", None, None)
        item.values = values
        fit(self.env[model], item)
        return item

    def assert_left_out(self, model, **values):
        item = self.fitted(model, **values)
        self.assertEqual(item.values, {}, values)
        self.assertEqual([one["kind"] for one in item.findings], ["unknown_value"])
        self.assertLess(len(item.findings[0]["message"]), 150)

    def test_texts_of_value_lists_get_the_type_of_their_field(self):
        item = self.fitted(
            "crm.lead", active="false", probability="40", color="3", priority="2"
        )
        self.assertEqual(
            item.values,
            {"active": False, "probability": 40.0, "color": 3, "priority": "2"},
        )

    def test_a_day_in_a_field_with_a_time_is_its_noon(self):
        item = self.fitted("crm.lead", date_closed=date(2020, 5, 5))
        self.assertEqual(item.values, {"date_closed": at("2020-05-05 12:00")})

    def test_dates_written_out(self):
        item = self.fitted(
            "crm.lead", date_deadline="2020-05-05", date_closed="2020-05-05 10:00:00"
        )
        self.assertEqual(item.values["date_deadline"], date(2020, 5, 5))
        self.assertIsInstance(item.values["date_closed"], datetime)

    def test_what_does_not_fit(self):
        self.assert_left_out("crm.lead", priority="x" * 5000)
        self.assert_left_out("crm.lead", color="red")
        self.assert_left_out("crm.lead", probability="half")
        self.assert_left_out("crm.lead", date_deadline="whenever")
        self.assert_left_out("crm.lead", partner_id="Jane Doe")

    def test_what_is_no_field_is_the_loaders(self):
        item = self.fitted("crm.lead", outcome="won")
        self.assertEqual((item.values, item.findings), ({"outcome": "won"}, []))

    def test_what_html_loses(self):
        item = self.fitted("crm.lead", description="<p onclick='x()'>a</p>")
        (finding,) = item.findings
        self.assertEqual(finding["kind"], "html_cleaned")
        self.assertIn("onclick (1)", finding["message"])

    def test_losses(self):
        self.assertEqual(losses("<p>a</p>", "<p>a</p>"), [])
        self.assertEqual(
            losses("<p>a</p><script>b</script>", "<p>a</p>"), ["<script> (1)"]
        )
        self.assertEqual(losses("<html><body>a</body></html>", "a"), [])
        self.assertEqual(losses("<p>a b</p>", "<p>a</p>"), ["text"])
