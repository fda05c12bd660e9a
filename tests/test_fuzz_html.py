from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from odoo.tests import TransactionCase, tagged

from ..models.support.values_table import values_table
from .fuzzing import JSON, TEXT, fuzzed

HARMLESS = {"div", "table", "thead", "tbody", "tr", "th", "td", "span", "html", "body"}


@tagged("post_install", "-at_install")
class TestFuzzHtml(TransactionCase):
    """What is shown of the source is text, whatever it says."""

    @fuzzed
    @given(st.dictionaries(TEXT, JSON, max_size=3))
    def test_values_table(self, values):
        page = html.document_fromstring(f"<div>{_shown(self.env, values)}</div>")
        self.assertLessEqual({element.tag for element in page.iter()}, HARMLESS)
        for element in page.iter():
            self.assertLessEqual(set(element.attrib), {"class", "style"})


def _shown(env, values):
    text = str(values_table(env, ("Value", values)))
    return "".join(
        one for one in text if one >= " " and not "\ud800" <= one <= "\udfff"
    )
