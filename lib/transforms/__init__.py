"""Named transformations: source value → what Odoo's ORM takes.

One room per family; `TRANSFORMS` is the register that mapping lines refer to.
A further transformation is a function in its room and a `Transform` in the list there.
"""

from . import dates, items, numbers, relations, text
from .common import Context, Noted, Reference, Transform

TRANSFORMS: dict[str, Transform] = {
    transform.name: transform
    for room in (text, numbers, dates, relations, items)
    for transform in room.TRANSFORMS
}

__all__ = ["TRANSFORMS", "Context", "Noted", "Reference", "Transform"]
