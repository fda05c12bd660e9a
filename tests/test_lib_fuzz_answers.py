import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib import moments, paths
from odoo.addons.crm_case_migration.lib.errors import MigrationError
from odoo.addons.crm_case_migration.lib.http import Answer
from odoo.addons.crm_case_migration.lib.http.failures import retry_after
from odoo.addons.crm_case_migration.lib.profile.rest import CursorSpec
from odoo.addons.crm_case_migration.lib.recurrence import (
    MAX_OCCURRENCES,
    UnknownRule,
    rule_of,
)
from odoo.addons.crm_case_migration.lib.rest.download import sent_size

from .fuzzing import JSON, NASTY, SCALAR, fuzzed
from .list_server import ADDRESS, PAGINATORS, ListServer

FORMATS = ["iso", "date", "epoch", "epoch_ms", "ticks"]
ANSWER = st.fixed_dictionaries(
    {},
    optional={
        "data": st.lists(st.fixed_dictionaries({"id": st.integers(0, 3)})) | JSON,
        "total": SCALAR,
        "next": SCALAR,
        "next_url": SCALAR,
    },
)
DAY = st.dates()
WORDS = st.sampled_from(
    ["daily", "Weekly", "monthly", "yearly", "MO", "-1FR", "+-1MO", "2TU,2WE", "2²MO"]
)
PART = SCALAR | WORDS | NASTY
RULE_TEXT = st.lists(
    st.tuples(
        st.sampled_from(
            ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "WKST", "X"]
        ),
        st.sampled_from(
            ["DAILY", "WEEKLY", "MONTHLY", "99991231T235959Z", "00010101T000000Z"]
        )
        | WORDS
        | st.integers(-3, 40).map(str)
        | st.integers().map(str),
    ).map("=".join),
    max_size=5,
).map(";".join)
PARTS = st.dictionaries(
    st.sampled_from(["frequency", "interval", "count", "weekdays", "month_day", "nth"]),
    PART,
) | st.fixed_dictionaries({"rrule": RULE_TEXT})


class Answering(ListServer):
    """Gives these answers in turn, whatever it is asked."""

    def __init__(self, answers):
        super().__init__([], max_pages=20)
        self._answers = answers

    def json(self, request):
        self.requests += 1
        return Answer(self._answers[self.requests % len(self._answers)], {}, ADDRESS)


class TestFuzzAnswers(BaseCase):
    """Whatever a source answers, and whatever its records say of repetitions and
    places: something to work with or a sentence, never a crash and never a hang.
    """

    @fuzzed
    @given(st.sampled_from(sorted(PAGINATORS)), st.lists(ANSWER, min_size=1))
    def test_pages(self, paginator, answers):
        try:
            for page in Answering(answers).listing(paginator, is_keyed=False).pages():
                json.dumps(page.position, allow_nan=False)
        except MigrationError as error:
            self.assertTrue(error.message)

    @fuzzed
    @given(st.text(max_size=6) | NASTY)
    def test_headers(self, text):
        sent_size({"Content-Length": text})
        retry_after(text)

    @fuzzed
    @given(JSON, st.text("0123456789².*a", max_size=6))
    def test_paths(self, data, path):
        paths.get(data, path)

    @fuzzed
    @given(SCALAR, st.sampled_from(FORMATS))
    def test_moments_of_change(self, value, form):
        spec = CursorSpec(field="at", format=form)
        found = moments.changed_at(value, spec, ZoneInfo("America/New_York"))
        self.assertTrue(found is None or datetime.fromisoformat(found))

    @fuzzed
    @given(PARTS, DAY, st.sampled_from([None, ZoneInfo("Asia/Tokyo")]))
    def test_repetitions(self, parts, first, zone):
        try:
            rule = rule_of(parts, first, zone)
        except UnknownRule as error:
            self.assertTrue(str(error))
            return
        if rule:
            days = rule.occurrences(first)
            self.assertLessEqual(len(days), MAX_OCCURRENCES + 1)
            self.assertTrue(all(isinstance(day, date) for day in days))
            rule.odoo_values()
