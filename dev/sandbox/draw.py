"""Reproducible choices: the same key always draws the same values."""

import json
import unicodedata
import zlib
from pathlib import Path
from random import Random
from typing import Any

WORDS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "words.json").read_text(encoding="utf-8")
)

_UNFOLDED = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "đ": "d", "æ": "ae"})


def draw(*key: object) -> Random:
    """Return a generator of its own for ``key``."""
    return Random("/".join(map(str, key)))  # noqa: S311 (nothing secret)


def lot(*key: object) -> int:
    """Return a number from 0 to 2**32 - 1 drawn for ``key``; cheaper than draw()."""
    return zlib.crc32("/".join(map(str, key)).encode())


def slug(text: str) -> str:
    """Return ``text`` as it may stand in a host name: ``Peña & Co.`` -> pena-co."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_UNFOLDED))
    plain = "".join(c if c.isalnum() else " " for c in folded if c.isascii())
    return "-".join(plain.split())


def combination(index: int, *lists: list[str]) -> list[str]:
    """Return the ``index``-th of all combinations of one word of each list.

    Neighbouring indexes give unlike combinations, different indexes below the
    product of the lengths never the same one.
    """
    total = 1
    for words in lists:
        total *= len(words)
    number = index * 7_368_787 % total  # a prime that divides no list's length
    chosen = []
    for words in lists:
        number, place = divmod(number, len(words))
        chosen.append(words[place])
    return chosen


def phone(rng: Random) -> str:
    """Return a telephone number of the range reserved for fiction."""
    return f"({rng.choice(WORDS['area_codes'])}) 555-01{rng.randrange(100):02d}"


def address(rng: Random) -> dict[str, str]:
    """Return a postal address; the state as code or name, as people type it."""
    city, code, state, zip_prefix, country = rng.choice(WORDS["cities"])
    suite = f"Suite {rng.randrange(1, 40)}00" if rng.random() < 0.2 else ""
    return {
        "street": f"{rng.randrange(1, 990)} {rng.choice(WORDS['streets'])}",
        "street2": suite,
        "city": city,
        "state": state if rng.random() < 0.3 else code,
        "postal_code": f"{zip_prefix}{rng.randrange(100):02d}",
        "country": country,
    }
