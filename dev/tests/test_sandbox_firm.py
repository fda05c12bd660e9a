"""The generated firm: the same for all, of any size, dirty in known places."""

import tracemalloc
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from sandbox import dirt
from sandbox.billing import TRUST, trust_balance, trust_movements, wrong_in_trust
from sandbox.cases import STATUSES
from sandbox.firm import CHILDREN, DELETABLE, OBJECTS, TODAY, Firm

REFERENCES = {
    "case": "case",
    "client": "contact",
    "company": "company",
    "company_client": "company",
    "owner": "user",
    "originator": "user",
    "assignee": "user",
    "author": "user",
    "user": "user",
    "leader": "user",
    "team": "team",
}
NIGHT = datetime(2026, 11, 2, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def firm() -> Firm:
    return Firm(600)


def clean(firm, name):
    return (r for r in firm.records(name) if not firm.dirt(name, r["index"]))


@pytest.mark.parametrize("name", OBJECTS)
def test_a_record_depends_on_nothing_but_seed_object_and_index(name):
    forwards = list(Firm(60, seed=7).records(name))
    again = Firm(60, seed=7)
    backwards = [again.record(name, i) for i in reversed(range(len(forwards)))]
    assert forwards == backwards[::-1]


def test_another_seed_gives_another_firm():
    assert Firm(60, seed=1).record("case", 5) != Firm(60, seed=2).record("case", 5)


def test_the_other_objects_grow_with_the_cases():
    sizes = {name: Firm(20_000).count(name) for name in OBJECTS}
    assert sizes["user"] == 40
    assert sizes["team"] == len({t["name"] for t in Firm(20_000).records("team")}) == 8
    assert sizes["status"] == len(STATUSES) == 8
    assert sizes["company"] == 4000
    assert sizes["contact"] == sizes["case"] == 20_000
    assert sizes["activity"] == sizes["note"] == 20_000
    assert 7000 < sizes["document"] < 9000
    assert sizes["event"] == 4000
    money = sizes["billing"] + sizes["time_entry"] + sizes["expense"]
    assert 8000 < money < 12_000


@pytest.mark.parametrize("name", OBJECTS)
def test_clean_records_refer_to_records_that_exist(firm, name):
    for record in clean(firm, name):
        for field, referred in REFERENCES.items():
            index = record.get(field)
            assert index is None or index in range(firm.count(referred)), field


def test_the_clean_parties_of_a_case_exist_and_its_client_is_one(firm):
    for case in clean(firm, "case"):
        contacts = [party["contact"] for party in case["parties"]]
        assert case["client"] in contacts
        assert all(contact in range(firm.count("contact")) for contact in contacts)


def test_clean_names_are_unlike_each_other(firm):
    for name, field in (("contact", "name"), ("company", "name"), ("case", "title")):
        names = [record[field] for record in clean(firm, name)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["user", "team", "company", "contact", "case"])
def test_names_are_the_same_with_and_without_the_record(firm, name):
    field = "title" if name == "case" else "name"
    for record in firm.records(name):
        assert firm.name(name, record["index"]) == record[field]


def test_closed_cases_have_an_end_after_their_beginning(firm):
    closed = {status[0] for status in STATUSES if status[1] == "closed"}
    for case in clean(firm, "case"):
        assert (case["closed_on"] is not None) == (case["status"] in closed)
        if case["closed_on"]:
            assert case["opened_on"] < case["closed_on"]


def test_cases_are_spread_over_years_statuses_and_priorities(firm):
    cases = list(clean(firm, "case"))
    assert len({case["opened_on"].year for case in cases}) > 10
    assert {case["status"] for case in cases} == {status[0] for status in STATUSES}
    assert {case["priority"] for case in cases} == {"Low", "Normal", "High"}


def test_some_open_tasks_are_older_than_three_years(firm):
    tasks = [task for task in clean(firm, "activity") if not task["done"]]
    old = [task for task in tasks if task["due_on"] < date(2023, 11, 1)]
    assert old
    assert len(old) < len(tasks)


def test_events_are_of_every_kind():
    events = list(clean(Firm(2000), "event"))
    assert {event["all_day"] for event in events} == {True, False}
    assert {event["start"] < TODAY for event in events} == {True, False}
    recurring = [event["recurrence"] for event in events if event["recurrence"]]
    assert all(rule["deleted"] and rule["moved"] for rule in recurring)
    assert recurring


def test_trust_ledgers_have_known_errors():
    firm = Firm(400)
    for case in range(firm.count("case")):
        if TRUST.of(case) and not firm.dirt("trust_ledger", TRUST.of(case)[-1]):
            ledger_sum = sum(trust_movements(firm, case))
            stated_wrongly = trust_balance(firm, case) != ledger_sum
            assert stated_wrongly == (wrong_in_trust(case) == "stated")
    kinds = {wrong_in_trust(case) for case in range(400) if TRUST.of(case)}
    assert kinds == {"", "stated", "negative"}


def test_children_are_found_from_both_sides():
    for name, spread in CHILDREN.items():
        dealt = [child for parent in range(90) for child in spread.of(parent)]
        assert dealt == list(range(spread.count(90))), name
        assert all(child in spread.of(spread.parent(child)) for child in dealt)


@pytest.mark.parametrize("name", list(dirt.KINDS))
def test_one_record_in_forty_is_dirty_and_every_kind_comes(name):
    firm = Firm(10_000)
    kinds = Counter(firm.dirt(name, index) for index in range(firm.count(name)))
    share = 1 - kinds.pop(None) / firm.count(name)
    assert 0.02 < share < 0.03
    assert set(kinds) == set(dirt.KINDS[name])


def test_dirt_shows_in_the_record(firm):
    found = {
        firm.dirt("case", case["index"]): case
        for case in firm.records("case")
        if firm.dirt("case", case["index"])
    }
    assert found["impossible_date"]["opened_on"] == "2023-02-30"
    assert len(found["long_text"]["description"]) > 10_000
    assert found["missing_client"]["client"] == dirt.MISSING
    assert "<script>" in found["html"]["description"]
    assert found["no_title"]["title"] == ""


def test_a_duplicate_is_another_spelling_of_a_contact_before_it():
    firm = Firm(20_000)
    spelled = [
        contact
        for contact in firm.records("contact")
        if firm.dirt("contact", contact["index"]) == "other_spelling"
    ]
    for double in spelled:
        first = double["index"] - 1
        person = firm.record("contact", first)
        if person["organisation"]:
            person = firm.record("contact", first - 1)
        assert double["last_name"] == person["last_name"].upper()
        assert person["email"] in ("", double["email"].lower())
    assert len(spelled) > 10


def test_evolving_changes_adds_and_deletes_a_few():
    firm = Firm(2000)
    later = firm.evolve(NIGHT)
    assert later.count("case") - firm.count("case") == 20
    for name in DELETABLE:
        gone = [i for i in range(firm.base(name)) if later.deleted_at(name, i)]
        assert len(gone) < 0.03 * firm.base(name)
        assert set(later.indexes(name)).isdisjoint(gone)
    changed = [
        i
        for i in later.indexes("case")
        if i < 2000 and firm.record("case", i) != later.record("case", i)
    ]
    assert 0.015 * 2000 < len(changed) < 0.045 * 2000
    assert {later.changed_at("case", i) for i in changed} == {NIGHT}


def test_what_belongs_to_a_deleted_case_is_deleted_with_it():
    later = Firm(2000).evolve(NIGHT, ["delete"])
    gone = [i for i in range(2000) if later.deleted_at("case", i)]
    assert gone
    assert not any(list(later.children("note", case)) for case in gone)


def test_each_step_changes_other_records():
    first = Firm(2000).evolve(NIGHT)
    second = first.evolve(datetime(2026, 11, 3, tzinfo=UTC))
    moments = Counter(second.changed_at("contact", i) for i in range(1000))
    assert moments[NIGHT] > 10
    assert moments[datetime(2026, 11, 3, tzinfo=UTC)] > 10


def test_a_large_firm_needs_no_more_memory_than_a_small_one():
    def peak(firm):
        tracemalloc.start()
        for name in ("contact", "case", "note"):
            step = max(1, firm.count(name) // 500)
            for index in range(0, firm.count(name), step):
                firm.record(name, index)
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(Firm(200_000)) < peak(Firm(200)) + 100_000
