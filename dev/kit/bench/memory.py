"""`./dev/bench memory`: the most memory that a process has while it loads."""

from __future__ import annotations

from kit.bench import firm
from kit.bench.places import Places
from kit.bench.report import Section

MEGABYTE = 1_000_000
LARGE = 100 * MEGABYTE
"""Bytes of the largest document."""
ALONE = firm.Mix(1, 1, 1, 1, 1, 1, 1, document_size=1_000)


def run(places: Places, mix: firm.Mix) -> Section:
    """Load a firm, and one that has but one document: a small and a large one."""
    large = firm.Mix(1, 1, 1, 1, 1, 1, 1, document_size=LARGE)
    peaks = {one: _peak(places, one) for one in (mix, ALONE, large)}
    more = round(peaks[large] - peaks[ALONE])
    return Section(
        "memory",
        "MB that the process of one lane has had at most",
        ("records", "MB of a document", "peak"),
        [
            [str(one.records), f"{one.document_size / MEGABYTE:g}", f"{peak:.0f}"]
            for one, peak in peaks.items()
        ],
        {"peak_mb": round(peaks[mix]), "document_of_100_mb": more},
        [f"A document of {LARGE // MEGABYTE} MB takes {more} MB more."],
    )


def _peak(places: Places, mix: firm.Mix) -> float:
    place = places.prepared(mix)
    with place.clone("memory") as name:
        return place.inside(name, "memory")["peak_mb"]
