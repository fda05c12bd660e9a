"""Where a word that should be nowhere is: in a dump of a database, in a log."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kit import database

COPY = "COPY public."


def of_database(name: str, words: Iterable[str]) -> set[str]:
    """The tables whose rows, in a dump by `pg_dump`, hold one of the words.

    `schema` stands for everything in the dump that is no row of a table.
    """
    wanted = tuple(words)
    file = database.dump(name)
    found = set()
    place = "schema"
    try:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                if line.startswith(COPY):
                    place = line.removeprefix(COPY).split()[0]
                elif line == "\\.\n":
                    place = "schema"
                if any(word in line for word in wanted):
                    found.add(place)
    finally:
        file.unlink()
    return found


def of_log(log: Path, words: Iterable[str]) -> set[str]:
    """The words that a log holds."""
    text = log.read_text(encoding="utf-8", errors="replace")
    return {word for word in words if word in text}
