"""Results as tables, for the screen and for the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Section:
    """What one part of the bench has found: a table, and figures for programs."""

    part: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: dict[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()


def plain(section: Section) -> str:
    """The table for a terminal."""
    lines = [section.columns, *section.rows]
    widths = [max(len(row[n]) for row in lines) for n in range(len(section.columns))]
    table = [
        "  ".join(
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in lines
    ]
    return "\n".join(
        [f"{section.part}: {section.title}", "", *table, "", *section.notes]
    )


def markdown(section: Section) -> str:
    """The table for a document."""
    cells = [section.columns, ["--", *["--:"] * (len(section.columns) - 1)]]
    table = [f"| {' | '.join(row)} |" for row in [*cells, *section.rows]]
    return "\n".join(
        [f"### {section.part}", "", f"{section.title}.", "", *table, "", *section.notes]
    )
