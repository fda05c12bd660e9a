"""`./dev/bench memory`: the most memory that a process has while it loads."""

from __future__ import annotations

from kit.bench import firm, places
from kit.bench.report import Section
from kit.workshop import Workshop

MEGABYTE = 1_000_000
LARGE = 100 * MEGABYTE
"""Bytes of the largest document."""
ALONE = firm.Mix(1, 1, 1, 1, 1, 1, 1, document_size=1_000)


def run(shop: Workshop, mix: firm.Mix) -> Section:
    """Load a firm, and one that has but one document: a small and a large one."""
    large = firm.Mix(1, 1, 1, 1, 1, 1, 1, document_size=LARGE)
    peaks = {one: _peak(shop, one) for one in (mix, ALONE, large)}
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


def _peak(shop: Workshop, mix: firm.Mix) -> float:
    with places.prepared(shop, mix) as place, place.clone("memory") as name:
        return place.inside(name, "memory")["peak_mb"]
