"""What type a column has, by the kinds of its values and, in doubt, by its name."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from .kinds import Kind
from .naming import words_of

ColumnType: TypeAlias = Literal[
    "text",
    "long_text",
    "html",
    "integer",
    "decimal",
    "money",
    "date",
    "datetime",
    "boolean",
    "email",
    "phone",
    "url",
    "pick_list",
    "reference",
]

# So much of a column must agree before it is called more than text.
AGREEMENT = 0.95
# A text column is HTML, or long, as soon as so much of it is.
SOME = 0.02


class Verdict(NamedTuple):
    """A column's type and the share of its values that agree, 0 to 1."""

    type: ColumnType
    agreement: float


_PHONE_WORDS = frozenset(words_of("phone mobile cell fax tel telephone"))
_MONEY_WORDS = frozenset(
    words_of(
        "amount balance fee fees total price cost budget revenue salary settlement "
        "deductible retainer premium damages"
    )
)
_CODE_WORDS = frozenset(words_of("zip postal postcode number no num nr code docket"))
_TIME_WORDS = frozenset(words_of("at on date time timestamp created updated modified"))


def type_of(name: str, kinds: Mapping[str, int], is_pick_list: bool) -> Verdict:
    """The type of a column with so many values of each kind, empty ones left out.

    A column whose values disagree is text; `is_pick_list` says that they repeat.
    """
    counts = {kind: count for kind, count in kinds.items() if kind != "sentinel"}
    total = sum(counts.values())
    if not total:
        return Verdict("date" if kinds else "text", 1.0)
    for type_, members in _candidates(words_of(name), counts):
        share = sum(counts.get(member, 0) for member in members) / total
        if share >= AGREEMENT:
            return Verdict(type_, share)
    if counts.get("html", 0) >= SOME * total:
        return Verdict("html", 1.0)
    if counts.get("long_text", 0) >= SOME * total:
        return Verdict("long_text", 1.0)
    return Verdict("pick_list" if is_pick_list else "text", 1.0)


def _candidates(
    words: list[str], counts: Mapping[str, int]
) -> Iterator[tuple[ColumnType, tuple[Kind, ...]]]:
    """Types with the kinds that fit them, the narrowest first."""
    named = frozenset(words)
    whole: tuple[Kind, ...] = ("integer", "bit", "epoch")
    numbers: tuple[Kind, ...] = (*whole, "decimal", "money")
    yield "email", ("email",)
    yield "url", ("url",)
    yield "reference", ("object",)
    if len(words) > 1 and named & {"id", "ids"}:
        yield "reference", (*whole, "code", "uuid")
    if named & _PHONE_WORDS:
        yield "phone", ("phone", *whole, "code")
    yield "phone", ("phone",)
    if named & _TIME_WORDS:
        yield "datetime", ("epoch",)
    if "datetime" in counts:
        yield "datetime", ("datetime", "midnight", "date")
    yield "date", ("date", "midnight")
    yield "boolean", ("boolean", "bit") if "boolean" in counts else ("bit",)
    if named & _CODE_WORDS:
        yield "text", (*whole, "code")
    yield "integer", whole
    if "money" in counts or named & _MONEY_WORDS:
        yield "money", numbers
    yield "decimal", numbers
