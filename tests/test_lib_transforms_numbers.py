from .transform_case import TransformCase


class TestDecimal(TransformCase):
    def test_thousands_separators_of_both_styles(self):
        for written in (
            "1,234,567.5",
            "1.234.567,5",
            "1 234 567,5",
            "1'234'567.5",
            "1\u2019234\u2019567.5",
        ):
            self.assert_gives("decimal", written, 1234567.5)
        self.assert_gives("decimal", "12,34,567.5", 1234567.5)

    def test_currency_signs_and_codes(self):
        for written in (
            "$1,234.50",
            "1.234,50 €",
            "USD 1,234.50",
            "1234.50EUR",
            "R$ 1.234,50",
        ):
            self.assert_gives("decimal", written, 1234.5)

    def test_negative_numbers(self):
        for written in (
            "-12.5",
            "12.5-",
            "(12.5)",
            "($12.50)",
            "-$12.50",
            "$-12.50",
            "\u221212.5",
        ):
            self.assert_gives("decimal", written, -12.5)

    def test_an_amount_is_exact_to_its_last_digit(self):
        for written, expected in (
            ("$90,071,992,547,409,931.01", "90071992547409931.01"),
            ("1234.50", "1234.50"),
            ("(12.10)", "-12.10"),
            (0.1, "0.1"),
            (-7, "-7"),
            ("1e3", "1000"),
        ):
            self.assert_gives("exact_decimal", written, expected)
        self.assert_gives("exact_decimal", "a lot", None, "bad_number")
        self.assert_gives("exact_decimal", "1,234", "1234.0", "ambiguous_number")

    def test_percent_stays_in_hundredths(self):
        self.assert_gives("decimal", "33.5 %", 33.5)
        self.assert_gives("decimal", "(5%)", -5.0)

    def test_json_numbers_and_scientific_notation(self):
        self.assert_gives("decimal", 5, 5.0)
        self.assert_gives("decimal", 5.25, 5.25)
        self.assert_gives("decimal", "1.5E+05", 150000.0)

    def test_a_tie_is_read_the_american_way_with_an_issue(self):
        self.assert_gives("decimal", "1,234", 1234.0, "ambiguous_number")
        self.assert_gives("decimal", "1.234", 1.234, "ambiguous_number")

    def test_the_decimal_mark_of_the_field_settles_a_tie(self):
        self.assert_gives("decimal", "1,234", 1.234, decimal=",")
        self.assert_gives("decimal", "1.234", 1234.0, decimal=",")
        self.assert_gives("decimal", "1,234", 1234.0, decimal=".")
        self.assert_gives("decimal", "1.234", 1.234, decimal=".")

    def test_a_value_that_breaks_the_decimal_mark_is_refused(self):
        self.assert_gives("decimal", "1234,5", 1234.5)
        self.assert_gives("decimal", "1234,5", None, "bad_number", decimal=".")
        self.assert_gives("decimal", "1234.5", None, "bad_number", decimal=",")

    def test_what_is_no_number_is_refused(self):
        for value in ("abc", "1,2,3", "12-34", ".", "1/2", "--5", {"a": 1}):
            self.assert_gives("decimal", value, None, "bad_number")
        for value in (float("nan"), float("inf"), "1e999", 10**400):
            self.assert_gives("decimal", value, None, "bad_number")

    def test_zero_is_a_value(self):
        self.assert_gives("decimal", 0, 0.0)
        self.assert_gives("decimal", "0.00", 0.0)


class TestInteger(TransformCase):
    def test_whole_numbers(self):
        for value in (1234, 1234.0, "1,234", "1.234", "1234.00", " 1 234 "):
            self.assert_gives("integer", value, 1234)

    def test_the_decimal_mark_of_the_field_counts(self):
        self.assert_gives("integer", "1.234", None, "bad_number", decimal=".")

    def test_a_fraction_is_refused(self):
        self.assert_gives("integer", "12.5", None, "bad_number")
        self.assert_gives("integer", 0.1, None, "bad_number")

    def test_what_the_database_cannot_hold_is_refused(self):
        self.assert_gives("integer", 2**31 - 1, 2**31 - 1)
        self.assert_gives("integer", 2**31, None, "bad_number")
        self.assert_gives("integer", "99999999999999999999", None, "bad_number")


class TestBoolean(TransformCase):
    def test_words_for_yes_and_no(self):
        for value in (True, 1, 1.0, "TRUE", " Yes ", "x", "on", "ja", "oui", "sí", "✓"):
            self.assert_gives("boolean", value, True)
        for value in (False, 0, "false", "NO", "off", "nein", "non", "não"):
            self.assert_gives("boolean", value, False)

    def test_an_unknown_word_is_refused(self):
        for value in ("maybe", "2", 2):
            self.assert_gives("boolean", value, None, "bad_boolean")

    def test_words_of_the_source_are_stronger(self):
        options = {"true": ["Completed"], "false": ["x"]}
        self.assert_gives("boolean", "completed", True, **options)
        self.assert_gives("boolean", "X", False, **options)

    def test_the_target_may_say_the_opposite(self):
        self.assert_gives("boolean", "Yes", False, negate=True)
        self.assert_gives("boolean", 0, True, negate=True)

    def test_empty_is_not_false(self):
        self.assert_gives("boolean", " ", None)
