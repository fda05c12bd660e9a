from datetime import date, datetime

from odoo.tests import BaseCase

from ..lib.diff import compare, words
from ..lib.sampling import cover


def at(*parts):
    return datetime(*parts)  # noqa: DTZ001 - Odoo's times have no zone


class TestCompare(BaseCase):
    """Two values are equal, equal after a normalisation that is named, or not."""

    def check(self, kind, expected, actual, result, why="", detail=""):
        verdict = compare(kind, expected, actual)
        self.assertEqual(tuple(verdict), (result, why, detail))

    def test_equal(self):
        self.check("char", "a", "a", "equal")
        self.check("char", None, False, "equal")
        self.check("char", "", "  ", "equal")
        self.check("integer", 0, 0, "equal")
        self.check("boolean", None, False, "equal")
        self.check("many2many", None, [], "equal")
        self.check("html", "", "<p><br></p>", "equal")

    def test_normalised(self):
        self.check("char", "a  b", "a b", "normalised", "spaces")
        self.check("url", "firm.test/", "http://firm.test", "normalised", "web_address")
        self.check("html", "<p>a</p><b>b</b>", "<p>a</p>b", "normalised", "html")
        self.check("html", "a<br>b", "a b", "normalised", "html")
        self.check("within", "b c", "a b c d", "normalised", "addition")
        self.check("float", 1.004, 1.0, "normalised", "rounding")
        self.check("integer", None, 0, "normalised", "zero")
        day = date(2020, 1, 1)
        self.check("datetime", day, at(2020, 1, 1, 12), "normalised", "noon")
        moment = at(2020, 1, 1, 12, 0, 0, 5)
        self.check(
            "datetime", moment, moment.replace(microsecond=0), "normalised", "seconds"
        )
        self.check("many2many", [1, 2], [2, 1], "normalised", "order")

    def test_different(self):
        self.check("char", "a", "A", "different", "other")
        self.check("char", "long text", "long", "different", "cut", "4")
        self.check(
            "date", date(2020, 1, 1), date(2020, 1, 2), "different", "shifted", "+1 d"
        )
        early, late = at(2020, 1, 1, 1), at(2020, 1, 1, 2, 30)
        self.check("datetime", late, early, "different", "shifted", "-1:30 h")
        self.check("many2one", 1, 2, "different", "other")
        self.check("many2many", [1, 2], [1], "different", "incomplete", "1")
        self.check("char", None, "a", "different", "added")
        self.check("boolean", True, False, "different", "other")
        self.check(
            "html", "<p>a<img src='x'/></p>", "<p>a</p>", "different", "cut", "8"
        )
        self.check("integer", None, 5, "different", "added")

    def test_missing(self):
        self.check("char", "a", False, "missing", "missing")
        self.check("many2one", 1, False, "missing", "missing")
        self.check("html", "<p>a</p>", "", "missing", "missing")

    def test_one_is_not_true(self):
        self.check("char", "1", 1, "different", "other")

    def test_words_of_html(self):
        self.assertEqual(words("<p>a<b>b</b></p><p>c</p>"), ["ab", "c"])
        self.assertEqual(words("<script>x</script>a &amp; b"), ["a", "&", "b"])


class TestCover(BaseCase):
    """A few records that show everything."""

    def test_every_feature_is_there(self):
        holders = {"a": {1, 2}, "b": {2, 3}, "c": {3}, "d": {4}}
        self.assertEqual(set(cover(holders, 10)), {2, 3, 4})

    def test_what_comes_first_matters_most(self):
        self.assertEqual(cover({"a": {5}, "b": {6}}, 1), [5])

    def test_nothing_to_choose_from(self):
        self.assertEqual(cover({"a": set()}, 5), [])
        self.assertEqual(cover({}, 5), [])
