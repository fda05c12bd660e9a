"""`./dev/bench`: what it measures, on a firm that is small enough for the suite."""

import os

import pytest

from kit import bench_command, workshop
from kit.bench import firm, load, places, ways
from kit.bench.meter import Stopwatch
from kit.progress import Problem

TINY = firm.Mix(4, 8, 8, 8, 8, 2, 2, document_size=100)


def test_every_way_writes_the_same_and_is_measured():
    """That they write the same is checked by the part itself."""
    few = (ways.PLAIN, ways.PIPELINE)
    with workshop.opened() as shop, places.prepared(shop, TINY) as place:
        measured = load.measure(place, 1, few)
    for way in few:
        for name in ways.TARGETS:
            wanted = getattr(TINY, FIELDS[name])
            assert measured[way][0][name]["records"] == wanted, (way, name)
        assert measured[way][0]["all"]["cpu"] > 0


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


def test_an_unknown_part_is_named():
    with pytest.raises(Problem, match="no part"):
        bench_command.main(["speed"])
