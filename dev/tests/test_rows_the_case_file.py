"""Each row of The Case File's objects, over its API and from its export: created,
matched, updated by a delta, and taken back.

The expected values are worked out from the source's own records, by `kit.rows`.
"""

import pytest

pytest.register_assert_rewrite("kit.rows")

from kit.rows import agenda, books, cases, chatter, fields, lists, people, stages  # noqa: E402


@pytest.fixture(scope="module", params=("rest", "bundle"))
def moved(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stages")
    with stages.travelled("the_case_file", request.param, folder) as journey:
        yield journey


class TestT1Contact(people.Contacts):
    """Contact → res.partner."""


class TestT2Company(people.Companies):
    """Company → res.partner."""


class TestT3Case(cases.CaseFileCases):
    """Case → crm.lead."""


class TestT4CaseStatus(lists.Stages):
    """Case Status → crm.stage."""


class TestT5CaseActivity(chatter.Activities):
    """Case Activity → mail.activity."""


class TestT6Document(chatter.Documents):
    """Document → ir.attachment."""


class TestT7CaseCustomFields(fields.Fields):
    """Case custom fields → ir.model.fields."""


class TestT8User(people.Users):
    """User / owner → res.users."""


class TestT9Team(people.Teams):
    """Team / department → crm.team."""


class TestT10Billing(books.Invoices):
    """Billing / invoice items → account.move."""


class TestT11Notes(chatter.Notes):
    """Notes → mail.message."""


class TestBesideTheTable:
    """What has no row of its own."""

    def test_events(self, moved):
        for entry, event in moved.pairs("event"):
            assert event["name"] == entry["name"]
        agenda.Events().test_created_on_the_right_hour_or_day(moved)
