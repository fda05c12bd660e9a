"""Odoo's own import matching, re-expressed: what `base_import` would propose.

Follows `base_import.import._get_mapping_suggestion(s)` of Odoo 19: the exact technical
name or label first, then the nearest by difflib among fields of a likely type, at a
distance below 0.2; of several columns for one field the nearest keeps it. In its favour
a header is also tried as a label ("dueDate" as "Due Date"), which Odoo does not do.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

FUZZY_MATCH_DISTANCE = 0.2

_TEXTS = frozenset({"text", "char", "binary", "selection", "html", "tags"})
_NUMBERS = frozenset({"float", "monetary"})
_LIKELY: Mapping[str, frozenset[str]] = {
    "integer": frozenset({"integer", *_NUMBERS}),
    "decimal": _NUMBERS,
    "money": _NUMBERS,
    "boolean": frozenset({"boolean"}),
    "date": frozenset({"date", "datetime"}),
    "datetime": frozenset({"datetime"}),
}
_RELATIONS = frozenset({"many2one", "many2many", "one2many"})


def suggestions(
    columns: Sequence[tuple[str, str, str]], targets: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """Header → field for (header, label, column type), each field at most once."""
    nearest: dict[str, tuple[float, str]] = {}
    for header, label, column_type in columns:
        found = min(
            _match(header, column_type, targets), _match(label, column_type, targets)
        )
        distance, field = found
        if field and distance < nearest.get(field, (1.0, ""))[0]:
            nearest[field] = (distance, header)
    return {header: field for field, (_distance, header) in nearest.items()}


def _match(
    header: str, column_type: str, targets: Sequence[Mapping[str, Any]]
) -> tuple[float, str]:
    """Distance and field; 1.0 and "" when nothing is near enough."""
    wanted = header.casefold()
    for target in targets:
        if wanted in (target["name"].casefold(), target["label"].casefold()):
            return 0.0, target["name"]
    likely = _LIKELY.get(column_type, _TEXTS)
    near = (
        (
            min(_distance(wanted, target["name"]), _distance(wanted, target["label"])),
            target,
        )
        for target in targets
        if target["ttype"] in likely | _RELATIONS
    )
    distance, target = min(near, key=lambda pair: pair[0])
    return (distance, target["name"]) if distance < FUZZY_MATCH_DISTANCE else (1.0, "")


def _distance(wanted: str, name: str) -> float:
    return 1 - difflib.SequenceMatcher(None, wanted, name.casefold()).ratio()
