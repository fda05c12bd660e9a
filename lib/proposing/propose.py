"""A mapping line for every field of a source object, each with its reason.

Names, types and values give every pair of fields a score; then each target goes to one
source field so that the total is best. What fits nowhere gets a custom field.
"""

from collections.abc import Iterable, Sequence

from ..lines import Line
from ..message import Message, _lt, joined
from ..naming import label_of
from .assignment import best_assignment
from .fields import Candidate, Hints, Proposal, SourceField, TargetField
from .fit import fit, is_settable, match_values
from .lines import Draft, custom_field_line, joined_line, line_for
from .names import NameMatcher, stem_of
from .synonyms import canonical, is_proposable, parts_of, technical_reason

# Less than this is no proposal, only an alternative.
ENOUGH = 40
LEARNED = 99
SUGGESTED = 75
ALTERNATIVES = 3
# A name field that is filled so often needs no parts beside it.
WHOLE = 0.95

_KEY = _lt("The key is kept with each record's link.")


def propose(
    sources: Sequence[SourceField], targets: Sequence[TargetField], hints: Hints
) -> list[Proposal]:
    """One proposal for each source field, in the order of `sources`."""
    return _Proposer(sources, targets, hints).run()


class _Proposer:
    """One run: collects proposals by source field until none is missing."""

    def __init__(
        self,
        sources: Sequence[SourceField],
        targets: Sequence[TargetField],
        hints: Hints,
    ) -> None:
        self._sources = sources
        self._hints = hints
        self._taken = {target.name for target in targets}
        usable = [t for t in targets if is_proposable(t.name) and is_settable(t)]
        self._targets = {target.name: target for target in usable}
        self._targets |= {name: _new(name) for name in self._new_names()}
        self._names = NameMatcher(list(self._targets.values()), hints)
        self._candidates: dict[str, list[Candidate]] = {}
        self._done: dict[str, Proposal] = {}

    def run(self) -> list[Proposal]:
        for source in self._sources:
            self._candidates[source.name] = self._judged(source)
        self._leave_out_what_is_of_no_use()
        self._repeat_what_was_learned()
        self._join_parts()
        self._assign()
        self._add_companions()
        self._make_custom_fields()
        return [self._done[source.name] for source in self._sources]

    @property
    def _open(self) -> list[SourceField]:
        return [source for source in self._sources if source.name not in self._done]

    def _new_names(self) -> Iterable[str]:
        """Custom fields that the profile or an earlier job calls by name."""
        named = {*self._hints.aliases, *self._hints.learned.values()}
        return sorted(n for n in named if n.startswith("x_") and n not in self._taken)

    def _judged(self, source: SourceField) -> list[Candidate]:
        """Every target that anything speaks for, best first."""
        found = (self._judge(source, target) for target in self._targets.values())
        candidates = [candidate for candidate in found if candidate]
        return sorted(candidates, key=lambda one: -one.confidence)

    def _judge(self, source: SourceField, target: TargetField) -> Candidate | None:
        """The evidence of names and values together; the type may speak against."""
        named = self._names.match(source, target)
        valued = match_values(source, target)
        scores: list[float] = [0.0]
        reasons: list[Message] = []
        suggestion = self._hints.suggested.get(source.name)
        if suggestion and suggestion.target == target.name:
            scores.append(SUGGESTED * fit(source, target))
            reasons.append(_lt("suggested by %(who)s", who=suggestion.origin))
        if named:
            scores.append(named.score * fit(source, target))
            reasons.append(named.reason)
        if valued:
            scores.append(valued.score)
            reasons.append(valued.reason)
        score = max(scores) + 3 * (len(reasons) - 1)
        if score < ENOUGH / 2:
            return None
        return Candidate(target.name, min(98, round(score)), joined(reasons))

    def _leave_out_what_is_of_no_use(self) -> None:
        for source in self._open:
            if source.name in self._hints.keys:
                self._leave_out(source, _KEY, 95)
            elif reason := technical_reason(canonical(source.name)):
                self._leave_out(source, reason, 80)
            elif source.is_empty:
                reason = _lt("Empty in all %(count)s records.", count=source.records)
                self._leave_out(source, reason, 100)

    def _repeat_what_was_learned(self) -> None:
        for source in self._open:
            target = self._hints.learned.get(source.name)
            if target == "":
                self._leave_out(source, _lt("Left out before."), LEARNED, "learned")
            elif target in self._targets:
                chosen = Candidate(target, LEARNED, _lt("confirmed in an earlier job"))
                self._take(source, chosen, "learned")

    def _join_parts(self) -> None:
        """First, middle and last name become one name, unless there is a whole one."""
        for target_name, parts in parts_of(self._hints.model).items():
            target = self._targets.get(target_name)
            if target is None or self._is_filled(target_name):
                continue
            by_part = {canonical(source.title): source for source in self._open}
            found = [by_part[part] for part in parts if part in by_part]
            if len(found) < 2:
                continue
            if self._has_whole(target_name):
                for part in found:
                    self._leave_out(part, _part_of(target), 75)
            else:
                self._join(found, target)

    def _has_whole(self, target_name: str) -> bool:
        """Whether some field that is always filled holds the whole name for sure."""
        return any(
            candidate.target == target_name and candidate.confidence >= SUGGESTED
            for source in self._open
            if source.fill_rate > WHOLE
            for candidate in self._candidates[source.name]
        )

    def _join(self, parts: list[SourceField], target: TargetField) -> None:
        first, *others = parts
        line = joined_line(parts, target)
        titles = ", ".join(f"“{part.title}”" for part in parts)
        reason = _lt("made up of %(fields)s", fields=titles)
        self._done[first.name] = Proposal(first.name, line, 90, reason)
        for other in others:
            self._leave_out(other, _part_of(target), 90)

    def _assign(self) -> None:
        """One source field to each target, with the best sum of confidences."""
        rows = [source for source in self._open if self._good(source)]
        filled = {name for name in self._targets if self._is_filled(name)}
        names = {one.target for source in rows for one in self._good(source)} - filled
        columns = {name: number for number, name in enumerate(sorted(names))}
        scores = [[0.0] * len(columns) for _row in rows]
        for row, source in zip(scores, rows, strict=True):
            for one in self._good(source):
                if one.target in columns:
                    row[columns[one.target]] = _worth(one, source)
        by_number = list(columns)
        for row_number, column in best_assignment(scores).items():
            source = rows[row_number]
            self._take(source, self._candidate(source, by_number[column]))

    def _good(self, source: SourceField) -> list[Candidate]:
        return [c for c in self._candidates[source.name] if c.confidence >= ENOUGH]

    def _candidate(self, source: SourceField, target_name: str) -> Candidate:
        candidates = self._candidates[source.name]
        return next(one for one in candidates if one.target == target_name)

    def _is_filled(self, target_name: str) -> bool:
        return any(p.line.target == target_name for p in self._done.values())

    def _add_companions(self) -> None:
        """“client.name” beside “client_id” is a second way to the same record."""
        relations = {
            stem_of(name): target
            for name, done in self._done.items()
            if (target := self._targets.get(done.line.target)) and target.is_relation
        }
        for source in self._sources:
            target = relations.get(stem_of(source.name))
            if target and self._is_better(source, target):
                reason = _lt("a second way to “%(field)s”", field=target.label)
                self._take(source, Candidate(target.name, 80, reason))

    def _is_better(self, source: SourceField, target: TargetField) -> bool:
        """Whether the target suits the field more than the one it has."""
        done = self._done.get(source.name)
        if done is None:
            return True
        if done.line.type == "not_migrated" or done.line.target == target.name:
            return False
        candidates = self._candidates[source.name]
        return any(
            one.target == target.name and one.confidence > done.confidence
            for one in candidates
        )

    def _make_custom_fields(self) -> None:
        for source in self._open:
            if source.holds_records:
                reason = _lt("A list of records; kept with the source data.")
                self._leave_out(source, reason, 50)
                continue
            draft = custom_field_line(source, self._taken, self._hints)
            best = self._candidates[source.name][:1]
            confidence = 80 - (best[0].confidence // 2 if best else 0)
            reason = _lt("nothing in Odoo fits")
            self._taken.add(draft.line.target)
            self._finish(source, draft, confidence, reason, "rules")

    def _take(
        self, source: SourceField, chosen: Candidate, origin: str = "rules"
    ) -> None:
        target = self._targets[chosen.target]
        draft = line_for(source, target, self._hints)
        suggestion = self._hints.suggested.get(source.name)
        is_judged = chosen in self._candidates[source.name]
        if is_judged and suggestion and suggestion.target == chosen.target:
            origin = suggestion.origin
        self._finish(source, draft, chosen.confidence, chosen.reason, origin)

    def _finish(
        self,
        source: SourceField,
        draft: Draft,
        confidence: int,
        reason: Message,
        origin: str,
    ) -> None:
        others = [
            candidate
            for candidate in self._candidates[source.name]
            if candidate.target != draft.line.target
        ]
        self._done[source.name] = Proposal(
            source.name,
            draft.line,
            max(0, confidence - draft.penalty),
            joined((reason, *draft.remarks)),
            tuple(others[:ALTERNATIVES]),
            origin,
        )

    def _leave_out(
        self,
        source: SourceField,
        reason: Message,
        confidence: int,
        origin: str = "rules",
    ) -> None:
        line = Line("not_migrated", source.name, reason=reason)
        self._finish(source, Draft(line), confidence, reason, origin)


def _worth(candidate: Candidate, source: SourceField) -> float:
    """What an assignment adds to the sum.

    The cube keeps one sure pair from being given up for two doubtful ones; the fill
    rate decides between equals.
    """
    return (candidate.confidence / 100) ** 3 + source.fill_rate / 100


def _part_of(target: TargetField) -> Message:
    return _lt("Part of “%(field)s”.", field=target.label)


def _new(name: str) -> TargetField:
    return TargetField(name, label_of(name.removeprefix("x_")), "new")
