"""When a value of the source and one of Odoo's are the same.

Each comparison gets the source's value, which is not empty, and what Odoo has in its
place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lxml import html as lxml_html

Same = Callable[[Any, Any], bool]
Moment = Callable[[Any], datetime]

YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)
BREAKS = {"p", "div", "br", "ul", "ol", "li", "h1", "h2", "h3", "table", "tr"}
REMOVED = {"script"}
"""Elements that Odoo takes out of every text, with all that is in them."""

_BEHAVIOUR = re.compile(r"<script|\son\w+=")


def is_empty(value: Any) -> bool:
    """Whether a source says nothing."""
    return value in (None, "", [], {}, ())


def words(value: Any) -> str:
    """A text of one line, blanks made single."""
    return " ".join(str(value).split())


def text(value: Any, actual: Any) -> bool:
    """The same words; blanks around and between them do not matter."""
    return words(value) == words(actual)


def folded(value: Any, actual: Any) -> bool:
    """The same but for upper and lower case: names looked up, e-mail addresses."""
    return words(value).casefold() == words(actual).casefold()


def lines(value: Any, actual: Any) -> bool:
    """The same text, line by line."""
    return _lines(str(value)) == _lines(str(actual))


def list_of_lines(value: list[str], actual: Any) -> bool:
    """Each of the values in a line of its own, in their order."""
    return list(map(words, value)) == _lines(str(actual))


def listed_parts(value: Any, actual: Any) -> bool:
    """A list, as a text with commas or as a list of names, in any order."""
    return sorted(_parts(value)) == sorted(_parts(actual))


def part(value: Any, actual: Any) -> bool:
    """The words of the value, one after the other, within a longer text."""
    return f" {words(value)} " in f" {words(actual)} "


def ends_with(value: Any, actual: Any) -> bool:
    """The label of a field, maybe behind the name of the list that it is from."""
    return actual == value or actual.endswith(f".{value}")


def number(value: Any, actual: Any) -> bool:
    """The same amount; thousands separators and currency signs are decoration."""
    plain = re.sub(r"[^\d.-]", "", str(value))
    return abs(float(plain) - float(actual)) < 0.005


def flag(value: Any, actual: Any) -> bool:
    """The same answer: as yes and no, too."""
    return (value in (True, "Yes", "Completed")) is bool(actual)


def negated(value: Any, actual: Any) -> bool:
    """The opposite answer: what the source calls archived is not active."""
    return bool(value) is not bool(actual)


def day(value: Any, actual: Any) -> bool:
    """The same day; a midnight behind it is decoration."""
    return str(value)[:10] == str(actual)[:10]


def url(value: Any, actual: Any) -> bool:
    """The same address; Odoo puts a protocol in front of a bare one."""
    return actual in (value, f"http://{value}", f"https://{value}")


def moment(read: Moment) -> Same:
    """The same moment, in UTC as Odoo stores it.

    :param read: what the source's way of writing times means
    """

    def same(value: Any, actual: Any) -> bool:
        stored = datetime.fromisoformat(str(actual)).replace(microsecond=0, tzinfo=UTC)
        return read(value) == stored

    return same


def local_day(read: Moment, zone: str) -> Same:
    """The day that a moment has on the clock of a zone."""
    return lambda value, actual: (
        read(value).astimezone(ZoneInfo(zone)).date().isoformat() == str(actual)
    )


def iso(value: str) -> datetime:
    """A time with its zone behind it."""
    return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(UTC)


def clock(zone: str) -> Moment:
    """A time without a zone, on a clock of the zone."""
    return lambda value: (
        datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    )


def epoch(value: int) -> datetime:
    """Seconds since 1970."""
    return datetime.fromtimestamp(value, UTC)


def ticks(value: int) -> datetime:
    """Units of 100 nanoseconds since the year 1."""
    return YEAR_ONE + timedelta(microseconds=value // 10)


# ---------------------------------------------------------------- longer texts


def rich(*titles: str) -> Same:
    """The same text and at least the same elements, as HTML.

    :param titles: beginnings of lines that may have been added at the end
    """

    def same(value: Any, actual: Any) -> bool:
        wanted, got = read_lines(value), read_lines(actual)
        added = got[len(wanted) :]
        return (
            got[: len(wanted)] == wanted
            and all(line.startswith(titles) for line in added)
            and not _elements(value) - _elements(actual)
        )

    return same


def has_behaviour(value: Any) -> bool:
    """Whether a text has what Odoo must take out, and the list of findings tell."""
    return isinstance(value, str) and bool(_BEHAVIOUR.search(value))


def read_lines(value: Any) -> list[str]:
    """The lines that a reader sees of a text, HTML or plain."""
    if not is_html(value):
        return _lines(str(value or ""))
    pieces: list[str] = []
    _read(lxml_html.fromstring(f"<div>{value}</div>"), pieces)
    return _lines("".join(pieces))


def is_html(value: Any) -> bool:
    """Whether a text is written in HTML; the sources write "<" for nothing else."""
    return isinstance(value, str) and bool(re.search(r"</?[a-zA-Z]", value))


def _read(element: Any, pieces: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in REMOVED:
        return
    ends = "\n" if element.tag in BREAKS else ""
    pieces.append(ends + words_around(element.text))
    for child in element:
        _read(child, pieces)
        pieces.append(words_around(child.tail))
    pieces.append(ends)


def words_around(value: str | None) -> str:
    """Text in HTML: line breaks in it are blanks."""
    return re.sub(r"\s+", " ", value or "")


def _elements(value: Any) -> Counter[str]:
    if not is_html(value):
        return Counter()
    root = lxml_html.fromstring(f"<div>{value}</div>")
    tags = (one.tag for one in root.iterdescendants() if isinstance(one.tag, str))
    return Counter(tag for tag in tags if tag not in REMOVED)


def _lines(value: str) -> list[str]:
    return [line for line in map(words, value.splitlines()) if line]


def _parts(value: Any) -> Iterable[str]:
    parts = value if isinstance(value, list) else str(value).split(",")
    return [words(part) for part in parts]
