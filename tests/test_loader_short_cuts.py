from itertools import product
from unittest.mock import patch

from odoo.tests import tagged

from ..models.loaders.res_partner import SIZES
from ..models.support.computed import RULES, give, is_known
from ..models.support.snapshot import _is_plain_column, read_columns
from .loader_case import LoaderCase
from .loader_firm import BYTES, EVERYTHING

# What the loaders give to ``create`` so that Odoo need not work it out.
GIVEN = {
    "crm.lead": (
        "email_from",
        "phone",
        "email_normalized",
        "phone_sanitized",
        "phone_state",
        "prorated_revenue",
        "recurring_revenue_monthly",
        "recurring_revenue_monthly_prorated",
        "recurring_revenue_prorated",
    ),
    "res.partner": ("complete_name", "email_normalized", "lang", "user_id", *SIZES),
}
OF_CONTACTS = ("phone", "email", "country")
PHONES = ("+1 617 555 0123", "617-555-0123", "01 70 18 99 00", "no number", "")
EMAILS = ("Ann B <AB@Ex.test>", "x@y.test, z@y.test", "none", "")


@tagged("post_install", "-at_install")
class TestLoaderShortCuts(LoaderCase):
    """What a loader gives is what Odoo, with all addons at hand, would have found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].create(
            {
                "name": "Parent Ltd",
                "city": "Oslo",
                "is_company": True,
                "user_id": cls.ann.id,
            }
        )
        contacts = [
            {"id": f"p{n}", "name": f"P {n}"} | dict(zip(OF_CONTACTS, one, strict=True))
            for n, one in enumerate(product(PHONES, EMAILS, ("", "FR")))
        ]
        cases = [
            {"id": f"q{n}", "title": f"Q {n}", "status": "Open", "client_id": f"p{n}"}
            | {"revenue": n % 3 * 100, "recurring": n % 2 * 10, "probability": 50}
            for n in range(len(contacts))
        ]
        cls.load(
            BYTES,
            **{
                **EVERYTHING,
                "contacts": [*EVERYTHING["contacts"], *contacts],
                "cases": [*EVERYTHING["cases"], *cases],
            },
        )

    def test_column_by_column(self):
        for model, given in GIVEN.items():
            with self.subTest(model):
                records = self._loaded(model)
                self.assertGreater(len(records), 4)
                names = [
                    name
                    for name, field in records._fields.items()
                    if field.store and _is_plain_column(field) and name != "write_date"
                ]
                self.env.flush_all()
                before = read_columns(records, names)
                pictures = self._pictures(records)
                for name in given:
                    self.env.add_to_compute(records._fields[name], records)
                self.env.flush_all()
                self.assertEqual(read_columns(records, names), before)
                self.assertEqual(self._pictures(records), pictures)

    def test_what_was_given_is_of_every_kind(self):
        cases = self._loaded("crm.lead")
        for name in ("phone_state", "prorated_revenue", "recurring_revenue_prorated"):
            self.assertGreater(len(set(cases.mapped(name))), 1, name)
        at_work = self.target("contacts", "c3")
        self.assertEqual(at_work.user_id, self.ann)

    def test_nothing_is_given_where_an_addon_has_a_rule_of_its_own(self):
        lead = self.lead()
        for model, given in GIVEN.items():
            for name in RULES.keys() & set(given):
                self.assertTrue(is_known(self.env[model], name), name)
        self.env.add_to_compute(lead._fields["phone_state"], lead)

        def own_rule(leads):
            leads.phone_state = "incorrect"

        with patch.object(type(lead), "_compute_phone_state", own_rule):
            give(lead, "phone_state", {lead.id: "correct"})
            self.assertEqual(lead.phone_state, "incorrect")

    def _pictures(self, records):
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        files = self.env["ir.attachment"].search([*domain, ("res_field", "!=", False)])
        return sorted(files.mapped(lambda one: (one.res_id, one.res_field)))

    def _loaded(self, model):
        staged = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id), ("res_model", "=", model)]
        )
        return self.env[model].browse(staged.mapped("res_id"))
