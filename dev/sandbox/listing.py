"""Which records a list request is about."""

from array import array
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from .firm import Firm


@lru_cache(maxsize=16)
def _chosen(firm: Firm, name: str, since: datetime | None, deleted: bool) -> array:
    indexes = range(firm.count(name)) if deleted else firm.indexes(name)
    return array(
        "L", (i for i in indexes if not since or firm.changed_at(name, i) >= since)
    )


def chosen(
    firm: Firm, name: str, since: datetime | None = None, deleted: bool = False
) -> Sequence[int]:
    """Return the indexes of the records of an object, in their order.

    :param since: only what was changed (or deleted) at that time or later
    :param deleted: with the deleted records
    """
    if since is None and (deleted or not firm.deletions):
        return range(firm.count(name))
    return _chosen(firm, name, since, deleted)


def rendered(
    firm: Firm,
    name: str,
    indexes: Sequence[int],
    render: Callable[[Firm, dict[str, Any]], dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return the records at ``indexes`` as a system shows them."""
    return [render(firm, firm.record(name, index)) for index in indexes]
