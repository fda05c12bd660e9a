"""Normal forms of names, and what Odoo's fields are called elsewhere.

The words are data (`synonyms.json`); this file only looks them up.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from ..message import Message, _lt
from ..naming import words_of

Words: TypeAlias = tuple[str, ...]

_REASONS = {
    "version": _lt("A version mark of the source system."),
    "address": _lt("An address inside the source system."),
    "deleted": _lt("Deleted records are not read."),
    "account": _lt("An account in the source system."),
    "setting": _lt("A setting of the source system."),
    "password": _lt("Passwords are never taken over."),
}


@lru_cache(maxsize=8192)
def canonical(name: str) -> Words:
    """The words of a name in singular, synonyms replaced: "Zip Codes" → ("zip",)."""
    pattern, meaning = _phrases("words")
    text = pattern.sub(lambda found: meaning[found[0]], _plain(name))
    words = text.split()
    return tuple(word for word in words if word not in _noise()) or tuple(words)


def canonical_value(value: str) -> str:
    """The normal form of a pick-list value: "Normal" and "Medium" are the same."""
    pattern, meaning = _phrases("values")
    text = " ".join(canonical(value))
    found = pattern.fullmatch(text)
    return meaning[found[0]] if found else text


def without_own(words: Words, source_object: str) -> Words:
    """Without the words for the object itself: a case's "case name" is its name."""
    own = set(_data()["own"].get(source_object, ()))
    return tuple(word for word in words if word not in own) or words


def synonyms_of(model: str) -> Mapping[str, frozenset[Words]]:
    """Target field → normal forms of its other names."""
    return _synonyms(model)


def negations_of(model: str, target: str) -> frozenset[Words]:
    """Names that say the opposite of the target: archived, for active."""
    table = _data()["negated"]
    names = [*table.get(target, ()), *table.get(f"{model}.{target}", ())]
    return frozenset(map(canonical, names))


def parts_of(model: str) -> Mapping[str, list[Words]]:
    """Target field → normal forms of the source fields that it is made up of."""
    parts: dict[str, list[str]] = _data()["parts"].get(model, {})
    return {target: list(map(canonical, names)) for target, names in parts.items()}


def technical_reason(words: Words) -> Message | None:
    """Why a field of this name is of no use outside its system."""
    return _technical().get(words)


def is_identity(words: Words) -> bool:
    """Whether a name only says which record: client.name, client.id, client.label."""
    return all(word in _data()["identity"] for word in words)


def is_proposable(target: str) -> bool:
    """False for fields that Odoo keeps for itself."""
    return target not in _never()


def weight(word: str) -> float:
    """How much a word tells; "date" and "name" are in every other name."""
    return 0.4 if word in _weak() else 1.0


@cache
def _data() -> dict[str, Any]:
    text = Path(__file__).with_name("synonyms.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@cache
def _phrases(section: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that finds the longest phrase first, and what each one means."""
    meaning = {
        _plain(phrase): main
        for main, phrases in _data()[section].items()
        for phrase in phrases
    }
    longest_first = sorted(map(re.escape, meaning), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b"), meaning


@cache
def _synonyms(model: str) -> dict[str, frozenset[Words]]:
    fields: dict[str, list[str]] = _data()["fields"].get(model, {})
    return {target: _canonical_set(names) for target, names in fields.items()}


def _canonical_set(names: Iterable[str]) -> frozenset[Words]:
    return frozenset(map(canonical, names))


@cache
def _technical() -> dict[Words, Message]:
    return {
        canonical(name): _REASONS[reason]
        for name, reason in _data()["technical"].items()
    }


@cache
def _never() -> frozenset[str]:
    return frozenset(_data()["never"])


@cache
def _noise() -> frozenset[str]:
    return frozenset(_data()["noise"])


@cache
def _weak() -> frozenset[str]:
    return frozenset(_data()["weak"])


def _plain(name: str) -> str:
    """Words in singular; "opened_at" and "opened_on" are an "opened date"."""
    words = list(map(_singular, words_of(name)))
    if len(words) > 1 and words[-1] in ("at", "on"):
        words[-1] = "date"
    return " ".join(words)


def _singular(word: str) -> str:
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("s")
