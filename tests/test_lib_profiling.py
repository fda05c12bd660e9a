import json
from itertools import cycle, islice

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.profiling import (
    MAX_EXAMPLES,
    MAX_VALUES,
    FieldProfile,
    StreamProfile,
    day_first_of,
)


def profile_of(*values, name="field"):
    profile = FieldProfile(name)
    for value in values:
        profile.add(value)
    return profile


class TestTypes(BaseCase):
    def assert_type(self, expected, *values, name="field"):
        self.assertEqual(profile_of(*values, name=name).type, expected, values)

    def test_each_type_is_found_from_the_values(self):
        self.assert_type("text", "Doe v. Roe", "In re Smith")
        self.assert_type("long_text", "x" * 300, "short")
        self.assert_type("long_text", "one\ntwo")
        self.assert_type("html", "<p>one</p>", "plain")
        self.assert_type("integer", "12", 5, "-3")
        self.assert_type("decimal", "12.5", 7, "1,234.50", "30%")
        self.assert_type("money", "$12.50", "1,000", "5 EUR")
        self.assert_type("date", "2024-03-05", "3/5/2024", "5 Mar 2024")
        self.assert_type("datetime", "2024-03-05T10:00:00Z", "2024-03-06")
        self.assert_type("boolean", "Yes", "no", True, "1")
        self.assert_type("email", "a@x.com", "b@y.org")
        self.assert_type("phone", "(212) 555-0100", "+44 20 7946 0958 x5")
        self.assert_type("url", "https://acme.com/x", "acme.com")
        self.assert_type("pick_list", *["Open", "Closed", "Open"] * 3)
        self.assert_type("reference", [{"id": 5}], [{"id": 6}])

    def test_a_datetime_that_is_always_midnight_is_a_date(self):
        self.assert_type("date", "2024-03-05T00:00:00", "2024-03-06T00:00:00")

    def test_sentinels_do_not_count(self):
        self.assert_type("integer", "1970-01-01", 5, 6)
        self.assert_type("date", "9999-12-30", "1970-01-01")

    def test_codes_are_no_numbers(self):
        self.assert_type("text", "02134", "10001")
        self.assert_type("text", "10001", "10002", name="Zip")
        self.assert_type("text", "2024-00123", "2024-00124")
        self.assert_type("text", "123-45-6789")

    def test_the_name_decides_what_the_values_leave_open(self):
        self.assert_type("integer", 2125550100, 2125550101, name="score")
        self.assert_type("phone", 2125550100, 2125550101, name="cell_phone")
        self.assert_type("datetime", 1709632800, 1709632900, name="updated_at")
        self.assert_type("money", "12.50", "7.25", name="Outstanding Balance")
        self.assert_type("reference", 17, 18, name="ClientID")
        self.assert_type("integer", 17, 18, name="id")

    def test_zero_and_one_alone_are_no_and_yes(self):
        self.assert_type("boolean", 0, 1, 1)
        self.assert_type("integer", 0, 1, 2)

    def test_a_field_that_changes_its_type_half_way_is_text(self):
        half = [str(number) for number in range(50)]
        profile = profile_of(*half, *[f"n {number}" for number in half])
        self.assertEqual(profile.type, "text")

    def test_a_few_stray_values_do_not_change_the_type(self):
        profile = profile_of(*range(2, 99), "unknown", "n/a")
        self.assertEqual(profile.type, "integer")
        self.assertAlmostEqual(profile.verdict.agreement, 97 / 99)

    def test_a_list_of_words_is_a_pick_list_and_counts_each_word(self):
        profile = profile_of(*[["PI", "Auto"], ["PI"], []] * 3)
        self.assertEqual(
            (profile.type, profile.filled, profile.lists), ("pick_list", 6, 6)
        )
        self.assertEqual(profile.values, {"PI": 6, "Auto": 3})

    def test_an_empty_field_is_text(self):
        profile = profile_of(None, "", " ", [])
        self.assertEqual((profile.type, profile.filled), ("text", 0))


