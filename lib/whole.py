"""Whole numbers as sources write them: sizes, totals, places in a list."""

from __future__ import annotations

from typing import Any


def whole(value: Any) -> int | None:
    """A number from zero up; None where there is none.

    Digits are those that `int` takes: not “²”, and not thousands of them.
    """
    try:
        return max(int(value), 0)
    except (TypeError, ValueError, OverflowError):
        return None
