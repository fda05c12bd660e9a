"""`./dev/bench profile`: where the time of each object's load goes."""

from __future__ import annotations

from kit import paths
from kit.bench.places import Prepared
from kit.bench.report import Section

FOLDER = paths.STATE / "bench" / "profiles"


def run(place: Prepared, _rounds: int) -> Section:
    """Load the firm once under cProfile, and write a file for each object."""
    with place.clone("profile") as name:
        found = place.inside(name, "profile")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for of, text in found.items():
        (FOLDER / f"{of}.txt").write_text(text, encoding="utf-8")
    rows = [[of, text.splitlines()[0].strip()] for of, text in found.items()]
    return Section(
        "profile", f"Profiles, in {FOLDER}", ("object", "calls and seconds"), rows
    )
