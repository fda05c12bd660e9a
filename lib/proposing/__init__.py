"""Proposing a map: source fields with their profiles, target fields → lines.

`propose(sources, targets, hints)` is the only entry; it works offline and is pure.
"""

from .fields import Candidate, Hints, Proposal, SourceField, Suggestion, TargetField
from .propose import propose

__all__ = [
    "Candidate",
    "Hints",
    "Proposal",
    "SourceField",
    "Suggestion",
    "TargetField",
    "propose",
]
