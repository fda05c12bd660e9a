"""Each misbehaviour of the sandbox can be seen by a client, and only that one."""

import time

import pytest
import requests

from sandbox.firm import Firm
from sandbox.misbehaviour import KINDS, LOGIN_PAGE, TOKEN_USES, Misbehaviour
from sandbox.server import SandboxServer

CASES = 230


def client_of(kind):
    """Return a function that asks for a list of The Case File, and the server."""
    server = SandboxServer("the_case_file", Firm(CASES), misbehave=[kind])
    session = requests.Session()
    session.headers["X-Api-Key"] = server.credentials["api_key"]

    def get(path="teams", **params):
        return session.get(f"{server.address}/api/v2/{path}", params=params)

    return server, get


def ids(answer):
    return [record["id"] for record in answer.json()["data"]]


def test_an_unknown_word_is_refused():
    with pytest.raises(ValueError, match="sulk"):
        Misbehaviour(["slow", "sulk"])


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_most_answers_are_right_all_the_same(kind):
    misbehaviour = Misbehaviour([kind] if kind else [])
    wrong = sum(
        misbehaviour.instead(number) is not None or misbehaviour.cuts(number)
        for number in range(1, 101)
    )
    assert wrong <= 12


def test_too_many_requests_with_seconds_with_a_date_and_without_a_word():
    server, get = client_of("rate_limit")
    with server:
        refused = [answer for answer in (get() for _ in range(13)) if not answer.ok]
    waits = [answer.headers.get("Retry-After") for answer in refused]
    assert {answer.status_code for answer in refused} == {429}
    assert waits[0] == "1"
    assert waits[1].endswith("GMT")
    assert waits[2] is None


def test_server_errors_pass():
    server, get = client_of("errors_500")
    with server:
        statuses = [get().status_code for _ in range(60)]
    assert {500, 502, 503, 200} == set(statuses)


def test_a_slow_answer():
    server, get = client_of("slow")
    with server:
        times = []
        for _ in range(4):
            start = time.perf_counter()
            get()
            times.append(time.perf_counter() - start)
    assert max(times) > 0.2


def test_a_body_that_is_cut():
    server, get = client_of("cut_body")
    with server:
        for _ in range(6):
            get()
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            get()
        assert get().ok


def test_a_login_page_instead_of_data():
    server, get = client_of("html")
    with server:
        bodies = [get().content for _ in range(10)]
    assert bodies.count(LOGIN_PAGE) == 1


def test_tokens_that_end_soon():
    with SandboxServer("backdocket", Firm(20), misbehave=["expire_tokens"]) as server:
        form = {"grant_type": "client_credentials", **server.credentials}
        address = f"{server.address}/oauth/token"
        answer = requests.post(address, data=form, timeout=10)
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        staff = f"{server.address}/v1/staff"
        statuses = [
            requests.get(staff, headers=headers, timeout=10).status_code
            for _ in range(TOKEN_USES + 1)
        ]
    assert statuses == [200] * TOKEN_USES + [401]


def test_a_page_that_comes_twice():
    server, get = client_of("duplicate_page")
    with server:
        first = get("matters", limit=100)
        again = get("matters", limit=100, offset=100)
        right = get("matters", limit=100, offset=100)
    assert ids(first) == ids(again)
    assert not set(ids(first)) & set(ids(right))


def test_pages_that_overlap_because_the_list_moved():
    server, get = client_of("shifted_page")
    with server:
        pages = [ids(get("matters", limit=100, offset=at)) for at in (0, 100, 200)]
    assert pages[0][-3:] == pages[1][:3]
    assert len({key for page in pages for key in page}) == CASES


@pytest.mark.parametrize(
    ("kind", "shrinks"),
    [("changed_while_reading", False), ("deleted_while_reading", True)],
)
def test_a_firm_that_goes_on_working(kind, shrinks):
    server, get = client_of(kind)
    with server:
        before = get("matters", limit=100).json()
        for _ in range(12):
            get()
        after = get("matters", limit=100).json()
    assert before["data"] != after["data"]
    assert (after["meta"]["total"] < before["meta"]["total"]) == shrinks
