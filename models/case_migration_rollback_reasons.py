from collections import defaultdict
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from .audit import is_emptied
from .backdating import DATES
from .case_migration_rollback import STRUCTURE
from .case_migration_rollback_line import REASONS
from .snapshot import editable, fingerprint, snapshot

LONGEST = 200  # characters of a note


class Outcome(NamedTuple):
    """What becomes of a line, why, and what in particular is the matter."""

    action: str
    reason: str | None = None
    note: str | None = None


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
        owned = {name for line in lines for name in line.audit_id.after or {}}
        used = self.env["case.migration.usage"]._used(lines._records(), owned, plan)
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
        names = {name for line in lines for name in line.audit_id.after or {}}
        if any(lines.mapped("audit_id.others")):
            names |= editable(model)
        present = self._as_it_will_be(plan, lines, sorted(names))
        edited = {}
        for line in lines.filtered(lambda line: not is_emptied(line.audit_id)):
            after = line.audit_id.after or {}
            then = present[line.res_id]
            changed = [
                name
                for name in after
                if then.get(name) != after[name] and not _is_derived(model, name)
            ]
            if changed:
                edited[line] = _labels(model, changed)
            elif line.audit_id.others:
                rest = editable(model) - after.keys()
                others = {name: then[name] for name in then if name in rest}
                if fingerprint(others) != line.audit_id.others:
                    edited[line] = self.env._("a field that was not migrated")
        return edited

    def _as_it_will_be(self, plan, lines, names):
        """:return: ``{record id: {field: value}}``, when the plan's later changes of
        these records are taken back
        """
        values = snapshot(lines._records(), names)
        for _id, res_id, before, after in self._later_changes(plan, lines):
            _take_back(values[res_id], before, after)
        self._take_back_echoes(plan, lines, values)
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

    def _take_back_echoes(self, plan, lines, values):
        """Odoo repeats some values of a client in his cases, and of a company in its
        contacts: taken back there, they are taken back here.
        """
        name = f"case.migration.loader.{lines[0].res_model.replace('.', '_')}"
        echoes = self.env[name]._echoes if name in self.env else {}
        for link, (model_name, names) in echoes.items():
            linked = {now[link] for now in values.values() if now.get(link)}
            changes = self._changes_of(plan, model_name, linked)
            for now in values.values():
                for before, after in changes.get(now.get(link), ()):
                    heard = {
                        mine: other for mine, other in names.items() if other in after
                    }
                    _take_back(
                        now,
                        {mine: before.get(other) for mine, other in heard.items()},
                        {mine: after[other] for mine, other in heard.items()},
                    )

    def _changes_of(self, plan, model_name, ids):
        """:return: ``{record id: [(before, after), …]}``, the last change first"""
        lines = self.env["case.migration.rollback.line"].search(
            [
                ("plan_id", "=", plan.id),
                ("operation", "=", "write"),
                ("done", "!=", True),
                ("res_model", "=", model_name),
                ("res_id", "in", list(ids)),
            ]
        )
        changes = defaultdict(list)
        for line in lines:
            audit = line.audit_id
            changes[line.res_id].append((audit.before or {}, audit.after or {}))
        return changes

    def _later_changes(self, plan, lines, than=0):
        """:return: (id, record id, before, after) of the plan's changes of the records
        that were not taken back yet, the last first
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT l.id, l.res_id, a.before, a.after
                  FROM case_migration_rollback_line l
                  JOIN case_migration_audit_log a ON a.id = l.audit_id
                 WHERE l.plan_id = %s AND l.res_model = %s AND l.res_id = ANY(%s)
                   AND l.operation = 'write' AND NOT COALESCE(l.done, false)
                   AND l.audit_id > %s
                 ORDER BY l.audit_id DESC
                """,
                plan.id,
                lines[:1].res_model,
                lines.mapped("res_id"),
                than,
            )
        )

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
        names = {name for line in lines for name in line.audit_id.after or {}}
        values = snapshot(lines._records(), sorted(names))
        by_id = {line.id: line for line in lines}
        for line_id, res_id, before, after in self._later_changes(
            plan, lines, min(lines.audit_id.ids) - 1
        ):
            now = values[res_id]
            if line_id in by_id:
                ours = [name for name in now if now[name] == after.get(name, now)]
                theirs = [
                    name
                    for name in now
                    if name in after and now[name] not in (after[name], before[name])
                ]
                yield by_id[line_id], ours, theirs
            _take_back(now, before, after)


def _take_back(values, before, after):
    for name, value in (after or {}).items():
        if name in values and values[name] == value:
            values[name] = (before or {}).get(name, False)


def _is_derived(model, name):
    """Whether nobody can write the field: then what it is made of is compared."""
    field = model._fields.get(name)
    return bool(field and field.compute and field.readonly)


def _labels(model, names):
    labels = [
        model._fields[name]._description_string(model.env)
        for name in names
        if name in model._fields
    ]
    return ", ".join(labels or names)[:LONGEST]


_ACTIONS = {"keep": "keep", "detach": "detach", "force": "remove"}
