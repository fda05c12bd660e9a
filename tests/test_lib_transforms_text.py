from odoo.addons.crm_case_migration.lib.transforms.text import looks_like_html

from .transform_case import TransformCase


class TestText(TransformCase):
    def test_outer_whitespace_is_trimmed(self):
        self.assert_gives("char", "  Doe v. Roe \u00a0", "Doe v. Roe")

    def test_nul_control_characters_and_lone_surrogates_are_removed(self):
        self.assert_gives("char", "a\x00b\x07c\x9bd\ud800e\ufeff", "abcde")

    def test_char_is_one_line(self):
        self.assert_gives("char", "Doe\r\nv.\tRoe", "Doe v. Roe")

    def test_text_keeps_line_breaks_of_every_kind(self):
        self.assert_gives("text", "a\r\nb\rc\x0bd\u2028e", "a\nb\nc\nd\ne")

    def test_too_long_text_is_cut_only_with_an_issue(self):
        self.assert_gives("char", "abcdef", "abcd", "too_long", max=4)
        self.assert_gives("char", "abcd", "abcd", max=4)
        self.assert_gives("text", "x" * 5000, "x" * 5000)

    def test_other_types_become_text(self):
        self.assert_gives("char", 17, "17")
        self.assert_gives("char", 17.0, "17")
        self.assert_gives("char", 0.25, "0.25")
        self.assert_gives("char", True, "true")
        self.assert_gives("char", ["Auto", None, "PI"], "Auto, PI")
        self.assert_gives("char", [{"a": "é"}], '{"a": "é"}')

    def test_the_first_filled_of_several_fields_counts(self):
        self.assert_gives("char", ("", None, "third", "fourth"), "third")


class TestHtml(TransformCase):
    def test_html_is_kept_as_it_is(self):
        self.assert_gives("html", "<p onclick='x()'>Hi</p>", "<p onclick='x()'>Hi</p>")

    def test_text_without_tags_is_escaped_and_keeps_its_lines(self):
        expected = "<p>a &lt; b &amp; c<br/>d</p><p>e</p>"
        for transform in ("html", "plaintext_html"):
            self.assert_gives(transform, "a < b & c\nd\n \n\ne", expected)

    def test_plaintext_html_escapes_tags(self):
        self.assert_gives("plaintext_html", "<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>")

    def test_an_address_in_angle_brackets_is_no_html(self):
        self.assertFalse(looks_like_html("from <jane@firm.com>, 1 < 2 and <Client>"))
        self.assertTrue(looks_like_html("one<br>two"))


class TestEmail(TransformCase):
    def test_only_the_domain_is_lower_cased(self):
        self.assert_gives("email", " Jane.Doe@Firm.COM ", "Jane.Doe@firm.com")

    def test_display_name_and_mailto_are_dropped(self):
        self.assert_gives("email", '"Doe, J." <j@firm.com>', "j@firm.com")
        self.assert_gives("email", "mailto:j@firm.com", "j@firm.com")

    def test_the_first_of_several_is_kept_and_the_rest_named(self):
        for value in ("a@x.com; b@y.org", "a@x.com\nb@y.org", ["a@x.com", "b@y.org"]):
            self.assert_gives("email", value, "a@x.com", "several_values")
            (issue,) = self.mapped("email", value).issues
            self.assertIn("b@y.org", issue.message)

    def test_the_same_address_twice_is_one(self):
        self.assert_gives("email", "a@x.com, a@X.com", "a@x.com")

    def test_an_invalid_address_is_kept_out(self):
        for value in ("none", "jane@", "@firm.com", "jane@firm", 5):
            self.assert_gives("email", value, None, "bad_email")

    def test_pasted_marks_are_removed(self):
        self.assert_gives("email", "\u200bj@firm.com\u200e", "j@firm.com")


class TestPhone(TransformCase):
    def test_spaces_are_made_single_and_extensions_kept(self):
        self.assert_gives("phone", " (212)  555-0100 x12", "(212) 555-0100 x12")
        self.assert_gives("phone", 2125550100, "2125550100")

    def test_direction_marks_of_address_books_are_removed(self):
        self.assert_gives("phone", "\u202a+1 212 555 0100\u202c", "+1 212 555 0100")

    def test_the_first_of_several_is_kept_and_the_rest_named(self):
        for value in (
            "212 1\n212 2",
            "212 1; 212 2",
            "212 1 / 212 2",
            "212 1 or 212 2",
        ):
            self.assert_gives("phone", value, "212 1", "several_values")

    def test_words_are_no_phone_number(self):
        self.assert_gives("phone", "n/a", None, "bad_phone")


class TestUrl(TransformCase):
    def test_a_domain_becomes_a_website(self):
        self.assert_gives("url", "acme.com", "http://acme.com")
        self.assert_gives("url", "//acme.co.uk/x", "http://acme.co.uk/x")

    def test_an_address_is_kept(self):
        self.assert_gives(
            "url", "https://a.acme.com:8443/?q=1", "https://a.acme.com:8443/?q=1"
        )

    def test_other_schemes_and_words_are_refused(self):
        for value in (
            "javascript://acme.com",
            "ftp://acme.com",
            "acme",
            "a b.com",
            "http://[",
        ):
            self.assert_gives("url", value, None, "bad_url")


class TestName(TransformCase):
    def test_blank_parts_are_left_out(self):
        self.assert_gives("name", ("Jane", " ", "Doe"), "Jane Doe")

    def test_alternatives_count_only_without_any_part(self):
        for parts, expected in (
            (("Jane", "", "Acme", "j@x.com"), "Jane"),
            (("", None, "Acme", "j@x.com"), "Acme"),
            (("", "", "", "j@x.com"), "j@x.com"),
        ):
            self.assert_gives("name", parts, expected, alternatives=2)

    def test_last_name_first_is_turned_round(self):
        self.assert_gives("name", "Doe, Jane", "Jane Doe", last_first=True)
        self.assert_gives("name", "Doe, Jane, Jr.", "Doe, Jane, Jr.", last_first=True)
        self.assert_gives("name", "Doe, Jane", "Doe, Jane")


class TestJoinAndSplit(TransformCase):
    def test_join_leaves_out_what_is_empty(self):
        self.assert_gives("join", ("a", "", "b"), "a, b", separator=", ")
        self.assert_gives("join", ["a", None, 2], "a 2")

    def test_join_with_labels(self):
        value, labels = ("Smith", None, "Oak"), ["Judge", "Clerk", "Court"]
        expected = "Judge: Smith\nCourt: Oak"
        self.assert_gives("join", value, expected, separator="\n", labels=labels)

    def test_split_takes_the_values_asked_for(self):
        for take, expected in (
            ("first", "1"),
            ("last", "3"),
            ("rest", "2\n3"),
            ("all", "1\n2\n3"),
        ):
            self.assert_gives("split_lines", "1\r\n\n 2 \n3", expected, take=take)

    def test_split_by_another_separator_and_from_a_list(self):
        self.assert_gives("split_lines", "1; 2;", "2", take="rest", separator=";")
        self.assert_gives("split_lines", ["1", "2"], "2", take="rest")
        self.assert_gives("split_lines", "1", None, take="rest")
