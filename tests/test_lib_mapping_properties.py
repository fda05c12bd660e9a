import math
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.mapping import Context, Line, compile_lines
from odoo.addons.crm_case_migration.lib.transforms import TRANSFORMS

from .transform_case import at

ZONE = "America/New_York"
REQUIRED = {
    "reference": {"object": "contact"},
    "value_map": {"values": {"a": "b"}},
    "selection": {"values": ["a", ["b", "B"]]},
    "constant": {"value": 1},
}
PLAIN = str | int | float | bool | date
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.from_regex(r"[-(]?[$€]?[0-9.,' ]{1,12}[%)]?", fullmatch=True)
    | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}( \d\d:\d\d)?", fullmatch=True)
    | st.from_regex(r"/Date\(-?\d{1,20}\)/", fullmatch=True)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def mapper_of(transform, **options):
    line = Line("transformed", "s", "t", transform, options)
    return compile_lines([line])


EVERYTHING = compile_lines(
    [
        Line("transformed", sources, f"{name}_{len(sources)}", name, options)
        for name in TRANSFORMS
        for options in (REQUIRED.get(name, {}),)
        for sources in (("s",), ("s", "r"))
    ]
)


class TestProperties(BaseCase):
    @settings(max_examples=300)
    @given(VALUES, VALUES, st.sampled_from([None, True, False]))
    def test_no_json_value_makes_apply_raise(self, one, other, day_first):
        context = Context(ZONE, day_first)
        mapped = EVERYTHING.apply({"s": one, "r": other}, context)
        for target, value in mapped.values.items():
            if target.startswith("items"):
                continue
            self.assertIsInstance(value, PLAIN, target)
            if isinstance(value, str):
                value.encode()
                self.assertNotIn("\x00", value)
            if isinstance(value, float):
                self.assertTrue(math.isfinite(value))
            if isinstance(value, datetime):
                self.assertIsNone(value.tzinfo)

    @given(st.lists(st.tuples(VALUES, VALUES), max_size=6))
    def test_many_records_are_mapped_as_each_by_itself(self, pairs):
        # What is written alike is converted once; 1 and True are not alike.
        pairs += [*pairs, (1, "1"), (True, "1"), (1.0, "1"), ("1", None), ("1", 1)]
        payloads = [{"s": one, "r": other} for one, other in pairs]
        context = Context(ZONE, True)
        by_itself = [EVERYTHING.apply(payload, context) for payload in payloads]
        together = EVERYTHING.apply_all(payloads, context)
        self.assertEqual(repr(together), repr(by_itself))

    @given(st.datetimes(at("1971-01-01"), at("2100-01-01")))
    def test_every_spelling_of_an_instant_is_that_instant(self, moment):
        moment = moment.replace(microsecond=0)
        aware = moment.replace(tzinfo=UTC)
        mapper = mapper_of("datetime")
        for spelling in (
            aware.isoformat(),
            aware.astimezone(ZoneInfo(ZONE)).isoformat(" "),
            aware.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            int(aware.timestamp()),
            f"/Date({int(aware.timestamp()) * 1000})/",
        ):
            mapped = mapper.apply({"s": spelling}, Context(ZONE))
            self.assertEqual(mapped.values, {"t": moment}, spelling)

    @given(st.dates(min_value=date(1971, 1, 1), max_value=date(2099, 12, 31)))
    def test_every_spelling_of_a_day_is_that_day(self, day):
        for form, day_first in (
            ("%Y-%m-%d", None),
            ("%m/%d/%Y", False),
            ("%d.%m.%Y", True),
            ("%d-%b-%Y", None),
            ("%B %d, %Y", None),
            ("%Y-%m-%dT00:00:00Z", None),
            ("%Y%m%d", None),
        ):
            spelling = day.strftime(form)
            mapped = mapper_of("date").apply({"s": spelling}, Context(ZONE, day_first))
            self.assertEqual(mapped.values, {"t": day}, spelling)

    @given(st.integers(min_value=-(10**14), max_value=10**14))
    def test_every_spelling_of_an_amount_is_that_amount(self, cents):
        amount = cents / 100
        american = f"{amount:,.2f}"
        european = american.translate(str.maketrans(",.", ".,"))
        bracketed = f"({american[1:]})" if cents < 0 else american
        for spelling in (
            american,
            european,
            f"${american}",
            bracketed,
            f"{amount:.2f}",
        ):
            mapped = mapper_of("decimal").apply({"s": spelling}, Context())
            self.assertEqual(mapped.values, {"t": amount}, spelling)

    @given(st.text())
    def test_plain_text_survives_as_html(self, text):
        mapped = mapper_of("plaintext_html").apply({"s": f"a{text}b"}, Context())
        body = mapped.values["t"].replace("<br/>", "\n").replace("</p><p>", "\n\n")
        read = html.fromstring(body).text_content()
        expected = mapper_of("text").apply({"s": f"a{text}b"}, Context()).values["t"]
        self.assertEqual(read.split(), expected.split())
