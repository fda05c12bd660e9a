"""The result of a migration, as told to people and to programs.

A result has `objects` (name → numbers of `OUTCOMES`, `source` and `seconds`), `mails`,
`seconds`, `ok`, after a rollback `left` (what is still there → number), and where
something went wrong `problem` (a sentence).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OUTCOMES = ("created", "matched", "updated", "skipped", "failed")
Result = Mapping[str, Any]


def is_accounted_for(result: Result) -> bool:
    """Whether each record has an outcome, and no mail and no remains are there."""
    complete = all(
        numbers["source"] == sum(numbers.get(outcome, 0) for outcome in OUTCOMES)
        for numbers in result["objects"].values()
    )
    quiet = not result["mails"] and not any(result.get("left", {}).values())
    return bool(result["ok"] and result["objects"] and complete and quiet)


def table(result: Result) -> str:
    """The result for people, a line for each object."""
    titles = (
        "object",
        "in source",
        "created",
        "matched",
        "skipped",
        "failed",
        "seconds",
    )
    rows = [
        (
            name,
            *map("{:,}".format, _public(numbers).values()),
            f"{numbers['seconds']:.1f}",
        )
        for name, numbers in result["objects"].items()
    ]
    widths = [
        max(len(row[place]) for row in (titles, *rows)) for place in range(len(titles))
    ]
    head, *lines = (_line(row, widths) for row in (titles, *rows))
    return "\n".join(
        (head, "-" * len(head), *lines, "", f"mails sent: {result['mails']}")
    )


def summary(result: Result, system: str, channel: str) -> dict[str, Any]:
    """The result for programs."""
    objects = {name: _public(numbers) for name, numbers in result["objects"].items()}
    told = {"system": system, "channel": channel, "objects": objects}
    return {**told, "mails": result["mails"], "seconds": result["seconds"]}


def _public(numbers: Mapping[str, float]) -> dict[str, float]:
    """A matched record that was updated counts as matched."""
    return {
        "source": numbers["source"],
        "created": numbers["created"],
        "matched": numbers["matched"] + numbers.get("updated", 0),
        "skipped": numbers["skipped"],
        "failed": numbers["failed"],
    }


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    """Cells in columns; the first holds a name, the others numbers."""
    numbers = (cells[place].rjust(widths[place]) for place in range(1, len(cells)))
    return "  ".join((cells[0].ljust(widths[0]), *numbers))
