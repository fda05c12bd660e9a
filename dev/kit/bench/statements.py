"""Which statements take how long: to find those that grow with the database."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Times = dict[str, tuple[int, float]]
"""Number and seconds by the text of the statement, shortened."""

_LENGTH = 160
_BLANKS = re.compile(r"\s+")
_VALUES = re.compile(r"'[^']*'|\b\d+\b|\{[^}]*\}|(\(|, )(?:\?, )*\?(?=\)|,)")


@contextmanager
def watched(cursor: type) -> Iterator[Times]:
    """The statements that Odoo's cursors execute within the block."""
    times: Times = {}
    execute = cursor.execute

    def watch(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(self, query, *args, **kwargs)
        finally:
            text = shortened(query)
            count, seconds = times.get(text, (0, 0.0))
            times[text] = count + 1, seconds + time.perf_counter() - start

    cursor.execute = watch
    try:
        yield times
    finally:
        cursor.execute = execute


def grown(small: Times, large: Times, most: int = 8) -> list[tuple[float, str]]:
    """The statements that take longest more, in seconds, with their text."""
    more = [
        (seconds - small.get(text, (0, 0.0))[1], text)
        for text, (_count, seconds) in large.items()
    ]
    return sorted(more, reverse=True)[:most]


def shortened(query: Any) -> str:
    """A statement without its values, to be told and counted by."""
    code = getattr(query, "code", query)
    if isinstance(code, bytes):
        code = code.decode(errors="replace")
    text = _BLANKS.sub(" ", str(code)).strip()[: 4 * _LENGTH]
    return _VALUES.sub("?", text)[:_LENGTH]
