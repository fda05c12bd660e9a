import json
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.canonical import canonical
from odoo.addons.crm_case_migration.lib.records import KeyMaker, digest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


class TestDigest(BaseCase):
    def test_the_order_of_keys_does_not_matter(self):
        first = digest({"a": 1, "b": {"c": 2, "d": 3}})
        self.assertEqual(first, digest({"b": {"d": 3, "c": 2}, "a": 1}))
        self.assertRegex(first, "^[0-9a-f]{64}$")

    def test_the_order_of_lists_and_the_kind_of_values_do(self):
        self.assertNotEqual(digest({"a": [1, 2]}), digest({"a": [2, 1]}))
        self.assertNotEqual(digest({"a": 1}), digest({"a": "1"}))
        self.assertNotEqual(digest({"a": None}), digest({}))

    @settings(max_examples=30)
    @given(st.dictionaries(st.text(), JSON, max_size=3))
    def test_every_payload_has_one(self, payload):
        self.assertEqual(digest(payload), digest(dict(reversed(payload.items()))))


TEXT = st.text(st.characters(exclude_categories=()))
FLAT = st.dictionaries(TEXT, TEXT, max_size=6)


def plain(data):
    """What the encoder of Python's own library makes of it."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), default=str)


class TestCanonical(BaseCase):
    @settings(max_examples=200)
    @given(FLAT | st.dictionaries(TEXT, JSON | TEXT, max_size=3) | JSON)
    def test_it_is_what_the_library_writes(self, data):
        self.assertEqual(canonical(data), plain(data))

    def test_keys_that_are_no_texts(self):
        for data in ({1: "a", 2: "b"}, {None: "a"}, {}, {"a": "b"}, {True: "x"}):
            self.assertEqual(canonical(data), plain(data))

    def test_rows_of_a_table_need_no_encoder_of_their_own(self):
        with patch("odoo.addons.crm_case_migration.lib.canonical._plain") as encoder:
            canonical({"b": "1", "a": "2"})
            encoder.assert_not_called()
            canonical({"b": 1, "a": "2"})
            encoder.assert_called_once()


class TestKeyMaker(BaseCase):
    def test_a_field(self):
        self.assertEqual(KeyMaker("id")({"id": 7}), "7")
        self.assertEqual(KeyMaker("case.id")({"case.id": 7}), "7")

    def test_several_fields(self):
        self.assertEqual(KeyMaker(("case_id", "no"))({"case_id": 1, "no": "b"}), "1|b")

    def test_an_empty_part_makes_no_key(self):
        for value in (None, ""):
            self.assertIsNone(KeyMaker(("a", "b"))({"a": 1, "b": value}))
        self.assertEqual(KeyMaker("id")({"id": 0}), "0")

    def test_the_content_is_the_key_when_there_is_no_field(self):
        keys = KeyMaker(None)
        first, other, again = (keys({"a": value}) for value in (1, 2, 1))
        self.assertEqual(first[:32], again[:32])
        self.assertEqual([first[-2:], other[-2:], again[-2:]], ["-1", "-1", "-2"])
        self.assertEqual(KeyMaker(None)({"a": 1}), first)
