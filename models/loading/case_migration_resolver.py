from collections import defaultdict

from odoo import models

from ...lib.transforms.common import shorten
from ..support.names import object_label
from .case_migration_finder import LEFT_OUT
from .listed import Link, write_lists

# The kind of finding on a name that several records of the source have.
UNCLEAR = "reference_unclear"
# Fields of which the value may depend on another: on the country, the team.
DEPENDENT = ("state_id", "stage_id")


class CaseMigrationResolver(models.AbstractModel):
    """Turns what a batch refers to into ids of Odoo records.

    One query for each kind of thing referred to, whatever the size of the batch.
    """

    _name = "case.migration.resolver"
    _description = "Case Migration Resolver"

    def _resolve(self, mapping, items):
        """Fill ``item.values`` with the ids behind ``item.references``.

        Several references may name the same field, by id and by name for instance:
        the first that leads somewhere counts. What leads nowhere leaves the field
        empty and becomes a finding; a person without a user becomes the job's
        fallback user, and ``item.unmatched`` keeps the name. In a field for text,
        the records are listed by name and role, each with a link.
        """
        model = self.env[mapping.target_model]
        known = self._look_up_all(mapping, items)
        for item in items:
            alternatives = defaultdict(list)
            for reference in item.references:
                alternatives[reference.target].append(reference)
            # A state is one of its country, known by then; a stage may be of its team.
            for target in sorted(alternatives, key=DEPENDENT.__contains__):
                some = alternatives[target]
                candidates = [known[_group(model, one)] for one in some]
                self._set(mapping, item, some, candidates)
        write_lists(model, items)

    def _look_up_all(self, mapping, items):
        """:return: ``{group: {key: candidates}}``, see :func:`_group`"""
        model = self.env[mapping.target_model]
        wanted = defaultdict(set)
        for item in items:
            for reference in item.references:
                wanted[_group(model, reference)].update(_keys(reference))
                if reference.default:
                    wanted[_group(model, reference)].add(_default_key(reference))
        source = mapping.job_id.source_id
        finder = self.env["case.migration.finder"]
        return {
            group: getattr(finder, f"_find_{group[0]}")(source, *group[1:], keys)
            for group, keys in wanted.items()
        }

    def _set(self, mapping, item, references, known):
        """:param known: for each of the references, what its keys may mean"""
        missing, unclear = [], []
        for reference, candidates in zip(references, known, strict=True):
            if reference.by == "name" and reference.keys in unclear:
                continue  # of another object it would be a guess, too
            noted = len(item.findings)
            links, lost = self._follow(mapping, item, reference, candidates)
            if any(link.res_id for link in links):
                self._take(item, reference, links)
                self._note_lost(item, reference, lost, candidates)
                return
            missing.append((reference, lost, candidates))
            if any(one["kind"] == UNCLEAR for one in item.findings[noted:]):
                unclear.append(reference.keys)
        if not any(self._take_default(item, *one) for one in missing):
            self._set_missing(mapping.job_id, item, missing)

    def _take_default(self, item, reference, lost, candidates):
        """:return: whether the map names a record for values that Odoo does not have"""
        if not reference.default or not lost:
            return False
        chosen = _choose(item, candidates.get(_default_key(reference), ()))
        if not chosen:
            return False
        name = reference.default
        self._take(item, reference, [Link(chosen.res_id, chosen.model, name, "")])
        item.note(
            "unknown_value",
            self.env._(
                "Odoo has no record for the value “%(value)s”; “%(default)s” was "
                "taken.",
                value=shorten(reference.key),
                default=name,
            ),
            reference.target,
        )
        return True

    def _follow(self, mapping, item, reference, candidates):
        """:return: a Link for each key, and the keys that lead nowhere"""
        links, lost = [], []
        for key, nowhere in _unresolved(reference, candidates):
            found = candidates.get(key, ())
            chosen = None
            if _is_itself(mapping, item, reference, key):
                self._note_itself(item, reference)
            elif self._is_unclear(mapping, reference, found):
                self._note_unclear(item, reference, nowhere.name)
            elif not (chosen := _choose(item, found)):
                lost.append(key)
            elif (chosen.model, chosen.res_id) == (item.res_model, item.res_id):
                chosen = None
                self._note_itself(item, reference)
            links.append(_leading_to(chosen, nowhere) if chosen else nowhere)
        return links, lost

    def _is_unclear(self, mapping, reference, found):
        """Whether a name may be that of several; stages of one name become one."""
        if reference.by != "name" or len(found) < 2 or not _are_several(found):
            return False
        return not any(
            each._loader()._one_per_name
            for each in mapping.job_id.mapping_ids
            if each.object == reference.object
        )

    def _take(self, item, reference, links):
        found = list(dict.fromkeys(link.res_id for link in links if link.res_id))
        item.values[reference.target] = found if reference.many else found[0]
        item.models[reference.target] = next(
            link.model for link in links if link.res_id
        )
        item.links[reference.target] = links

    def _set_missing(self, job, item, missing):
        reference, lost, candidates = missing[0]
        links = [
            [link for _key, link in _unresolved(each, known)]
            for each, _lost, known in missing
        ]
        item.values[reference.target] = [] if reference.many else False
        item.links[reference.target] = links[0]
        if any(each.fallback for each, _lost, _candidates in missing):
            item.values[reference.target] = job.fallback_user_id.id
            names = [link.name for each in links for link in each if link.name]
            item.unmatched[reference.target] = names[0] if names else reference.key
            if not names:
                self._note_unknown_person(item, reference)
            return
        self._note_lost(item, reference, lost, candidates)

    # ---------------------------------------------------------------- findings

    def _note_itself(self, item, reference):
        item.note(
            "cycle",
            self.env._("The record names itself here; that link is empty."),
            reference.target,
        )

    def _note_unclear(self, item, reference, name):
        item.note(
            UNCLEAR,
            self.env._(
                "The source has several of the name “%(name)s” (%(object)s) and does "
                "not say which is meant; that link is empty.",
                name=shorten(name),
                object=object_label(self.env, reference.object),
            ),
            reference.target,
        )

    def _note_unknown_person(self, item, reference):
        item.note(
            "reference_missing",
            self.env._(
                "It refers to a person whom the source neither has nor names; the "
                "fallback user was taken."
            ),
            reference.target,
        )

    def _note_lost(self, item, reference, lost, candidates):
        if not lost:
            return
        written = dict(zip(_keys(reference), reference.keys, strict=True))
        for key in lost:
            severity = "2_warning"
            if reference.kind == "lookup":
                kind = "value_unknown"
                message = self.env._(
                    "Odoo has no record for the value “%s”.", shorten(written[key])
                )
            elif key not in candidates:
                kind = "reference_missing"
                message = self.env._(
                    "It refers to a %s that the source does not have; that link is "
                    "empty.",
                    object_label(self.env, reference.object),
                )
            elif any(one.state == "staged" for one in candidates[key]):
                kind, severity = "reference_later", "1_info"
                message = self.env._(
                    "It refers to a %s that is loaded later; the link is made then.",
                    object_label(self.env, reference.object),
                )
            elif all(one.state in ("skipped", LEFT_OUT) for one in candidates[key]):
                continue  # said once, with the record that was skipped
            else:
                kind = "reference_not_migrated"
                message = self.env._(
                    "It refers to a %s that was not migrated; that link is empty.",
                    object_label(self.env, reference.object),
                )
            item.note(kind, message, reference.target, severity)


