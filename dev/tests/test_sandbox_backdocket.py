"""The sandbox of BackDocket answers as a real system would."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
import requests

from sandbox.backdocket import AT_ONCE, BY_NEXT_URL, BY_PAGE_NUMBER
from sandbox.backdocket.format import epoch, from_ticks, ticks
from sandbox.documents import content
from sandbox.firm import Firm
from sandbox.server import SandboxServer

CASES = 120


def token(server, **form):
    asked = {"grant_type": "client_credentials", **server.credentials, **form}
    return requests.post(f"{server.address}/oauth/token", data=asked, timeout=10)


@pytest.fixture(scope="module")
def server():
    with SandboxServer("backdocket", Firm(CASES)) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    return Client(server)


class Client:
    """Reads lists the way their paging wants."""

    def __init__(self, server):
        self.address = server.address
        self.session = requests.Session()
        access = token(server).json()["access_token"]
        self.session.headers["Authorization"] = f"Bearer {access}"

    def get(self, path, **params):
        return self.session.get(f"{self.address}/v1/{path}", params=params)

    def by_next_url(self, path, selector, **params):
        records, answer = [], self.get(path, **params).json()
        while True:
            records += as_list(answer[selector])
            address = answer["paging"]["next"]
            if address is None:
                return records
            answer = self.session.get(address).json()

    def by_page_number(self, path, **params):
        first = self.get(path, **params).json()
        records = as_list(first["results"])
        for page in range(2, first["pages"] + 1):
            answer = self.get(path, page=page, **params).json()
            records += as_list(answer["results"])
        return records


def as_list(value):
    return value if isinstance(value, list) else [value]


class TestTokens:
    def test_wrong_credentials_get_no_token(self, server):
        assert token(server, client_id="wrong").status_code == 401
        assert token(server, grant_type="password").status_code == 400

    @pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic eDp5"])
    def test_without_a_token_nothing_is_told(self, server, header):
        headers = {"Authorization": header} if header else {}
        address = f"{server.address}/v1/staff"
        answer = requests.get(address, headers=headers, timeout=10)
        assert answer.status_code == 401

    def test_a_token_expires(self, server, monkeypatch):
        monkeypatch.setattr("sandbox.backdocket.tokens.LIFETIME", -1)
        assert Client(server).get("staff").status_code == 401


@pytest.mark.parametrize("path", ["nothing", "claims/clm-ffffff", "claims/x/notes"])
def test_what_is_not_there_is_404(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", list(BY_NEXT_URL))
def test_lists_with_a_next_url_are_complete(server, client, name):
    records = client.by_next_url(BY_NEXT_URL[name], "items")
    assert len(records) == server.firm.count(name)


@pytest.mark.parametrize("name", list(BY_PAGE_NUMBER))
def test_lists_with_page_numbers_are_complete(server, client, name):
    records = client.by_page_number(BY_PAGE_NUMBER[name])
    assert len(records) == server.firm.count(name)


@pytest.mark.parametrize("name", list(AT_ONCE))
def test_short_lists_come_at_once(server, client, name):
    assert len(client.get(AT_ONCE[name]).json()) == server.firm.count(name)


def test_one_list_holds_persons_and_corporates(server, client):
    contacts = client.by_page_number("contacts", page_size=50)
    assert {contact["kind"] for contact in contacts} == {"person", "corporate"}
    expected = server.firm.count("contact") + server.firm.count("company")
    assert len({contact["contact_id"] for contact in contacts}) == expected


def test_closed_claims_are_hidden_unless_asked_for(client):
    shown = client.by_next_url("claims", "claims")
    everything = client.by_next_url("claims", "claims", include_closed="true")
    assert len(everything) == CASES
    assert shown == [claim for claim in everything if not claim["is_closed"]]


def test_a_list_of_one_is_a_bare_object(client):
    notes = client.get("claims/clm-000002/notes").json()["notes"]
    assert isinstance(notes, dict)


def test_the_list_of_claim_types_tells_half_and_each_has_its_own_intake_form(client):
    forms = []
    for claim_type in client.get("claim_types").json():
        path = f"claim_types/{claim_type['claim_type_id']}"
        assert client.get(path).json().keys() > claim_type.keys()
        fields = client.get(f"{path}/intake_fields").json()["fields"]
        forms.append(tuple(field["label"] for field in fields))
    assert len(set(forms)) > 1


def test_the_notes_of_all_claims_are_all_notes(server, client):
    notes = [
        note["note_id"]
        for index in range(CASES)
        for note in as_list(client.get(f"claims/clm-{index:06x}/notes").json()["notes"])
    ]
    assert len(notes) == len(set(notes)) == server.firm.count("note")


def test_a_document_comes_as_base64_or_as_bytes(server, client):
    expected = content(server.firm.record("document", 3))
    path = "documents/doc-000003/content"
    answer = client.get(path).json()
    assert base64.b64decode(answer["content_base64"]) == expected
    assert client.get(path, format="raw").content == expected


def test_times_of_events_are_local_with_their_zone(client):
    events = client.by_page_number("events")
    assert {event["time_zone"] for event in events} > {"America/Chicago"}
    assert all("+" not in event["start"] for event in events)
    rules = [event["recurrence"] for event in events if event["recurrence"]]
    actions = {change["action"] for rule in rules for change in rule["exceptions"]}
    assert actions == {"deleted", "moved"}


def test_ticks_count_from_the_year_one():
    moment = datetime(2026, 11, 1, 13, tzinfo=UTC)
    assert ticks(datetime(1970, 1, 1, tzinfo=UTC)) == 621_355_968_000_000_000
    assert from_ticks(ticks(moment)) == moment


def test_changes_come_by_ticks_or_epoch_and_deleted_claims_as_tombstones():
    with SandboxServer("backdocket", Firm(400)) as server:
        client = Client(server)
        since = datetime.now(UTC) - timedelta(minutes=5)
        server.firm = server.firm.evolve()
        changed = client.by_next_url(
            "claims", "claims", changed_after=ticks(since), include_closed="true"
        )
        tombstones = [claim for claim in changed if claim.get("is_deleted")]
        assert tombstones
        assert len(tombstones) < len(changed) < 40
        contacts = client.by_page_number("contacts", modified_since=epoch(since))
        assert 0 < len(contacts) < 40