class TestCounting(BaseCase):
    def test_fill_rate_counts_missing_fields_as_empty(self):
        stream = StreamProfile()
        for payload in ({"a": 1}, {"a": ""}, {}, {"a": 0}):
            stream.add(payload)
        self.assertEqual(stream.fields["a"].fill_rate(stream.records), 0.5)
        self.assertEqual(FieldProfile("b").fill_rate(0), 0.0)

    def test_lengths_and_examples(self):
        profile = profile_of("abc", "a", "abc", *(f"v{n}" for n in range(20)))
        self.assertEqual((profile.shortest, profile.longest), (1, 3))
        self.assertEqual(profile.examples, ["abc", "a", "v0", "v1", "v2"])

    def test_memory_is_bounded(self):
        profile = profile_of(*(f"value {n}" for n in range(3000)), "x" * 100_000)
        self.assertEqual((profile.distinct, profile.others), (MAX_VALUES, 2701))
        self.assertTrue(profile.is_capped)
        self.assertFalse(profile.repeats)
        self.assertLess(len(json.dumps(profile.to_json())), 10_000)

    def test_a_pick_list_of_3000_values_is_text(self):
        values = [f"option {n}" for n in range(3000)] * 3
        self.assertEqual(profile_of(*values).type, "text")

    def test_names_in_other_alphabets_empty_or_differing_in_case_are_kept_apart(self):
        stream = StreamProfile()
        stream.add({"Status": "a", "status": "b", "状态": "c", "": "d"})
        self.assertEqual(list(stream.fields), ["Status", "status", "状态", ""])


class TestDateOrder(BaseCase):
    def test_one_telling_value_decides_the_column(self):
        self.assertEqual(profile_of("3/4/2024", "25/4/2024").date_order, "day_first")
        self.assertEqual(profile_of("3/4/2024", "4/25/2024").date_order, "month_first")

    def test_a_column_without_a_telling_value_is_ambiguous(self):
        self.assertEqual(profile_of("3/4/2024", "5/4/2024").date_order, "ambiguous")

    def test_contradicting_values_are_mixed(self):
        self.assertEqual(profile_of("25/4/2024", "4/25/2024").date_order, "mixed")

    def test_dates_that_need_no_order(self):
        self.assertIsNone(profile_of("2024-03-04", "4 Mar 2024", "5/5/2024").date_order)

    def test_all_columns_together_decide_for_the_source(self):
        open_, told = profile_of("3/4/2024"), profile_of("3/25/2024 10:00")
        self.assertIs(day_first_of([open_, told]), False)
        self.assertIsNone(day_first_of([open_]))
        self.assertIsNone(day_first_of([told, profile_of("25/3/2024")]))


class TestDecimalMark(BaseCase):
    def test_one_telling_value_decides_the_column(self):
        self.assertEqual(profile_of("1,234", "1,234.5").decimal_mark, ".")
        self.assertEqual(profile_of("1.234", "€ 0,50").decimal_mark, ",")
        self.assertEqual(profile_of("1,234,567").decimal_mark, ".")

    def test_no_or_contradicting_evidence_decides_nothing(self):
        self.assertIsNone(profile_of("1,234", "5").decimal_mark)
        self.assertIsNone(profile_of("0,5", "0.5").decimal_mark)


class TestMergeAndStore(BaseCase):
    values = st.lists(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(max_size=100)
        | st.lists(st.text(max_size=5), max_size=3)
        | st.sampled_from(["3/4/2024", "25/12/2024", "1,234", "$5.50", "a@x.com"])
    )

    def stream_of(self, values):
        stream = StreamProfile()
        for name, value in zip(cycle("ab"), values, strict=False):
            stream.add({name: value})
        return stream

    @given(values, values)
    def test_profiles_of_parts_merge_to_the_profile_of_the_whole(self, first, second):
        first = list(islice(cycle(first or [None]), len(first) // 2 * 2))
        merged = self.stream_of(first)
        merged.merge(self.stream_of(second))
        self.assertEqual(merged, self.stream_of(first + second))

    @given(values)
    def test_a_stored_profile_goes_on_as_if_it_had_not_been_stored(self, values):
        stream = self.stream_of(values)
        stored = StreamProfile.from_json(json.loads(json.dumps(stream.to_json())))
        self.assertEqual(stored, stream)
        stored.add({"a": "later"})
        self.assertNotEqual(stored, stream)

    def test_merging_keeps_the_bounds(self):
        one = profile_of(*(f"a{n}" for n in range(MAX_VALUES)))
        one.merge(profile_of(*(f"b{n}" for n in range(MAX_VALUES))))
        self.assertEqual((one.distinct, one.others), (MAX_VALUES, MAX_VALUES))
        self.assertEqual(len(one.examples), MAX_EXAMPLES)
