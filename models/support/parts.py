"""Values at places in JSON, as forms over a part of it read and write them."""

import json

from odoo.exceptions import ValidationError


def dig(value, place):
    """:return: what is at ``place`` (names, outermost first); None: nothing"""
    for name in place:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def with_part(value, place, new):
    """A copy of ``value`` with ``new`` at ``place``; without the key when empty."""
    name, *rest = place
    copy = dict(value)
    if rest:
        copy[name] = with_part(copy.get(name) or {}, rest, new)
        if not copy[name]:
            del copy[name]
    elif new:
        copy[name] = new
    else:
        copy.pop(name, None)
    return copy


def with_text(env, vals):
    """:return: ``vals`` with what the form's text says as the definition"""
    if "definition_text" not in vals:
        return vals
    others = {name: value for name, value in vals.items() if name != "definition_text"}
    return {**others, "definition": from_text(env, vals["definition_text"])}


def from_text(env, text):
    """:return: the JSON object that a text is; raises ValidationError"""
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise ValidationError(
            env._("The definition is not valid JSON: %s", error)
        ) from error
    if not isinstance(value, dict):
        raise ValidationError(
            env._("The definition is not a JSON object: it has no {…} around it.")
        )
    if not value:
        raise ValidationError(
            env._("The definition is empty. It has to be filled in as JSON.")
        )
    return value


def filled_in(vals, names):
    """:return: ``vals`` without those of these fields that a new form left empty"""
    return {name: value for name, value in vals.items() if value or name not in names}


def changed_parts(parts, shown):
    """:return: those of a form's fields that say something else than the JSON does

    :param shown: function of a field's name: what the form shows of the JSON
    """
    return {
        name: value for name, value in parts.items() if (value or False) != shown(name)
    }
