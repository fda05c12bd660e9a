"""Evidence from values: whether a column can go into a field, and speaks for it."""

from collections.abc import Mapping
from typing import NamedTuple

from ..message import Message, _lt
from ..transforms.common import folded
from .fields import SourceField, TargetField
from .synonyms import canonical, canonical_value

# How well a column of a type (right) goes into a field (left), 0 to 1; what is not
# listed does not go. "email", "phone" and "url" are char fields for such values.
_FITS: dict[str, dict[str, float]] = {
    "char": {
        "text": 1.0,
        "pick_list": 1.0,
        "integer": 0.9,
        "email": 0.7,
        "phone": 0.7,
        "url": 0.7,
        "reference": 0.5,
        "long_text": 0.6,
        "date": 0.5,
        "datetime": 0.5,
        "decimal": 0.6,
        "money": 0.5,
        "html": 0.4,
        "boolean": 0.3,
    },
    "email": {"email": 1.0, "text": 0.5},
    "phone": {"phone": 1.0, "text": 0.6, "integer": 0.7, "pick_list": 0.5},
    "url": {"url": 1.0, "text": 0.6, "pick_list": 0.5},
    "text": {
        "long_text": 1.0,
        "text": 1.0,
        "html": 1.0,
        "pick_list": 0.8,
        "url": 0.5,
        "email": 0.4,
        "phone": 0.4,
    },
    "integer": {"integer": 1.0, "decimal": 0.3},
    "float": {"decimal": 1.0, "money": 1.0, "integer": 1.0},
    "date": {"date": 1.0, "datetime": 0.95},
    "datetime": {"datetime": 1.0, "date": 0.9},
    "boolean": {"boolean": 1.0, "integer": 0.2, "pick_list": 0.3},
    "selection": {"pick_list": 1.0, "text": 0.7, "boolean": 0.5, "integer": 0.6},
    "many2one": {
        "pick_list": 1.0,
        "text": 1.0,
        "reference": 1.0,
        "email": 0.9,
        "integer": 0.7,
        "phone": 0.3,
    },
}
_FITS["html"] = _FITS["text"]
_FITS["monetary"] = _FITS["float"]
_FITS["many2many"] = _FITS["many2one"]
_FITS["many2one_reference"] = _FITS["many2one"]

# Kinds of text that a char field is made for, by the words of its name.
_NATURES = {"email": "email", "phone": "phone", "fax": "phone", "website": "url"}
_NATURE_REASONS = {
    "email": _lt("values are e-mail addresses"),
    "phone": _lt("values are phone numbers"),
    "url": _lt("values are web addresses"),
}


class ValueMatch(NamedTuple):
    """A score of 0 to 100, and why."""

    score: float
    reason: Message


def nature_of(target: TargetField) -> str:
    """The field type; for char fields for e-mail, phone or web addresses that."""
    if target.ttype != "char":
        return target.ttype
    natures = (_NATURES.get(word) for word in canonical(target.name))
    return next(filter(None, natures), "char")


def is_settable(target: TargetField) -> bool:
    """Whether a source field can be mapped to this kind of field at all."""
    return target.ttype == "new" or nature_of(target) in _FITS


def fit(source: SourceField, target: TargetField) -> float:
    """How well the values go into the field, 0 (not at all) to 1."""
    if source.is_empty or target.ttype == "new":
        return 1.0
    fits = _FITS[nature_of(target)]
    share = fits.get(source.type, 0.0)
    return max(share, 0.8 * fits.get("integer", 0.0)) if source.is_whole else share


def match_values(source: SourceField, target: TargetField) -> ValueMatch | None:
    """Evidence for the target in the values alone."""
    nature = nature_of(target)
    if source.type == nature and nature in _NATURE_REASONS:
        return ValueMatch(50, _NATURE_REASONS[nature])
    known = known_values(target)
    if not known or source.type not in ("pick_list", "text"):
        return None
    choices = source.choices
    found = sum(value is not None for value in map(known.get, _forms(choices)))
    if found < 2 or 2 * found < len(choices):
        return None
    reason = _lt(
        "%(found)s of %(count)s values are %(things)s",
        found=found,
        count=len(choices),
        things=target.noun or _lt("choices of “%(field)s”", field=target.label),
    )
    return ValueMatch(40 + 40 * found / len(choices), reason)


def known_values(target: TargetField) -> Mapping[str, str]:
    """Normal form → value, of a selection's values and labels or a relation's names."""
    known = {canonical_value(name): name for name in reversed(target.values)}
    for value, label in reversed(target.selection):
        known[canonical_value(label)] = known[folded(value)] = value
    return known


def _forms(choices: tuple[str, ...]) -> list[str]:
    return [canonical_value(choice) for choice in choices]
