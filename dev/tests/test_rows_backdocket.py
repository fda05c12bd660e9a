"""Each row of BackDocket's objects, over its API and from its export: created, matched,
updated by a delta, and taken back.

The expected values are worked out from the source's own records, by `kit.rows`.
"""

import pytest

pytest.register_assert_rewrite("kit.rows")

from kit.rows import agenda, cases, chatter, fields, lists, people, stages  # noqa: E402


@pytest.fixture(scope="module", params=("rest", "bundle"))
def moved(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stages")
    with stages.travelled("backdocket", request.param, folder) as journey:
        yield journey


class TestB1Client(people.Contacts):
    """Client / contact → res.partner, individuals."""


class TestB1Corporate(people.Companies):
    """Client / contact → res.partner, corporates."""


class TestB2Case(cases.Claims):
    """Case / claim → crm.lead."""


class TestB3IntakeFormFields(fields.IntakeFields):
    """Intake form fields → custom fields on crm.lead."""


class TestB4CaseTask(chatter.Activities):
    """Case task → mail.activity."""


class TestB5StaffNote(chatter.Notes):
    """Staff note → mail.message."""


class TestB6Document(chatter.Documents):
    """Document → ir.attachment."""


class TestB7CalendarEvent(agenda.Events):
    """Calendar event → calendar.event."""


class TestB8User(people.Users):
    """User / owner → res.users."""

    why_not = "source_admin"


class TestB9ClaimType(lists.ClaimTypes):
    """Claim type template → the selection x_claim_type."""


class TestB10LeadSource(lists.LeadSources):
    """Lead source → utm.source."""
