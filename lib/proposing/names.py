"""Evidence from names: how well a source field's name fits a target's."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ..message import Message, _lt
from .fields import Hints, SourceField, TargetField
from .synonyms import (
    Words,
    canonical,
    is_identity,
    negations_of,
    synonyms_of,
    weight,
    without_own,
)

ALIAS = 96
SAME = 93
SYNONYM = 86
OVERLAP = 70
WITHIN = 48
SPELLING = 60
# "state" is no "stage" (0.8).
NEAR = 0.88

_SAME_NAME = _lt("same name")


class NameMatch(NamedTuple):
    """A score of 0 to 100, and why."""

    score: float
    reason: Message


class NameMatcher:
    """The names that each target answers to, made ready once per model."""

    def __init__(self, targets: Sequence[TargetField], hints: Hints) -> None:
        self._object = hints.object
        self._known = {target.name: _known(target, hints) for target in targets}

    def match(self, source: SourceField, target: TargetField) -> NameMatch | None:
        """The best of all spellings on both sides; None when nothing is alike."""
        known = self._known[target.name]
        matches = [
            NameMatch(found.score * share, found.reason)
            for words, share in self._spellings(source, target).items()
            if (found := known.get(words) or _similar(words, known, target))
        ]
        return max(matches, default=None)

    def _spellings(
        self, source: SourceField, target: TargetField
    ) -> dict[Words, float]:
        """Forms of the name, and how much each counts.

        The label, the name, the last part of a dotted name; all of these also without
        the words for the object itself, and for relations without "id" or "name".
        """
        shares: dict[Words, float] = {}
        for name, share in _names(source):
            words = canonical(name)
            forms = {without_own(words, self._object): 0.97, words: 1.0}
            if target.is_relation and not is_identity(words):
                forms.setdefault(_without_identity(words), 0.98)
            for form, closeness in forms.items():
                shares[form] = max(share * closeness, shares.get(form, 0.0))
        return shares


def _names(source: SourceField) -> Iterator[tuple[str, float]]:
    """Label, name, and of a dotted name the part that tells most.

    That is the last one, but in "client.name" and "client.id" the one before.
    """
    yield source.title, 1.0
    yield source.name, 1.0
    parts = [part for part in source.name.split(".") if canonical(part)]
    if len(parts) > 1:
        is_named = is_identity(canonical(parts[-1]))
        yield (parts[-2] if is_named else parts[-1]), 0.93


def stem_of(name: str) -> Words:
    """What a name is about: "client_id" and "Client.Name" are both ("client",)."""
    return _without_identity(canonical(name))


def _without_identity(words: Words) -> Words:
    return tuple(word for word in words if not is_identity((word,)))


def _known(target: TargetField, hints: Hints) -> dict[Words, NameMatch]:
    """Normal forms of all the target's names with what each is worth."""
    known: dict[Words, NameMatch] = {}
    other = NameMatch(SYNONYM, _lt("another word for “%(field)s”", field=target.label))
    for words in synonyms_of(hints.model).get(target.name, ()):
        known[words] = other
    opposite = NameMatch(
        SYNONYM, _lt("the opposite of “%(field)s”", field=target.label)
    )
    for words in negations_of(hints.model, target.name):
        known[words] = opposite
    for name in (target.name.removesuffix("_ids").removesuffix("_id"), target.label):
        known[canonical(name)] = NameMatch(SAME, _SAME_NAME)
    for name in hints.aliases.get(target.name, ()):
        reason = _lt("alias of “%(field)s”", field=target.label)
        known[canonical(name)] = NameMatch(ALIAS, reason)
    return known


def _similar(
    words: Words, known: dict[Words, NameMatch], target: TargetField
) -> NameMatch | None:
    """A match by most of the words, or by spelling."""
    text = "".join(words)
    best = max(
        max(
            OVERLAP * _overlap(words, other),
            WITHIN * _is_within(other, words),
            SPELLING * _likeness(text, "".join(other)),
        )
        for other in known
    )
    if best < 0.5 * OVERLAP:
        return None
    return NameMatch(best, _lt("name like “%(field)s”", field=target.label))


def _overlap(one: Words, other: Words) -> float:
    """The share of words in common, by their weight, 0 to 1."""
    union = sum(map(weight, {*one, *other}))
    return sum(map(weight, {*one} & {*other})) / union if union else 0.0


def _is_within(inner: Words, outer: Words) -> bool:
    """Whether a name is a part of the other that tells something by itself."""
    return {*inner} < {*outer} and any(weight(word) == 1 for word in inner)


def _likeness(text: str, other: str) -> float:
    """0 to 1; only near misses (typing errors, run-together words) count."""
    longer, shorter = max(len(text), len(other)), min(len(text), len(other))
    if 2 * shorter < NEAR * (longer + shorter):
        return 0.0
    ratio = SequenceMatcher(None, text, other, autojunk=False).ratio()
    return ratio if ratio >= NEAR else 0.0
