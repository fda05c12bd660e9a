from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.paths import as_list, flatten, get

PLAIN = st.text(
    st.characters(exclude_characters=".*", exclude_categories=["Nd"]), min_size=1
)
LEAVES = st.integers() | st.none() | st.lists(st.integers(), max_size=2)
TREES = st.recursive(LEAVES, lambda inner: st.dictionaries(PLAIN, inner, max_size=3))


class TestGet(BaseCase):
    def test_paths(self):
        data = {
            "a": {"b": 1, "c": [{"d": 2}, {"d": 3}, {}], "e": None},
            "@odata.nextLink": "next",
            "meta": {"x.y": 4},
        }
        for path, value in (
            ("", data),
            ("a.b", 1),
            ("a.c.0.d", 2),
            ("a.c.*.d", [2, 3]),
            ("a.c.9.d", None),
            ("a.c.d", None),
            ("a.e.f", None),
            ("a.b.c", None),
            ("none", None),
            ("@odata.nextLink", "next"),
            ("meta.x.y", 4),
        ):
            self.assertEqual(get(data, path), value, path)

    def test_paths_into_what_is_no_object(self):
        for data in (None, 1, "text", [], [1]):
            self.assertIsNone(get(data, "a"))
            self.assertIsNone(get(data, "a.b"))


class TestFlatten(BaseCase):
    def test_objects_get_dots_and_lists_stay(self):
        raw = {"a": {"b": 1, "c": {"d": 2}}, "e": [{"f": 1}], "g": [1], "h": {}}
        flat = {"a.b": 1, "a.c.d": 2, "e": [{"f": 1}], "g": [1], "h": None}
        self.assertEqual(flatten(raw), flat)

    def test_what_is_too_deep_stays_an_object(self):
        deep = {}
        for _level in range(5000):
            deep = {"a": deep}
        (path,) = flatten(deep)
        self.assertEqual(path.count("a"), 21)

    @settings(max_examples=40)
    @given(st.dictionaries(PLAIN, TREES, max_size=3))
    def test_every_value_is_found_by_its_flat_name(self, raw):
        for name, value in flatten(raw).items():
            self.assertIn(get(raw, name), (value, {}))


class TestAsList(BaseCase):
    def test_lists(self):
        for data, listed in (
            ([1], [1]),
            (None, []),
            ({"a": 1}, [{"a": 1}]),
            ("", [""]),
        ):
            self.assertEqual(as_list(data), listed)