def _group(model, reference):
    field = model._fields.get(reference.target)
    comodel = field.comodel_name if field and field.relational else None
    if reference.kind == "record":
        return ("record", reference.object, reference.by, comodel)
    return ("lookup", comodel)


def _are_several(candidates):
    """Whether a name may mean different records: those that are not in Odoo, or not
    yet, count as well, but for those that somebody has left out on purpose.
    """
    records = {(one.model, one.res_id) for one in candidates if one.res_id}
    others = [one for one in candidates if not one.res_id and one.state != LEFT_OUT]
    return len(records) + len(others) > 1


def _default_key(reference):
    return reference.default.strip().lower()


def _keys(reference):
    """The keys of a reference, in the spelling that the look-ups use."""
    if reference.kind == "lookup" or reference.by == "name":
        return [key.strip().lower() for key in reference.keys]
    return list(reference.keys)


def _unresolved(reference, candidates):
    """:return: (key as looked up, Link that leads nowhere yet) of each key"""
    roles = reference.extra.get("roles") or [""] * len(reference.keys)
    for written, key, role in zip(reference.keys, _keys(reference), roles, strict=True):
        name = _name_of(reference, written, candidates.get(key, ()))
        yield key, Link(None, None, name, role)


def _leading_to(candidate, link):
    return Link(candidate.res_id, candidate.model, link.name, link.role)


def _is_itself(mapping, item, reference, key):
    return (
        reference.kind == "record"
        and reference.by == "key"
        and reference.object == mapping.object
        and key == item.key
    )


def _name_of(reference, written, candidates):
    if reference.kind == "lookup" or reference.by == "name":
        return written
    return next((one.name for one in candidates if one.name), "")


def _choose(item, candidates):
    """The first candidate that exists; of states, one of the record's own country, of
    stages, rather one of its own team.
    """
    if len(candidates) == 1 and candidates[0].country is None:
        return candidates[0] if candidates[0].res_id else None
    if any(candidate.teams for candidate in candidates):
        team = item.values.get("team_id")
        candidates = sorted(candidates, key=lambda one: _distance(one.teams, team))
    country = item.values.get("country_id")
    fitting = [
        candidate
        for candidate in candidates
        if candidate.res_id and (candidate.country in (None, country) or not country)
    ]
    if not country and len(fitting) > 1 and candidates[0].country is not None:
        return None
    return fitting[0] if fitting else None


def _distance(teams, team):
    """How far a stage is from a team: its own, one of all teams, one of others."""
    if teams and team in teams:
        return 0
    return 2 if teams else 1
