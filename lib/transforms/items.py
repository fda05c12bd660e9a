"""Objects inside a record: attendees, enclosed files, invoice lines, exceptions."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..message import _lt
from ..paths import Getter, compile_path
from .common import BadValue, Context, Transform, as_text, is_empty, shorten


@dataclass(frozen=True)
class ItemsOptions:
    """`fields`: the loader's name → path in each object.

    `text` is the field that an object which is only a text fills; a text that holds
    several is parted by the pattern `split`.
    """

    fields: dict[str, str] = field(default_factory=dict)
    text: str = "name"
    split: str = r"\n"

    @cached_property
    def getters(self) -> dict[str, Getter]:
        return {name: compile_path(path) for name, path in self.fields.items()}

    @cached_property
    def separator(self) -> re.Pattern[str]:
        return re.compile(self.split)


def items(
    value: Any, options: ItemsOptions, context: Context
) -> list[dict[str, Any]] | None:
    """The objects under the loader's names; empty fields and objects are left out."""
    found = [_item(one, options) for one in _listed(value, options)]
    return [one for one in found if one] or None


def _listed(value: Any, options: ItemsOptions) -> list[Any]:
    if isinstance(value, str):
        if value.lstrip()[:1] in ("[", "{"):
            return _from_json(value)
        return options.separator.split(value)
    return value if isinstance(value, list) else [value]


def _from_json(text: str) -> list[Any]:
    """An export that has cells only writes objects as JSON."""
    try:
        value = json.loads(text)
    except ValueError:
        message = _lt(
            "“%(value)s” looks like a list, but cannot be read.", value=shorten(text)
        )
        raise BadValue(message, "bad_list") from None
    return value if isinstance(value, list) else [value]


def _item(one: Any, options: ItemsOptions) -> dict[str, Any]:
    if not isinstance(one, dict):
        text = as_text(one)
        return {options.text: text} if text else {}
    found = {name: get(one) for name, get in options.getters.items()}
    return {name: value for name, value in found.items() if not is_empty(value)}


TRANSFORMS = (Transform("items", items, ItemsOptions),)
