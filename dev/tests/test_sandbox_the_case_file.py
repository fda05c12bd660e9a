"""The sandbox of The Case File answers as a real system would."""

import tracemalloc
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
import requests

from sandbox.documents import content
from sandbox.firm import Firm
from sandbox.misbehaviour import Misbehaviour
from sandbox.server import SandboxServer
from sandbox.the_case_file import LISTS, TheCaseFile
from sandbox.web import Request

CASES = 230
fetch = partial(requests.get, timeout=10)


@pytest.fixture(scope="module")
def server():
    with SandboxServer("the_case_file", Firm(CASES)) as running:
        yield running


@pytest.fixture(scope="module")
def session(server):
    with requests.Session() as opened:
        opened.headers["X-Api-Key"] = server.credentials["api_key"]
        yield opened


@pytest.fixture
def get(server, session):
    def ask(path, **params):
        return session.get(f"{server.address}/api/v2/{path}", params=params)

    return ask


def everything(get, path, **params):
    records, more = [], True
    while more:
        answer = get(path, offset=len(records), limit=100, **params).json()
        records += answer["data"]
        more = answer["meta"]["hasMore"]
    return records


@pytest.mark.parametrize("key", [None, "wrong"])
def test_without_the_key_nothing_is_told(server, key):
    headers = {"X-Api-Key": key} if key else {}
    answer = fetch(f"{server.address}/api/v2/users", headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["nothing", "matters/1", "matters/x", "matters/1/y"])
def test_what_is_not_there_is_404(get, path):
    assert get(path).status_code == 404


@pytest.mark.parametrize("name", list(LISTS))
def test_every_list_gives_every_record_once(server, get, name):
    records = everything(get, LISTS[name])
    assert len(records) == server.firm.count(name)
    assert len({record["id"] for record in records}) == len(records)


def test_the_page_size_is_capped_silently(get):
    answer = get("matters", limit=1000).json()
    assert len(answer["data"]) == 100
    assert answer["meta"]["total"] == CASES


def test_a_record_is_the_same_in_its_list_and_alone(get):
    listed = get("contacts", offset=17, limit=1).json()["data"][0]
    assert get(f"contacts/{listed['id']}").json()["data"] == listed


def test_pick_lists_hold_the_ids_of_options_that_the_definitions_explain(get):
    fields = {field["id"]: field for field in everything(get, "custom_fields")}
    for case in everything(get, "matters"):
        for entry in case["custom_field_values"]:
            field = fields[entry["custom_field_id"]]
            options = {option["id"] for option in field["options"]}
            values = entry["value"]
            values = values if isinstance(values, list) else [values]
            assert not options or set(values) <= options


def test_business_times_have_no_zone_and_stamps_have_one(get):
    task = next(task for task in everything(get, "tasks") if task["completed"])
    assert datetime.fromisoformat(task["completed_at"]).tzinfo is None
    assert datetime.fromisoformat(task["updated_at"]).tzinfo is not None


def test_only_changes_are_given_when_asked(get):
    records = everything(get, "matters", updated_since="2024-01-01T00:00:00Z")
    assert 0 < len(records) < CASES
    assert all(record["updated_at"] >= "2024" for record in records)
    assert get("matters", updated_since="yesterday").status_code == 400


def test_deleted_records_are_just_gone():
    firm = Firm(CASES)
    with SandboxServer("the_case_file", firm) as server, requests.Session() as session:
        session.headers["X-Api-Key"] = server.credentials["api_key"]

        def get(path, **params):
            return session.get(f"{server.address}/api/v2/{path}", params=params)

        before = {case["id"] for case in everything(get, "matters")}
        since = datetime.now(UTC) - timedelta(minutes=5)
        session.post(f"{server.address}/_sandbox/evolve")
        after = {case["id"] for case in everything(get, "matters")}
        gone = before - after
        assert gone
        assert get(f"matters/{gone.pop()}").status_code == 404
        changed = everything(get, "matters", updated_since=since.isoformat())
        assert after - before <= {case["id"] for case in changed} < after


class TestDocuments:
    @pytest.fixture
    def signed(self, server, get):
        key = get("document_versions", limit=1).json()["data"][0]["id"]
        path = f"{server.address}/api/v2/document_versions/{key}/download"
        headers = {"X-Api-Key": server.credentials["api_key"]}
        answer = fetch(path, headers=headers, allow_redirects=False)
        assert answer.status_code == 302
        return answer.headers["Location"]

    def test_the_bytes_are_on_another_host(self, server, signed):
        assert urlsplit(signed).netloc != urlsplit(server.address).netloc
        answer = fetch(signed)
        assert answer.content == content(server.firm.record("document", 0))
        assert answer.headers["Content-Type"] == "application/pdf"

    def test_the_other_host_wants_no_credentials(self, server, signed):
        headers = {"X-Api-Key": server.credentials["api_key"]}
        assert fetch(signed, headers=headers).status_code == 400

    def test_a_changed_or_expired_address_is_refused(self, server, signed, monkeypatch):
        assert fetch(signed[:-1] + "x").status_code == 403
        monkeypatch.setattr("sandbox.files.LIFETIME", -1)
        expired = server.system.files.sign("/store/1001-1")
        assert fetch(expired).status_code == 403

    def test_an_interrupted_download_can_be_taken_up(self, signed):
        whole = fetch(signed).content
        rest = fetch(signed, headers={"Range": "bytes=100-"})
        assert rest.status_code == 206
        assert whole[:100] + rest.content == whole
        beyond = {"Range": f"bytes={len(whole)}-"}
        assert fetch(signed, headers=beyond).status_code == 416


def test_a_page_deep_in_a_large_firm_needs_little_memory():
    system = TheCaseFile(Firm(200_000), Misbehaviour())
    query = {"limit": "100", "offset": "150000"}
    request = Request("GET", "/api/v2/matters", query, {"x-api-key": "tcf-sandbox-key"})
    tracemalloc.start()
    try:
        assert system.respond(request).status == 200
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
