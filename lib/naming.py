"""Technical names and labels of custom fields."""

import hashlib
import re
import unicodedata
from collections.abc import Container

# What PostgreSQL and Odoo allow for the name of a column.
MAX_LENGTH = 63

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяґєії"
_CYRILLIC_SPELLED = (
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch "
    "_ y _ e yu ya g ye i yi"
)
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψω"
_GREEK_SPELLED = "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
_LATIN = "ßæœøđðłþıħ"
_LATIN_SPELLED = "ss ae oe o d d l th i h"
_LETTERS = dict(
    zip(
        _CYRILLIC + _GREEK + _LATIN,
        f"{_CYRILLIC_SPELLED} {_GREEK_SPELLED} {_LATIN_SPELLED}".split(),
        strict=True,
    )
)
_SIGNS = {ord("#"): " number ", ord("%"): " percent ", ord("&"): " and "}
_WORDS = re.compile(r"[^\W_]+")
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN_WORDS = re.compile(r"[\s_.\-/]+")


def words_of(name: str) -> list[str]:
    """A field name's words in lower case: "ClientID", "client_id" → client, id."""
    return _WORDS.findall(_HUMPS.sub(" ", name).casefold())


def technical_name(label: str, taken: Container[str]) -> str:
    """A valid name for a custom field: "Contract Value" gives x_contract_value.

    ASCII, at most 63 characters, not in `taken`. The same label always gives the same
    name as long as that is free. Letters of alphabets that are not transcribed here
    count with a checksum of the label, so that two such labels differ.
    """
    slug, is_complete = _transcribed(label)
    if not is_complete:
        checksum = hashlib.sha256(label.strip().encode()).hexdigest()[:6]
        slug = f"{slug or 'field'}_{checksum}"
    base = slug if slug.startswith("x_") else f"x_{slug or 'field'}"
    name, number = base[:MAX_LENGTH].rstrip("_"), 1
    while name in taken:
        number += 1
        suffix = f"_{number}"
        name = base[: MAX_LENGTH - len(suffix)].rstrip("_") + suffix
    return name


def label_of(name: str) -> str:
    """A label for people: "openDate", "open_date" and "open.date" give "Open Date".

    A name that has spaces is a label already.
    """
    name = name.strip()
    if " " in name:
        return name
    words = _BETWEEN_WORDS.sub(" ", _HUMPS.sub(" ", name)).split()
    return " ".join(word[:1].upper() + word[1:] for word in words)


def _transcribed(label: str) -> tuple[str, bool]:
    """The label as ASCII words joined by "_", and whether no letter was lost."""
    lowered = label.translate(_SIGNS).lower()
    spelled = "".join(_LETTERS.get(letter, letter) for letter in lowered)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", spelled)
        if not unicodedata.combining(letter)
    )
    again = "".join(_LETTERS.get(letter, letter) for letter in plain)
    is_complete = not any(letter.isalpha() and not letter.isascii() for letter in again)
    return _NOT_NAME.sub("_", again).strip("_"), is_complete
