import unicodedata

from odoo.addons.crm_case_migration.lib.errors import ConfigError

from .transform_case import TransformCase


class TestReference(TransformCase):
    def test_a_key_of_another_object(self):
        found = self.reference("reference", 12.0, object="contact", fallback="none")
        self.assertEqual(
            (found.kind, found.object, found.by), ("record", "contact", "key")
        )
        self.assertEqual((found.target, found.key, found.many), ("t", "12", False))
        self.assertEqual(found.fallback, "none")

    def test_several_names_in_one_cell(self):
        options = {"object": "contact", "by": "name", "many": True}
        found = self.reference("reference", "Jane  Doe\r\nBob\n\nJane Doe", **options)
        self.assertEqual(found.keys, ("Jane Doe", "Bob"))

    def test_roles_in_brackets(self):
        options = {"object": "contact", "by": "name", "many": True, "roles": True}
        found = self.reference("reference", "Jane (Jr) Doe (Client)\nBob", **options)
        self.assertEqual(found.keys, ("Jane (Jr) Doe", "Bob"))
        self.assertEqual(found.extra, {"roles": ["Client", ""]})

    def test_objects_in_a_list(self):
        value = [{"contact": {"id": 1}, "as": "Witness"}, {"contact": None}]
        options = {"object": "contact", "path": "contact.id", "role_path": "as"}
        found = self.reference("reference", value, many=True, **options)
        self.assertEqual((found.keys, found.extra), (("1",), {"roles": ["Witness"]}))

    def test_one_contact_in_two_roles(self):
        value = [
            {"id": 1, "as": "Witness"},
            {"id": 1, "as": "Adjuster"},
            {"id": 1, "as": "Witness"},
        ]
        options = {"object": "contact", "role_path": "as", "many": True}
        found = self.reference("reference", value, **options)
        self.assertEqual(found.keys, ("1", "1"))
        self.assertEqual(found.extra, {"roles": ["Witness", "Adjuster"]})

    def test_several_where_one_is_expected_is_an_issue(self):
        value = ["1", "2"]
        self.assert_gives("reference", value, None, "several_values", object="case")

    def test_an_empty_value_is_no_reference(self):
        mapped = self.mapped("reference", [None, " "], object="case", many=True)
        self.assertEqual((mapped.references, mapped.empty), ([], ["t"]))


class TestLookup(TransformCase):
    def test_a_text_with_its_evidence(self):
        found = self.reference("lookup", ("TX", "USA"), create=True, extra=["country"])
        self.assertEqual((found.kind, found.key, found.create), ("lookup", "TX", True))
        self.assertEqual(found.extra, {"country": "USA"})

    def test_tags_of_a_list_and_of_a_text(self):
        for value in ([{"name": "PI"}, {"name": "Auto"}], ["PI", "Auto"]):
            self.assertEqual(
                self.reference("lookup", value, many=True).keys, ("PI", "Auto")
            )
        found = self.reference("lookup", "PI, Auto", many=True, split=",")
        self.assertEqual(found.keys, ("PI", "Auto"))


class TestValueMap(TransformCase):
    values = {"Low": "0", "In  Progress": "1", "Dropped": None}

    def test_the_parted_letters_of_a_mac_are_the_same(self):
        parted = unicodedata.normalize("NFD", "Kläger")
        self.assert_gives(
            "value_map", parted, "plaintiff", values={"kläger": "plaintiff"}
        )

    def test_case_and_spaces_do_not_matter(self):
        self.assert_gives("value_map", " in progress", "1", values=self.values)

    def test_an_unknown_value_is_empty_or_the_default_with_an_issue(self):
        values = self.values
        self.assert_gives("value_map", "?", None, "unknown_value", values=values)
        self.assert_gives(
            "value_map", "?", "9", "unknown_value", values=values, default="9"
        )

    def test_a_value_can_be_mapped_to_nothing(self):
        self.assert_gives("value_map", "dropped", None, values=self.values, default="9")

    def test_an_empty_value_is_the_default_or_has_an_entry(self):
        self.assert_gives("value_map", None, "9", values=self.values, default="9")
        self.assert_gives("value_map", "", "8", values={"": "8"}, default="9")

    def test_numbers_and_booleans_are_values_too(self):
        self.assert_gives("value_map", 3, "high", values={"3": "high"})
        self.assert_gives("value_map", True, False, values={"true": False})

    def test_a_value_of_5000_characters_is_shortened_in_the_message(self):
        (issue,) = self.mapped("value_map", "x" * 5000, values=self.values).issues
        self.assertLess(len(issue.message), 120)


class TestSelection(TransformCase):
    def test_by_value_or_label(self):
        for values in (
            [["auto", "Car Accident"], "PI"],
            {"auto": "Car Accident", "PI": ""},
        ):
            self.assert_gives("selection", "car  accident", "auto", values=values)
            self.assert_gives("selection", "pi", "PI", values=values)

    def test_an_unknown_value(self):
        values = ["PI", "Legal Matter"]
        self.assert_gives("selection", "Maritime", None, "unknown_value", values=values)
        expected = "Legal Matter"
        self.assert_gives(
            "selection", "X", expected, "unknown_value", values=values, default=expected
        )


class TestConstant(TransformCase):
    def test_an_option_cannot_smuggle_commands_into_a_relation(self):
        command = [[0, 0, {"login": "x"}]]
        for transform, options in (
            ("constant", {"value": command}),
            ("value_map", {"values": {"a": command}}),
            ("value_map", {"values": {}, "default": command}),
            ("selection", {"values": [[command, "a"]]}),
        ):
            with self.assertRaises(ConfigError):
                self.mapped(transform, "a", **options)

    def test_every_record_gets_it(self):
        self.assert_gives("constant", "whatever", "lead", value="lead")
        self.assert_gives("constant", None, False, value=False)
