"""The test of one stream of a bundle, in a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..message import Message, _lt, joined
from ..readers import Row
from ..records import Problem
from .parts import Part, Parts

EXAMINED_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Summary:
    """The number of rows (None when there are too many to be counted in a test)."""

    count: int | None
    sentence: Message


def examine(
    parts: Parts,
    refused: Sequence[Problem],
    keyless: Callable[[Part, Row], Problem | None],
) -> Summary:
    """Reads up to EXAMINED_ROWS rows and tells what it has found.

    `keyless` gives the problem of a row without key.
    """
    count = 0
    problems = len(refused)
    example = refused[0].message if refused else ""
    files: list[Message] = []
    for part in parts.after():
        files.append(
            _lt("%(file)s (%(how)s)", file=part.reader.name, how=part.reader.found())
        )
        for row in part.rows:
            count += bool(row.number)
            missing = keyless(part, row)
            found = [*row.problems, *([missing] if missing else [])]
            problems += len(found)
            if found and not example:
                example = found[0].message
            if count > EXAMINED_ROWS:
                many = _lt("more than %(count)s", count=EXAMINED_ROWS)
                return Summary(None, _sentence(many, files))
    sentence = _sentence(count, files)
    if problems:
        sentence = _lt(
            "%(records)s Problems: %(count)s, the first: %(example)s",
            records=sentence,
            count=problems,
            example=example,
        )
    return Summary(count, sentence)


def _sentence(count: int | Message, files: Sequence[Message]) -> Message:
    return _lt("Records: %(count)s, in %(files)s.", count=count, files=joined(files))
