from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.naming import label_of, technical_name


class TestTechnicalName(BaseCase):
    def test_a_label_becomes_a_name(self):
        for label, name in (
            ("Contract Value", "x_contract_value"),
            ("  Case # ", "x_case_number"),
            ("Fee (%)", "x_fee_percent"),
            ("2nd Phone", "x_2nd_phone"),
            ("x_already", "x_already"),
            ("Größe \u2013 Straße", "x_grosse_strasse"),
            ("Numéro d'œuvre", "x_numero_d_oeuvre"),
            ("Дата щи", "x_data_shchi"),
            ("Αριθμός", "x_arithmos"),
        ):
            self.assertEqual(technical_name(label, ()), name)

    def test_other_alphabets_get_names_that_differ(self):
        names = {
            technical_name(label, ()) for label in ("合同", "合同 A", "契約", "مبلغ")
        }
        self.assertEqual(len(names), 4)
        self.assertTrue(technical_name("合同 A", ()).startswith("x_a_"))
        self.assertEqual(technical_name("合同", ()), technical_name("合同", ()))

    def test_an_empty_label_gets_a_name(self):
        self.assertEqual(technical_name(" ", ()), "x_field")
        self.assertEqual(technical_name("?", ()), "x_field")

    def test_the_same_label_twice_is_numbered(self):
        taken = {"x_notes", "x_notes_2"}
        self.assertEqual(technical_name("Notes", taken), "x_notes_3")

    def test_long_labels_are_cut_and_stay_unique(self):
        label = "word " * 30
        first = technical_name(label, ())
        second = technical_name(label, {first})
        self.assertEqual((len(first), len(second)), (63, 63))
        self.assertTrue(second.endswith("_2"))

    @given(st.lists(st.text(max_size=90), max_size=30))
    def test_any_labels_get_valid_and_unique_names(self, labels):
        taken = set()
        for label in labels:
            name = technical_name(label, taken)
            self.assertRegex(name, r"\Ax_[a-z0-9_]{1,61}\Z")
            self.assertNotIn(name, taken)
            taken.add(name)


class TestLabel(BaseCase):
    def test_names_become_labels(self):
        for name, label in (
            ("open_date", "Open Date"),
            ("openDate", "Open Date"),
            ("ClientID", "Client ID"),
            ("address.postal_code", "Address Postal Code"),
            ("SOL Date", "SOL Date"),
            ("Case/Matter Name", "Case/Matter Name"),
            ("合同", "合同"),
        ):
            self.assertEqual(label_of(name), label)
