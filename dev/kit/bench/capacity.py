"""`./dev/bench capacity`: the model of `lib/capacity.py` beside two measured sizes."""

from __future__ import annotations

import statistics
import sys
from collections import Counter

from kit import paths
from kit.bench import firm, ways
from kit.bench.places import Places, Prepared
from kit.bench.report import Section
from kit.progress import step

sys.path.insert(0, str(paths.ROOT))

from lib.capacity import Firm, Place, loading

SMALL = 1 / 4


def run(places: Places, mix: firm.Mix, rounds: int) -> Section:
    """Load a firm and a quarter of it; the smaller one says how fast the machine is."""
    measured = {}
    for one in (mix.times(SMALL), mix):
        place = places.prepared(one)
        measured[one] = statistics.median(
            _seconds(place, number) for number in range(1, rounds + 1)
        )
    small, large = measured
    speed = loading(as_firm(small), Place(lanes=1)).seconds / measured[small]
    told = {
        one: loading(as_firm(one), Place(lanes=1, speed=speed)).seconds
        for one in measured
    }
    return Section(
        "capacity",
        "CPU seconds of a load by one lane, as measured and as the model has it, on a "
        f"machine that is {speed:.2f} times as fast as the model's",
        ("records", "measured", "model"),
        [
            [f"{one.records:,}", f"{measured[one]:.1f}", f"{told[one]:.1f}"]
            for one in measured
        ],
        {
            "speed": round(speed, 2),
            "model_over_measured": round(told[large] / measured[large], 2),
        },
    )


def as_firm(mix: firm.Mix) -> Firm:
    """The mix by the models of Odoo that its records become."""
    records: Counter[str] = Counter()
    fields = [name for name in vars(mix) if name != "document_size"]
    for name, model in zip(fields, ways.TARGETS.values(), strict=True):
        records[model] += getattr(mix, name)
    return Firm(records, mix.documents * mix.document_size / 1e6)


def _seconds(place: Prepared, number: int) -> float:
    with (
        place.clone("capacity") as name,
        step(f"Round {number}, {place.mix.records} records"),
    ):
        return place.inside(name, "pipeline")["all"]["cpu"]
