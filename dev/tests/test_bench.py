"""`./dev/bench`: what it measures, on a firm that is small enough for the suite."""

import json
import os
import subprocess
import sys
import time

import pytest

from kit import workshop
from kit.bench import firm, growth, lanes, load, peers, places, statements, ways
from kit.bench.large import Fill
from kit.bench.meter import Stopwatch, busy_cores
from kit.commands import bench as bench_command
from kit.commands import capacity as capacity_command
from kit.progress import Problem

TINY = firm.Mix(4, 8, 8, 8, 8, 2, 2, document_size=100)
TINIER = firm.Mix(3, 7, 7, 7, 7, 2, 2, document_size=100)


def test_every_way_writes_the_same_and_is_measured():
    """That they write the same is checked by the part itself."""
    few = {ways.XMLRPC_QUIET: TINIER, ways.TUNED: TINY, ways.PIPELINE: TINY}
    with workshop.opened() as shop, places.opened(shop) as run:
        where = {way: run.prepared(mix) for way, mix in few.items()}
        measured = load.measure(where, 1)
        check_where_a_lot_is(run.prepared(TINY))
    for way, mix in few.items():
        for name in ways.TARGETS:
            wanted = getattr(mix, FIELDS[name])
            assert measured[way][0][name]["records"] == wanted, (way, name)
        assert measured[way][0]["all"]["cpu"] > 0
    ours, tuned = (measured[way][0] for way in (ways.PIPELINE, ways.TUNED))
    assert ours["all"]["wall"] > ours["plan"]["wall"] > 0
    parts = sum(tuned[name]["wall"] for name in ways.TARGETS)
    assert tuned["all"]["wall"] == pytest.approx(parts)
    figures = load.section(measured).figures
    assert load.sizes(where) == ["XML-RPC, quiet writes 35 records; the others 40."]
    assert set(figures["records_per_cpu_second"]) == set(few)
    assert figures["ratio_xmlrpc_quiet"] > 0
    assert "ratio_xmlrpc_default" not in figures


def check_where_a_lot_is(place):
    """What is filled in is in nobody's way, and is not counted to the firm."""
    late = Fill(staged=200, loaded=True)
    with growth.database_with(place, "late", late) as name:
        found = growth.measured(place, name, "load")
    made = {of: row["records"] for of, row in found["figures"].items()}
    assert made == {of: getattr(TINY, FIELDS[of]) for of in FIELDS} | {"closing": 0}
    assert found["read"]["blocks"] > 0
    full = Fill(partners=9, leads=9, attendees=9)
    with growth.database_with(place, "full", full) as name:
        found = growth.measured(place, name, "load_and_roll_back")
    assert found["rollback"]["cpu"] > 0


def test_two_lanes_share_a_load_and_are_in_nobodys_way():
    mix = firm.Mix(*[100] * 7, document_size=100)
    with workshop.opened() as shop, places.prepared(shop, mix) as place:
        found = lanes.measure(place, 2)
    assert found["collisions"] == []
    # Two batches of each object, and those for what is left at the end.
    assert min(found["shares"]) >= 7
    assert 0 < found["idle"] < found["wall"]


def test_others_that_keep_a_core_busy_are_seen():
    idle = busy_cores(0.3)
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as other:
        busy = busy_cores(0.3)
        other.kill()
    assert idle >= 0
    assert 0.3 < busy <= os.cpu_count()


def test_statements_that_take_longer_are_told_first():
    small = {"SELECT a": (9, 1.0), "SELECT b": (9, 1.0)}
    large = {"SELECT a": (9, 1.1), "SELECT b": (9, 5.0), "SELECT c": (1, 2.0)}
    texts = [text for _more, text in statements.grown(small, large)]
    assert texts == ["SELECT b", "SELECT c", "SELECT a"]


def test_the_work_is_given_to_other_programs_as_files(tmp_path, monkeypatch):
    monkeypatch.setattr(peers, "FOLDER", tmp_path)
    client = {"name": "Ann", "email": False, "state_id": 7}
    case = {"name": "Ann ./. Bob", "partner_id": 3, "tag_ids": [[6, 0, [4, 5]]]}
    work = [
        {"object": "contact", "model": "res.partner", "ids": [3], "values": [client]},
        {"object": "case", "model": "crm.lead", "ids": [8], "values": [case]},
    ]
    relations = {
        "res.partner": {"state_id": "res.country.state"},
        "crm.lead": {"partner_id": "res.partner", "tag_ids": "crm.tag"},
    }
    file = tmp_path / "work.json"
    file.write_text(json.dumps({"work": work, "relations": relations}))
    files = peers.write_files(file)
    assert list(files) == ["contact", "case"]
    assert files["case"].read_text().splitlines() == [
        "id,active,name,partner_id/id,tag_ids/.id",
        'bench.crm_lead_8,True,Ann ./. Bob,bench.res_partner_3,"4,5"',
    ]


def test_the_capacity_of_a_place_is_told_in_a_line_a_step(capsys):
    capacity_command.main(["200000", "--requests-per-minute", "600"])
    title, reading, loading = capsys.readouterr().out.splitlines()
    assert title.startswith("200,000 cases, 1,500,000 records")
    assert reading.startswith("read ")
    assert loading.split()[:5] == ["load", "5", "h", "33", "min"]


FIELDS = {
    "company": "companies",
    "contact": "contacts",
    "case": "cases",
    "activity": "activities",
    "note": "notes",
    "document": "documents",
    "event": "events",
}


def test_the_work_of_processes_that_have_ended_counts():
    watch = Stopwatch([os.getpid()])
    os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", BUSY], os.environ), 0)
    assert watch.read()["cpu"] > 0.05


BUSY = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"


def test_reading_the_stopwatch_is_no_work():
    outer, before = Stopwatch([os.getpid()]), time.process_time()
    for _ in range(2_000):
        Stopwatch([os.getpid()]).read()
    taken = time.process_time() - before
    assert taken > 0.1
    assert outer.read()["cpu"] < taken / 3


def test_an_unknown_part_is_named():
    with pytest.raises(Problem, match="no part"):
        bench_command.main(["speed"])
