from collections import defaultdict
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..audit.audit import is_emptied
from ..loading.backdating import DATES
from ..support.snapshot import editable, snapshot
from .as_made import are_as_made, others_of
from .case_migration_rollback import STRUCTURE
from .case_migration_rollback_line import REASONS

LONGEST = 200  # characters of a note


class Outcome(NamedTuple):
    """What becomes of a line, why, and what in particular is the matter."""

    action: str
    reason: str | None = None
    note: str | None = None


class Change(NamedTuple):
    """A change that the plan takes back; with a link, it is that of the record which
    the link leads to, as far as Odoo repeats it.
    """

    audit_id: int
    line_id: int
    res_id: int
    before: dict
    after: dict
    link: str | None = None
    linked_id: int | None = None


class CaseMigrationRollbackReasons(models.AbstractModel):
    """Says why a record is not simply removed, and what becomes of it then.

    Asked twice: by the plan, which sees the records with all that the migration has
    done to them later, and by the rollback, which has taken that back by then.
    """

    _name = "case.migration.rollback.reasons"
    _description = "Case Migration Rollback Reasons"

    def _outcomes(self, plan, lines):
        """
        :param lines: of one operation, ``create`` or ``write``, and one model
        :return: ``{line: Outcome}``
        """
        existing = set(lines._records().exists().ids) if lines else ()
        gone = lines.filtered(lambda line: line.res_id not in existing)
        outcomes = dict.fromkeys(gone, Outcome("gone"))
        lines -= gone
        if not lines:
            return outcomes
        if lines[0].operation == "write":
            outcomes.update(self._of_changes(plan, lines))
        else:
            is_structure = lines[0].res_model in STRUCTURE
            reasons_of = self._of_structure if is_structure else self._of_made
            for line, reasons in reasons_of(plan, lines).items():
                emptied = {"emptied": ""} if is_emptied(line.audit_id) else {}
                outcomes[line] = self._judge(plan, line, emptied | reasons)
        return outcomes

    def _judge(self, plan, line, reasons):
        """:param reasons: ``{kind: note}``"""
        choice, reason = plan._choose(line, reasons)
        note = "; ".join(dict.fromkeys(filter(None, reasons.values())))[:LONGEST]
        return Outcome(_ACTIONS[choice], reason, note or None)

    def _of_structure(self, plan, lines):
        return self.env["case.migration.rollback.structure"]._reasons(plan, lines)

    # ---------------------------------------------------------------- made records

    def _of_made(self, plan, lines):
        """:return: ``{line: {kind of reason: note}}``"""
        model = lines._model()
        usage = self.env["case.migration.usage"]
        used = usage._used(lines._records(), lines._filled(), plan)
        edited = self._edited(plan, lines, model)
        reasons = {}
        for line in lines:
            found = dict(used.get(line.res_id, {}))
            if line in edited:
                found["edited"] = edited[line]
            reasons[line] = {
                kind: found[kind] for kind, _label in REASONS if kind in found
            }
        return reasons

    def _edited(self, plan, lines, model):
        """:return: ``{line: labels of the fields}`` of records that differ from what
        the migration has made them
        """
        names = lines._filled()
        if any(lines.mapped("audit_id.others")):
            names |= editable(model)
        present = self._as_it_will_be(plan, lines, sorted(names))
        ages = {line: line.audit_id.batch_id.newest_field for line in lines}
        others = {age: others_of(lines, names, age) for age in set(ages.values())}
        edited = {}
        for line in lines.filtered(lambda line: not is_emptied(line.audit_id)):
            after = line.audit_id.after or {}
            then = present[line.res_id]
            changed = [
                name
                for name in after
                if name in then
                and then[name] != after[name]
                and not _is_derived(model, name)
            ]
            if changed:
                edited[line] = _labels(model, changed)
            elif not are_as_made(line, then, *others[ages[line]]):
                edited[line] = self.env._("a field that was not migrated")
        return edited

    def _as_it_will_be(self, plan, lines, names):
        """:return: ``{record id: {field: value}}``, when the plan's later changes of
        these records are taken back
        """
        values = snapshot(lines._records(), names)
        made = {line.res_id: line.audit_id.id for line in lines}
        own = self._later_changes(plan, lines[0].res_model, list(values))
        heard = self._echoes(plan, lines[0].res_model, values, own)
        for change in sorted([*own, *heard], reverse=True, key=_audit_id):
            now = values[change.res_id]
            is_linked = not change.link or now.get(change.link) == change.linked_id
            if is_linked and change.audit_id > made[change.res_id]:
                _take_back(now, change.before, change.after)
        self._leave_out_removed(plan, lines, values)
        return values

    def _leave_out_removed(self, plan, lines, values):
        """Of several records that one refers to, those go first that came later."""
        fields = lines._model()._fields
        for name in next(iter(values.values()), ()):
            if fields[name].type != "many2many":
                continue
            ids = [one for now in values.values() for one in now[name]]
            going = self._going(plan, fields[name].comodel_name, ids)
            for line in lines if going else ():
                now = values[line.res_id]
                now[name] = [
                    one for one in now[name] if going.get(one, 0) < line.audit_id.id
                ]

    def _going(self, plan, model_name, ids):
        """:return: ``{record id: id of the audit line}`` of those that are removed"""
        if not ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_id, audit_id FROM case_migration_rollback_line
                 WHERE plan_id = %s AND res_model = %s AND res_id = ANY(%s)
                   AND operation = 'create'
                   AND COALESCE(action, 'remove') = 'remove'
                """,
                plan.id,
                model_name,
                ids,
            )
        )
        return dict(rows)

    def _echoes(self, plan, model_name, values, own):
        """Odoo repeats some values of a client in his cases, and of a company in its
        contacts: taken back there, they are taken back here.

        :param own: changes of the records themselves, which may have had other links
        :return: changes of the records' clients and companies, as they have heard them
        """
        name = f"case.migration.loader.{model_name.replace('.', '_')}"
        echoes = self.env[name]._echoes if name in self.env else {}
        for link, (linked_model, names) in echoes.items():
            holders = defaultdict(set)
            for res_id, now in values.items():
                holders[now.get(link)].add(res_id)
            for change in own:
                holders[change.before.get(link)].add(change.res_id)
            linked_ids = [linked_id for linked_id in holders if linked_id]
            for change in self._later_changes(plan, linked_model, linked_ids):
                heard = {
                    one: other for one, other in names.items() if other in change.after
                }
                before, after = (
                    {one: said.get(other) for one, other in heard.items()}
                    for said in (change.before, change.after)
                )
                for res_id in holders[change.res_id]:
                    yield change._replace(
                        res_id=res_id,
                        before=before,
                        after=after,
                        link=link,
                        linked_id=change.res_id,
                    )

    def _later_changes(self, plan, model_name, ids, than=0):
        """:return: the plan's changes of records that were not taken back yet, the
        last first
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.audit_id, l.id, l.res_id, a.before, a.after
                  FROM case_migration_rollback_line l
                  JOIN case_migration_audit_log a ON a.id = l.audit_id
                 WHERE l.plan_id = %s AND l.res_model = %s AND l.res_id = ANY(%s)
                   AND l.operation = 'write' AND NOT COALESCE(l.done, false)
                   AND l.audit_id > %s
                 ORDER BY l.audit_id DESC
                """,
                plan.id,
                model_name,
                list(ids),
                than,
            )
        )
        return [
            Change(audit_id, line_id, res_id, before or {}, after or {})
            for audit_id, line_id, res_id, before, after in rows
        ]

    # ---------------------------------------------------------------- changed values

    def _of_changes(self, plan, lines):
        """:return: ``{line: Outcome}`` of changes of records that others have made"""
        outcomes = {}
        emptied = lines.filtered(lambda line: is_emptied(line.audit_id))
        for line in emptied:
            outcomes[line] = self._judge(plan, line, {"emptied": ""})
        for line, ours, theirs in self._compare(plan, lines - emptied):
            outcomes[line] = Outcome("restore")
            if theirs and set(line.audit_id.after) != set(DATES):
                choice, reason = plan._choose(line, ["edited"])
                action = {"force": "restore", "detach": "detach"}.get(choice)
                action = action or ("partial" if ours else "keep")
                note = _labels(lines._model(), theirs)
                outcomes[line] = Outcome(action, reason, note)
        return outcomes

    def _compare(self, plan, lines):
        """
        :return: triples of line, names of the fields that are still as the migration
            has written them, and names of those that people have changed since. What
            has its old value again is neither.
        """
        if not lines:
            return
        values = snapshot(lines._records(), sorted(lines._filled()))
        by_id = {line.id: line for line in lines}
        since = min(lines.audit_id.ids) - 1
        model_name, ids = lines[0].res_model, lines.mapped("res_id")
        for change in self._later_changes(plan, model_name, ids, since):
            now, before, after = values[change.res_id], change.before, change.after
            if change.line_id in by_id:
                ours = [name for name in now if now[name] == after.get(name, now)]
                theirs = [
                    name
                    for name in now
                    if name in after and now[name] not in (after[name], before[name])
                ]
                yield by_id[change.line_id], ours, theirs
            _take_back(now, before, after)


def _audit_id(change):
    return change.audit_id


def _take_back(values, before, after):
    for name, value in after.items():
        if name in values and values[name] == value:
            values[name] = before.get(name, False)


def _is_derived(model, name):
    """Whether nobody can write the field: then what it is made of is compared."""
    field = model._fields[name]
    return bool(field.compute and field.readonly)


def _labels(model, names):
    labels = [
        model._fields[name]._description_string(model.env)
        for name in names
        if name in model._fields
    ]
    return ", ".join(labels or names)[:LONGEST]


_ACTIONS = {"keep": "keep", "detach": "detach", "force": "remove"}
