"""The last check of mapped values: each must be something that its field can hold."""

import re
from datetime import date, datetime, time

from lxml import etree, html

from odoo import fields
from odoo.tools import html2plaintext

from ...lib.transforms.common import shorten
from ...lib.transforms.text import looks_like_html

# HTML in which nothing is that Odoo takes out: plain elements without attributes. (What
# repeats begins with a mark, so that a long text is gone through once.)
_HARMLESS = re.compile(
    r"[^<>&]*(?:(?:&(?:amp|lt|gt|quot|nbsp|#39);|</?(?:p|div|br|b|i|u|em|strong|ul|ol|li"
    r"|h[1-6]|blockquote|pre|table|thead|tbody|tr|td|th)\s*/?>)[^<>&]*)*",
    re.IGNORECASE,
)
_DECLARATIONS = ("html", "body", "head", "meta", "title")


def fit(model, item):
    """Give the values of an item the types of their fields, in place.

    Value lists give texts for whatever type. What a field cannot hold is left out
    with a finding, and so is noted what Odoo cleans out of HTML.
    """
    for name, value in list(item.values.items()):
        field = model._fields.get(name)
        if field is None:
            continue
        if field.type == "selection":
            _fit_selection(model, item, field, value)
        elif field.type == "html":
            _note_loss(model, item, field, value)
        elif field.type == "datetime" or (field.type == "date" and _is_text(value)):
            _fit_date(model, item, field, value)
        elif _is_text(value):
            _fit_text(model, item, field, value)


def _is_text(value):
    return isinstance(value, str)


def _fit_text(model, item, field, value):
    try:
        if field.type == "boolean":
            item.values[field.name] = value == "true"
        elif field.type == "integer":
            item.values[field.name] = int(value)
        elif field.type in ("float", "monetary"):
            item.values[field.name] = float(value)
        elif field.type in ("many2one", "one2many", "many2many"):
            raise ValueError(field.type)
    except ValueError:
        _leave_out(model, item, field, value)


def _fit_date(model, item, field, value):
    """A plain day in a field with a time is its noon: the same day almost anywhere."""
    read = fields.Date.to_date if field.type == "date" else fields.Datetime.to_datetime
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(12))
    try:
        item.values[field.name] = read(value) if value else False
    except (TypeError, ValueError):
        _leave_out(model, item, field, value)


def _fit_selection(model, item, field, value):
    if not value or value in field.get_values(model.env):
        return
    for own, label in field._description_selection(model.env):
        if _folded(value) in (_folded(own), _folded(label)):
            item.values[field.name] = own
            return
    _leave_out(model, item, field, value)


def _folded(value):
    return str(value).strip().casefold()


def _leave_out(model, item, field, value):
    del item.values[field.name]
    item.note(
        "unknown_value",
        model.env._(
            "“%(value)s” is nothing that %(field)s can hold; the field is left empty.",
            value=shorten(value),
            field=field.name,
        ),
        field.name,
    )


def _note_loss(model, item, field, value):
    if not isinstance(value, str) or _HARMLESS.fullmatch(value):
        return
    if not looks_like_html(value):
        return
    kept = field.convert_to_cache(value, model, validate=True) or ""
    lost = losses(value, kept)
    if lost:
        item.note(
            "html_cleaned",
            model.env._(
                "Odoo took out of the text what is not safe or not shown: %s.",
                ", ".join(lost),
            ),
            field.name,
            "1_info",
        )


def losses(before, after):
    """What is missing in cleaned HTML: "script (1)", "onclick (2)", "text"."""
    had, has = _parts(before), _parts(after)
    lost = [
        f"{name} ({count - has.get(name, 0)})"
        for name, count in had.items()
        if count > has.get(name, 0) and name not in _DECLARATIONS
    ]
    if _words(before) != _words(after) and not lost:
        lost.append("text")
    return lost


def _parts(text):
    """How often each element and each attribute occurs."""
    counts = {}
    try:
        root = html.fromstring(f"<div>{text}</div>")
    except (etree.ParserError, ValueError):
        return counts
    for element in root.iterdescendants():
        if not isinstance(element.tag, str):
            continue
        for name in (f"<{element.tag}>", *element.attrib):
            counts[name] = counts.get(name, 0) + 1
    return counts


def _words(text):
    return html2plaintext(text).split()
