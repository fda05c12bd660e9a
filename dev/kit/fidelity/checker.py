"""Every value of a source, judged, and the table of it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kit.fidelity import backdocket, the_case_file
from kit.fidelity.books import Books
from kit.fidelity.held import Held
from kit.fidelity.rules import KEPT, WHOLE, Here, Rule, Rules, judge, table_of
from sandbox.firm import Firm, Record

SYSTEMS = {"the_case_file": the_case_file, "backdocket": backdocket}
VERDICTS = ("found", "listed", "lost", "altered")
BAD = ("lost", "altered")
SHOWN = 5
"""Values of a field that are quoted."""


@dataclass
class Result:
    """How often each verdict was given, and what was said of the bad ones."""

    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    examples: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, name: str, path: str, verdict: str, example: str) -> None:
        """Note the verdict on one value."""
        self.counts.setdefault((name, path), Counter())[verdict] += 1
        if verdict in BAD:
            self.examples.setdefault((name, path), []).append(f"{verdict} {example}")

    def total(self, *verdicts: str) -> int:
        """How many values there are of some verdicts."""
        return sum(counts[one] for counts in self.counts.values() for one in verdicts)

    def table(self) -> str:
        """Object by field: values and verdicts, for a person."""
        rows = [("object", "field", "values", *VERDICTS)]
        for (name, path), counts in self.counts.items():
            numbers = (counts.total(), *(counts[verdict] for verdict in VERDICTS))
            rows.append((name, path, *map(str, numbers)))
        totals = (self.total(*VERDICTS), *map(self.total, VERDICTS))
        rows.append(("all", "", *map(str, totals)))
        pattern = "{:<13} {:<34} {:>8} {:>8} {:>8} {:>6} {:>8}".format
        return "\n".join(pattern(*row) for row in rows)

    def complaints(self) -> str:
        """The first bad values of each field, as the source and Odoo have them."""
        return "\n".join(
            f"{name}.{path}: {example}"
            for (name, path), examples in self.examples.items()
            for example in examples[:SHOWN]
        )


def check(system: str, firm: Firm, held: Held, channel: str = "rest") -> Result:
    """Look up every value that the source has of the firm in the database.

    :param channel: `bundle` leaves out what the system's export does not tell
    """
    source = SYSTEMS[system]
    books = Books(held, system, channel)
    untold = source.UNTOLD if channel == "bundle" else {}
    result = Result()
    for name, key, raw in _records(source, firm, source.RULES, untold):
        here = _here(held, books, name, key, raw)
        for path, value in raw.items():
            if path not in untold.get(name, ()):
                rules = source.RULES[name].get(path, KEPT)
                _check_value(result, here, (name, path), value, rules)
    for name, key, raw in _records(source, firm, source.HANDED_OVER, untold):
        _check_kept(result, books, name, key, raw)
    _check_order(result, books, source, firm)
    return result


def _records(
    source: Any, firm: Firm, names: Iterable[str], untold: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Record]]:
    """(object, key, values by path) of all records of some objects."""
    for name in names:
        if untold.get(name) is not WHOLE:
            for key, raw in source.records(firm, name):
                yield name, key, dict(_leaves(raw))


def _here(held: Held, books: Books, name: str, key: Any, raw: Record) -> Here:
    link = books.link(name, key)
    row = held.row(table_of(link[0]), link[1]) if link else {}
    return Here(held, books, raw, books.record(name, key), row)


def _check_value(
    result: Result, here: Here, place: tuple[str, str], value: Any, rules: Rules
) -> None:
    """Judge one value; the worst verdict counts."""
    verdicts = [
        judge(here, place[1], value, rule)
        for rule in ((rules,) if isinstance(rules, Rule) else rules)
    ]
    given = [one for one in verdicts if one[0]]
    if given:
        verdict, actual = max(given, key=lambda one: VERDICTS.index(one[0]))
        key = here.record.get("key")
        result.add(*place, verdict, f"{key}: {value!r:.300} → {actual!r:.300}")


def _check_order(result: Result, books: Books, source: Any, firm: Firm) -> None:
    """Odoo shows notes by their ids: of each case they must be in the old order."""
    case, written_on = source.NOTE
    threads: dict[Any, list[tuple[int, str]]] = {}
    for key, raw in source.records(firm, "note"):
        note, link = dict(_leaves(raw)), books.link("note", key)
        if link:
            threads.setdefault(note[case], []).append((link[1], note[written_on]))
    for key, notes in threads.items():
        times = [time for _id, time in sorted(notes)]
        verdict = "found" if times == sorted(times) else "altered"
        result.add("note", "(order)", verdict, f"{key}: {times}")


def _check_kept(result: Result, books: Books, name: str, key: Any, raw: Record) -> None:
    """A record that is handed over is kept as it was read."""
    record = books.record(name, key)
    for path, value in raw.items():
        if value not in (None, "", []):
            kept = bool(record) and books.keeps(record, value)
            result.add(name, path, "listed" if kept else "lost", f"{key}: {value!r}")


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of everything in a record; a list is one value."""
    if isinstance(value, dict) and value:
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    else:
        yield path, value
