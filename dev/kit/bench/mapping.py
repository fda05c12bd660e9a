"""`./dev/bench mapping`: how often the proposed map is right, on labelled schemas.

The schemas in `dev/bench_mapping/schemas` name, for each field, every target that a
person would accept: an Odoo field, "custom" (a field of its own) or "none" (left out).
They are kept apart from the synonyms and profiles that proposals are made from.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from kit import paths
from kit.bench import baseline as bench_baseline
from kit.bench import samples as bench_samples

sys.path.insert(0, str(paths.ROOT))

from lib.naming import label_of
from lib.profiling import StreamProfile
from lib.proposing import (
    Hints,
    Proposal,
    SourceField,
    TargetField,
    propose,
)

DATA = paths.DEV / "bench_mapping"
RECORDS = 200
HEADING = """\
                     fields with a place in Odoo      all lines
system                  n  top-1  top-3  Odoo's        n  top-1  by hand  Odoo's"""
ROW = (
    "{system:<20}{mapped_lines:>5}{mapped_top1:>7}{mapped_top3:>7}"
    "{baseline_mapped_top1:>8}{lines:>9}{top1:>7}{needs_hand:>9}"
    "{baseline_needs_hand:>8}"
)
OBJECTS = {"res.users": "user", "res.partner": "contact", "crm.lead": "case"}


class Case(NamedTuple):
    """One labelled field: what is right, and what each side proposed, best first."""

    system: str
    target_model: str
    field: str
    gold: frozenset[str]
    ours: tuple[str, ...]
    baseline: str
    confidence: int


def main(arguments: list[str]) -> int:
    """Print the table (or JSON) of all schemas, with the misses when asked."""
    parser = argparse.ArgumentParser(prog="dev/bench mapping", description=__doc__)
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--tuning", action="store_true", help="the schemas to tune on")
    parser.add_argument("--misses", action="store_true", help="list wrong proposals")
    options = parser.parse_args(arguments)
    cases = list(all_cases("tuning" if options.tuning else "schemas"))
    figures = measure(cases)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        print(table(figures))
    if options.misses:
        print("\n".join(misses(cases)))
    return 0


def all_cases(folder: str = "schemas") -> Iterator[Case]:
    """Every labelled field of every schema in a folder, proposed for."""
    targets = json.loads((DATA / "targets.json").read_text(encoding="utf-8"))
    for path in sorted((DATA / folder).glob("*.json")):
        schema = bench_samples.load(path)
        for stream in schema["objects"]:
            yield from stream_cases(schema["system"], stream, targets[stream["target"]])


def stream_cases(
    system: str, stream: dict[str, Any], targets: list[dict[str, Any]]
) -> Iterator[Case]:
    """The labelled fields of one object."""
    sources = profiled(stream)
    keys = frozenset({stream["key"]})
    hints = Hints(stream["target"], stream["object"], objects=OBJECTS, keys=keys)
    proposals = propose(sources, [target_field(target) for target in targets], hints)
    columns = [(one.name, label_of(one.name), one.type) for one in sources]
    baseline = bench_baseline.suggestions(columns, targets)
    for (name, _kind, gold, *_fill), proposal in zip(
        stream["fields"], proposals, strict=True
    ):
        accepted = frozenset([gold] if isinstance(gold, str) else gold)
        ours = ranked(proposal)
        suggestion = baseline.get(name, "none")
        model = stream["target"]
        yield Case(system, model, name, accepted, ours, suggestion, proposal.confidence)


def profiled(stream: dict[str, Any]) -> list[SourceField]:
    """The fields of a stream after its made-up records were read."""
    profile = StreamProfile()
    for payload in bench_samples.payloads(stream["fields"], RECORDS, seed=19):
        profile.add(payload)
    return [
        SourceField(name, field, profile.records)
        for name, field in profile.fields.items()
    ]


def target_field(target: dict[str, Any]) -> TargetField:
    """A field as `fields_get` describes it."""
    return TargetField(
        target["name"],
        target["label"],
        target["ttype"],
        selection=tuple(map(tuple, target.get("selection", ()))),
        relation=target.get("relation"),
        required=target.get("required", False),
        values=tuple(target.get("values", ())),
    )


def ranked(proposal: Proposal) -> tuple[str, ...]:
    """What the proposal says, best first, in the words of the labels."""
    kinds = {"custom_field_required": "custom", "not_migrated": "none"}
    first = kinds.get(proposal.line.type, proposal.line.target)
    return (first, *(one.target for one in proposal.alternatives))


def measure(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """The figures of each system and of all together."""
    systems = sorted({case.system for case in cases})
    rows = [
        figures_of(name, [c for c in cases if c.system == name]) for name in systems
    ]
    return [*rows, figures_of("all", cases)]


def figures_of(system: str, cases: Sequence[Case]) -> dict[str, Any]:
    """Counts and shares in percent; `mapped` are fields that Odoo has a place for."""
    mapped = [case for case in cases if not case.gold & {"custom", "none"}]
    return {
        "system": system,
        "lines": len(cases),
        "top1": share(cases, lambda case: case.ours[0] in case.gold),
        "top3": share(cases, lambda case: case.gold.intersection(case.ours[:3])),
        "needs_hand": share(cases, lambda case: case.ours[0] not in case.gold),
        "mapped_lines": len(mapped),
        "mapped_top1": share(mapped, lambda case: case.ours[0] in case.gold),
        "mapped_top3": share(
            mapped, lambda case: case.gold.intersection(case.ours[:3])
        ),
        "baseline_mapped_top1": share(mapped, lambda case: case.baseline in case.gold),
        "baseline_needs_hand": share(
            cases, lambda case: case.baseline not in case.gold
        ),
    }


def share(cases: Sequence[Case], is_counted: Callable[[Case], object]) -> float:
    """Percent of the cases, with one decimal."""
    counted = Counter(bool(is_counted(case)) for case in cases)
    return round(100 * counted[True] / len(cases), 1) if cases else 0.0


def table(figures: Sequence[dict[str, Any]]) -> str:
    """The figures for people, in percent, Odoo's own import matching beside them."""
    return "\n".join((HEADING, *(ROW.format(**one) for one in figures)))


def misses(cases: Sequence[Case]) -> Iterator[str]:
    """The wrong proposals, one a line."""
    for case in cases:
        if case.ours[0] not in case.gold:
            wanted = "/".join(sorted(case.gold))
            found = ", ".join(case.ours[:3])
            where = f"{case.system} {case.target_model} {case.field}"
            yield f"{where}: {found} ({case.confidence}), not {wanted}"
