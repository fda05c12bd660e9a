"""The mapping line for a source field and a target: type, transformation, options."""

from collections.abc import Container
from typing import Any, NamedTuple

from ..lines import Line, NewField, NewFieldType
from ..message import Message, _lt
from ..naming import technical_name
from .fields import Hints, SourceField, TargetField
from .fit import known_values, nature_of
from .synonyms import canonical, canonical_value, negations_of

# Longer texts get a field with several lines.
CHAR_LENGTH = 255
# What surely fits into the database's integer.
INTEGER_DIGITS = 9
MAX_OPTIONS = 100

_NEW_TYPES: dict[str, NewFieldType] = {
    "long_text": "text",
    "html": "html",
    "integer": "integer",
    "decimal": "float",
    "money": "float",
    "date": "date",
    "datetime": "datetime",
    "boolean": "boolean",
}
_OWN_TRANSFORMS = frozenset({"email", "phone", "url"})
_TRANSFORMS = {
    "text": "text",
    "html": "html",
    "integer": "integer",
    "float": "decimal",
    "monetary": "decimal",
    "date": "date",
    "datetime": "datetime",
    "boolean": "boolean",
}


class Draft(NamedTuple):
    """A line, what is still to be said about it, and what that costs in confidence."""

    line: Line
    remarks: tuple[Message, ...] = ()
    penalty: int = 0


def line_for(source: SourceField, target: TargetField, hints: Hints) -> Draft:
    """The line that takes this source field to this existing field."""
    if target.ttype == "new":
        return _to_new_field(source, target.name, target.label, hints)
    if target.ttype == "selection":
        return _by_values(source, target)
    if target.is_relation:
        return Draft(_relational(source, target, hints))
    nature = nature_of(target)
    if nature in _OWN_TRANSFORMS:
        return Draft(Line("transformed", source.name, target.name, nature))
    if nature == "char":
        return Draft(Line("direct", source.name, target.name))
    options, remarks = _reading_options(source, nature)
    if nature == "boolean" and _is_opposite(source, target, hints):
        options["negate"] = True
    line = Line(
        "transformed", source.name, target.name, _TRANSFORMS[nature], options=options
    )
    return Draft(line, remarks, 20 * len(remarks))


def custom_field_line(
    source: SourceField, taken: Container[str], hints: Hints
) -> Draft:
    """The line that takes this source field to a custom field of its own."""
    name = technical_name(source.title, taken)
    return _to_new_field(source, name, source.title, hints)


def joined_line(sources: list[SourceField], target: TargetField) -> Line:
    """The line that makes a name of its parts."""
    names = tuple(source.name for source in sources)
    return Line("transformed", names, target.name, "name")


def _to_new_field(source: SourceField, name: str, label: str, hints: Hints) -> Draft:
    field_type = _new_type(source, hints)
    selection = source.choices if field_type == "selection" else ()
    transform = source.type if source.type in _OWN_TRANSFORMS else None
    options, remarks = _reading_options(source, field_type)
    line = Line(
        "custom_field_required",
        source.name,
        name,
        transform,
        options=options,
        field=NewField(label, field_type, selection),
    )
    return Draft(line, remarks, 20 * len(remarks))


def _new_type(source: SourceField, hints: Hints) -> NewFieldType:
    """The type of a custom field that holds every value seen."""
    if source.type == "pick_list" and not source.profile.lists:
        return "selection" if len(source.choices) <= MAX_OPTIONS else "char"
    if source.type == "money" and hints.has_currency:
        return "monetary"
    if source.type == "integer" and source.profile.longest > INTEGER_DIGITS:
        return "char"
    if source.type in _NEW_TYPES:
        return _NEW_TYPES[source.type]
    return "text" if source.profile.longest > CHAR_LENGTH else "char"


def _reading_options(
    source: SourceField, field_type: str
) -> tuple[dict[str, Any], tuple[Message, ...]]:
    """Options for dates and numbers as the whole column shows them, and doubts."""
    profile = source.profile
    if field_type in ("date", "datetime"):
        if profile.date_order in ("day_first", "month_first"):
            return {"day_first": profile.date_order == "day_first"}, ()
        if profile.date_order == "mixed":
            return {}, (_lt("some dates are day first, some month first"),)
        if profile.date_order == "ambiguous":
            return {}, (_lt("day or month first cannot be told from the values"),)
    elif field_type in ("float", "monetary", "integer") and profile.decimal_mark:
        return {"decimal": profile.decimal_mark}, ()
    return {}, ()


def _is_opposite(source: SourceField, target: TargetField, hints: Hints) -> bool:
    names = {canonical(source.name), canonical(source.title)}
    names.add(canonical(source.name.rpartition(".")[2]))
    return not names.isdisjoint(negations_of(hints.model, target.name))


def _by_values(source: SourceField, target: TargetField) -> Draft:
    """A value map with the counterparts that are plain; the rest is left open."""
    known = known_values(target)
    values = {choice: known.get(canonical_value(choice)) for choice in source.choices}
    line = Line("value_mapping", source.name, target.name, values=values)
    missing = sum(value is None for value in values.values())
    if not missing:
        return Draft(line)
    remark = _lt(
        "%(missing)s of %(count)s values have no counterpart yet",
        missing=missing,
        count=len(values),
    )
    return Draft(line, (remark,), round(25 * missing / len(values)))


def _relational(source: SourceField, target: TargetField, hints: Hints) -> Line:
    """A reference to a source object where there is one, else a look-up by name."""
    many = {"many": True} if target.ttype == "many2many" else {}
    source_object = hints.objects.get(target.relation or "")
    if source_object:
        by = "key" if source.type in ("reference", "integer") else "name"
        options = {"object": source_object, "by": by, **many}
        return Line(
            "transformed", source.name, target.name, "reference", options=options
        )
    create = {"create": True} if target.create else {}
    options = {**create, **many}
    return Line("transformed", source.name, target.name, "lookup", options=options)
