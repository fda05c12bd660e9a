"""What a source says of a field, and what Odoo holds: equal, or not and why.

Values are compared as they are. When they differ, the normalisations of `NORMALISED`
are tried, each of which is something that Odoo does to a value without changing what
it says; the one that makes them equal is named in the verdict. Nothing else counts as
equal.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from lxml import etree, html

EQUAL = "equal"
NORMALISED = "normalised"
BY_RULE = "by_rule"
DIFFERENT = "different"
MISSING = "missing"
# A value of a record that is not there as a whole; the record counts, and not this.
NOT_LOADED = "not_loaded"
# The results that nothing explains.
DEVIATIONS = (DIFFERENT, MISSING)

NUMBERS = ("integer", "float", "monetary")
# Elements that part the words before them from those behind.
_BLOCKS = re.compile(
    "address|article|blockquote|br|d[dlt]|div|h[1-6r]|li|[ou]l|p|pre|section|t(able|[dhr])"
)


class Verdict(NamedTuple):
    """`why` is the normalisation, or what is different: a code, with `detail`."""

    result: str
    why: str = ""
    detail: str = ""

    @property
    def deviates(self) -> bool:
        return self.result in DEVIATIONS


def compare(kind: str, expected: Any, actual: Any, digits: int = 2) -> Verdict:
    """Compare two values of an Odoo field.

    :param kind: type of the field, or ``url`` (a web address), ``within`` (the expected
        text must occur in the other one)
    :param digits: decimal places that a number is kept with
    """
    expected, actual = _plain(kind, expected), _plain(kind, actual)
    if type(expected) is type(actual) and expected == actual:
        return Verdict(EQUAL)
    if _is_empty(kind, expected):
        if _is_empty(kind, actual):
            return Verdict(EQUAL)
        if kind in NUMBERS and actual == 0:
            return Verdict(NORMALISED, "zero")
        return Verdict(DIFFERENT, "added")
    if _is_empty(kind, actual):
        return Verdict(MISSING, "missing")
    for name in _TRIED.get(kind, ()):
        if NORMALISATIONS[name](expected, actual, digits):
            return Verdict(NORMALISED, name)
    return _difference(expected, actual)


def words(text: str) -> list[str]:
    """The words of a text or an HTML text, without its tags."""
    if "<" not in text and "&" not in text:
        return text.split()
    try:
        root = html.fromstring(f"<div>{text}</div>")
    except (etree.ParserError, ValueError):
        return text.split()
    parts: list[str] = []
    _add_text(root, parts)
    return "".join(parts).split()


def _add_text(element: Any, parts: list[str]) -> None:
    if isinstance(element.tag, str) and element.tag not in ("script", "style"):
        apart = bool(_BLOCKS.fullmatch(element.tag))
        parts.append(" " if apart else "")
        parts.append(element.text or "")
        for child in element:
            _add_text(child, parts)
            parts.append(child.tail or "")
        parts.append(" " if apart else "")


# ---------------------------------------------------------------- normalisations


def _spaces(expected: Any, actual: Any, digits: int) -> bool:
    both_texts = isinstance(expected, str) and isinstance(actual, str)
    return both_texts and expected.split() == actual.split()


def _web_address(expected: Any, actual: Any, digits: int) -> bool:
    return _bare(str(expected)) == _bare(str(actual))


def _html(expected: Any, actual: Any, digits: int) -> bool:
    """The same words, and as many pictures."""
    return (
        words(str(expected)) == words(str(actual))
        and _pictures(str(expected)) == _pictures(str(actual))
    )  # fmt: skip


def _addition(expected: Any, actual: Any, digits: int) -> bool:
    """The words of the source in a row, among others that were added."""
    wanted, found = " ".join(words(str(expected))), " ".join(words(str(actual)))
    return f" {wanted} " in f" {found} "


def _rounding(expected: Any, actual: Any, digits: int) -> bool:
    return round(float(expected), digits) == round(float(actual), digits)


def _noon(expected: Any, actual: Any, digits: int) -> bool:
    return (
        isinstance(actual, datetime)
        and not isinstance(expected, datetime)
        and datetime.combine(expected, time(12)) == actual
    )


def _seconds(expected: Any, actual: Any, digits: int) -> bool:
    return (
        isinstance(expected, datetime)
        and isinstance(actual, datetime)
        and expected.replace(microsecond=0) == actual.replace(microsecond=0)
    )


def _order(expected: Any, actual: Any, digits: int) -> bool:
    return set(expected) == set(actual)


NORMALISATIONS: dict[str, Callable[[Any, Any, int], bool]] = {
    "spaces": _spaces,
    "web_address": _web_address,
    "html": _html,
    "addition": _addition,
    "rounding": _rounding,
    "noon": _noon,
    "seconds": _seconds,
    "order": _order,
}
_TRIED = {
    "char": ("spaces",),
    "text": ("spaces",),
    "url": ("web_address",),
    "html": ("html",),
    "within": ("spaces", "html", "addition"),
    "float": ("rounding",),
    "monetary": ("rounding",),
    "datetime": ("seconds", "noon"),
    "many2many": ("order",),
    "one2many": ("order",),
}


def _plain(kind: str, value: Any) -> Any:
    if kind in NUMBERS and value is not None and value is not False:
        return float(value)
    if kind == "boolean":
        return bool(value)
    if kind in ("many2many", "one2many"):
        return list(value or ())
    return str(value) if isinstance(value, str) else value


def _is_empty(kind: str, value: Any) -> bool:
    if kind == "boolean" or (kind in NUMBERS and value is not False):
        return value is None
    if kind in ("html", "within") and isinstance(value, str):
        return not words(value) and not _pictures(value)
    return not value or (isinstance(value, str) and value.isspace())


def _bare(address: str) -> str:
    return re.sub(r"^https?://|/+$", "", address.strip(), flags=re.IGNORECASE)


def _pictures(text: str) -> int:
    return len(re.findall(r"<img\b", text, re.IGNORECASE))


# ---------------------------------------------------------------- differences


def _difference(expected: Any, actual: Any) -> Verdict:
    if isinstance(expected, str) and isinstance(actual, str):
        has = " ".join(words(actual))
        if has and " ".join(words(expected)).startswith(has):
            return Verdict(DIFFERENT, "cut", str(len(actual)))
    if isinstance(expected, date) and isinstance(actual, date):
        return Verdict(DIFFERENT, "shifted", _distance(expected, actual))
    if isinstance(expected, list) and isinstance(actual, list):
        lost = [one for one in expected if one not in actual]
        if lost:
            return Verdict(DIFFERENT, "incomplete", str(len(lost)))
    return Verdict(DIFFERENT, "other")


def _distance(expected: date, actual: date) -> str:
    """How much later (+) or earlier (-): days, or hours and minutes."""
    both = [_moment(value) for value in (expected, actual)]
    minutes = round((both[1] - both[0]).total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    days, rest = divmod(abs(minutes), 24 * 60)
    if not rest:
        return f"{sign}{days} d"
    return f"{sign}{days * 24 + rest // 60}:{rest % 60:02d} h"


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time())
