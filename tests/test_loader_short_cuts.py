from odoo.tests import tagged

from ..models.loaders.res_partner import SIZES
from ..models.support.snapshot import _is_plain_column, read_columns
from .loader_case import LoaderCase
from .loader_firm import BYTES, EVERYTHING

# What the loaders give to ``create`` so that Odoo need not work it out.
GIVEN = {
    "crm.lead": ("email_from", "phone", "email_normalized", "phone_sanitized"),
    "res.partner": ("complete_name", "email_normalized", "lang", *SIZES),
}
PHONES = ("+1 617 555 0123", "617-555-0123", "no number", "")


@tagged("post_install", "-at_install")
class TestLoaderShortCuts(LoaderCase):
    """What a loader gives is what Odoo, with all addons at hand, would have found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contacts = [
            {"id": f"p{n}", "name": f"P {n}", "phone": phone, "email": email}
            for n, (phone, email) in enumerate(
                (phone, email)
                for phone in PHONES
                for email in ("Ann B <AB@Ex.test>", "x@y.test, z@y.test", "none", "")
            )
        ]
        cases = [
            {"id": f"q{n}", "title": f"Q {n}", "status": "Open", "client_id": f"p{n}"}
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

    def _pictures(self, records):
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        files = self.env["ir.attachment"].search([*domain, ("res_field", "!=", False)])
        return sorted(files.mapped(lambda one: (one.res_id, one.res_field)))

    def _loaded(self, model):
        staged = self.env["case.migration.record"].search(
            [("source_id", "=", self.source.id), ("res_model", "=", model)]
        )
        return self.env[model].browse(staged.mapped("res_id"))
