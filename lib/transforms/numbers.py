"""Whole and decimal numbers as people write them, and yes/no in words."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeAlias

from ..message import Message, _lt
from .common import (
    BadValue,
    Context,
    Noted,
    Transform,
    folded,
    shorten,
    single,
    visible,
)

Mark: TypeAlias = Literal[".", ","]

# An Odoo integer is a PostgreSQL int4: a larger one would fail its whole batch.
_INTEGER_LIMIT = 2**31 - 1

_CODES = (
    "AED|AUD|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EUR|GBP|HKD|HUF|IDR|ILS|INR|JPY|KRW|MXN"
    "|MYR|NOK|NZD|PEN|PHP|PLN|RON|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|ZAR"
)
_CURRENCY = re.compile(
    rf"(?<![A-Za-z])(?:{_CODES}|R\$|US\$|kr\.?|Fr\.?)(?![A-Za-z])|[$€£¥₹₽₩₺₪₫฿¤¢]"
)
_BETWEEN_GROUPS = re.compile("(?<=[0-9])[\\s'\u2019](?=[0-9]{3}(?![0-9]))")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,3}")
_DIGITS = re.compile(r"[0-9]*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}")
_TIE = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")

_YES = "1 x y yes t true on checked ✓ ✔ ☑ j ja o oui s si sí sim vero wahr kyllä tak"
_NO = "0 n no f false off unchecked ✗ ✘ ☐ nein non nee não nao nej falsch falso ei nie"


@dataclass(frozen=True)
class NumberOptions:
    """`decimal`: the decimal mark of this field; a value that breaks it is refused."""

    decimal: Mark | None = None


@dataclass(frozen=True)
class BooleanOptions:
    """Further words of this source, stronger than the built-in ones.

    `negate`: the target says the opposite ("archived" of a source is not "active").
    """

    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    negate: bool = False

    @cached_property
    def meanings(self) -> dict[str, bool]:
        own = (self.true, True), (self.false, False)
        words = dict.fromkeys(_YES.split(), True) | dict.fromkeys(_NO.split(), False)
        return words | {folded(word): means for some, means in own for word in some}


def decimal(value: Any, options: NumberOptions, context: Context) -> float | Noted:
    """A float from "$1,234.50", "1.234,50 €", "(12)", "12-", "50 %" (50.0), 1e5.

    Without a decimal mark in the options, a value that reads both ways ("1,234") is
    taken in the American way, with an issue.
    """
    value = single(value)
    number = _number(value, options.decimal)
    if options.decimal is None and _is_tie(value):
        return Noted(number, "ambiguous_number", _tie_message(value, number), "info")
    return number


def exact_decimal(value: Any, options: NumberOptions, context: Context) -> str | Noted:
    """A number as for decimal, as plain text and to its last digit: "1234.50"."""
    value = single(value)
    number = _number(value, options.decimal)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON's 379.0 is a spreadsheet's 379
    text = value if isinstance(value, int) else _written(value, options.decimal)
    exact = format(Decimal(text), "f")
    if options.decimal is None and _is_tie(value):
        return Noted(exact, "ambiguous_number", _tie_message(value, number), "info")
    return exact


def integer(value: Any, options: NumberOptions, context: Context) -> int:
    """A whole number, written as for decimal; a fraction is refused, ".00" is not.

    Without a decimal mark in the options, "1,234" and "1.234" are both 1234.
    """
    value = single(value)
    mark = options.decimal
    if mark is None and _is_tie(value):
        mark = "," if "." in value else "."
    number = _number(value, mark)
    if not number.is_integer():
        message = _lt("“%(value)s” is not a whole number.", value=shorten(value))
        raise BadValue(message, "bad_number")
    if abs(number) > _INTEGER_LIMIT:
        raise _too_large(value)
    return int(number)


def boolean(value: Any, options: BooleanOptions, context: Context) -> bool:
    """True or False, from words of several languages."""
    value = single(value)
    meaning = options.meanings.get(folded(value))
    if meaning is None:
        message = _lt("“%(value)s” means neither yes nor no.", value=shorten(value))
        raise BadValue(message, "bad_boolean")
    return meaning is not options.negate


def without_currency(written: str) -> str:
    """The text without currency signs and three-letter currency codes."""
    return _CURRENCY.sub("", written).strip()


def mark_of(written: str) -> Mark | None:
    """The decimal mark that a number gives away; None when it reads both ways."""
    body, _sign = _without_sign(without_currency(written))
    body = _BETWEEN_GROUPS.sub("", body)
    if _TIE.fullmatch(body) or not ("." in body or "," in body):
        return None
    return _guessed_mark(body)


def _number(value: Any, mark: str | None) -> float:
    """The value as a finite float; raises otherwise."""
    try:
        is_number = isinstance(value, int | float)
        number = float(value if is_number else _parsed(value, mark))
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _too_large(value)
    return number


def _written(value: Any, mark: str | None) -> str:
    """The digits of a number; of a float those that tell it from all others."""
    return repr(value) if isinstance(value, float) else _parsed(value, mark)


def _parsed(value: Any, mark: str | None) -> str:
    """The number in a text with signs, currencies and separators, for float()."""
    written = visible(str(value))
    if mark != "," and _PLAIN.fullmatch(written):
        return written
    body, sign = _without_sign(without_currency(written))
    body = _BETWEEN_GROUPS.sub("", body)
    if _SCIENTIFIC.fullmatch(body):
        return sign + body
    whole, fraction = _halves(body, mark or _guessed_mark(body))
    grouped = _DIGITS.fullmatch(whole) or _GROUPED.fullmatch(whole)
    if not (grouped and _DIGITS.fullmatch(fraction) and (whole or fraction)):
        message = _lt("“%(value)s” is not a number.", value=shorten(written))
        raise BadValue(message, "bad_number")
    return f"{sign}{whole.replace(',', '') or 0}.{fraction or 0}"


def _without_sign(written: str) -> tuple[str, str]:
    """The text without sign, brackets and percent sign; "-" when it is negative."""
    written = written.strip().replace("\u2212", "-").removesuffix("%").strip()
    if written.startswith("(") and written.endswith(")"):
        return written[1:-1].strip().removesuffix("%"), "-"
    if written.startswith("-") or written.endswith("-"):
        return written.removeprefix("-").removesuffix("-").strip(), "-"
    return written.removeprefix("+").strip(), ""


def _guessed_mark(body: str) -> Mark:
    """The last mark is the decimal one, unless it stands more than once.

    A lone comma before exactly three digits parts thousands.
    """
    dot, comma = body.rfind("."), body.rfind(",")
    if dot >= 0 and comma >= 0:
        return "." if dot > comma else ","
    if comma < 0:
        return "," if body.count(".") > 1 else "."
    is_decimal = body.count(",") == 1 and len(body) - comma != 4
    return "," if is_decimal else "."


def _halves(body: str, mark: str) -> tuple[str, str]:
    """Whole part with "," between groups, and fraction."""
    whole, _, fraction = body.partition(mark)
    return (whole.replace(".", ",") if mark == "," else whole), fraction


def _is_tie(value: Any) -> bool:
    return isinstance(value, str) and _TIE.fullmatch(value.strip()) is not None


def _too_large(value: Any) -> BadValue:
    message = _lt("“%(value)s” is too large a number.", value=shorten(value))
    return BadValue(message, "bad_number")


def _tie_message(value: str, number: float) -> Message:
    return _lt(
        "“%(value)s” can be read in two ways; it was taken as %(number)s. Set the "
        "decimal mark of this field to be sure.",
        value=shorten(value),
        number=f"{number:.15g}",
    )


TRANSFORMS = (
    Transform("integer", integer, NumberOptions),
    Transform("decimal", decimal, NumberOptions),
    Transform("exact_decimal", exact_decimal, NumberOptions),
    Transform("boolean", boolean, BooleanOptions),
)
