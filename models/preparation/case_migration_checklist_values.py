from odoo import models
from odoo.tools import SQL

from ...lib.mapping import compile_lines
from ..support.words import counted

KINDS = {
    "crm.lost.reason": "lost_reason",
    "crm.stage": "stage",
    "crm.tag": "tag",
    "crm.team": "team",
    "mail.activity.type": "activity_type",
    "res.partner.category": "tag",
    "res.partner.industry": "industry",
    "utm.source": "source",
}
# People are on the list of owners.
PEOPLE = ("res.users", "res.partner")
MOST = 5000
NAMED = 10


class CaseMigrationChecklistValues(models.AbstractModel):
    """What the look-ups of a map will ask Odoo for: tags, industries, lost reasons."""

    _name = "case.migration.checklist.values"
    _description = "Case Migration Checklist: Values"

    def _value_items(self, job):
        items = {}
        for line in job.line_ids.filtered(lambda line: line.transform == "lookup"):
            model = self._model_looked_up(line)
            if not line.mapping_id.enabled or not model or model in PEOPLE:
                continue
            names = self._names_looked_up(line)
            known = self.env["case.migration.finder"]._find_lookup(
                job.source_id, model, set(names)
            )
            if (line.options or {}).get("create") or model in KINDS:
                new = self._items_of(line, model, names, known)
            else:
                new = self._summary(line, model, names, known)
            for item in new:
                items.setdefault((model, item["technical_name"].casefold()), item)
        return list(items.values())

    def _model_looked_up(self, line):
        field = self.env[line.target_model]._fields.get(line.target_field)
        return field.comodel_name if field is not None and field.relational else None

    def _items_of(self, line, model, names, known):
        create = (line.options or {}).get("create")
        missing = "to_make" if create else "manual"
        for name, written in names.items():
            yield {
                "kind": KINDS.get(model, "value"),
                "name": f"{self.env[model]._description}: {written}",
                "target_model": model,
                "technical_name": written,
                "state": "exists" if known.get(name) else missing,
                "message": self.env._(
                    "Needed by the source field “%s”.", line.source_field
                ),
                "consequence": self.env._(
                    "The field stays empty where the source says “%s”, with a finding.",
                    written,
                ),
            }

    def _summary(self, line, model, names, known):
        """One item for a list that is Odoo's own: countries, states, currencies."""
        lost = [written for name, written in names.items() if not known.get(name)]
        description = self.env[model]._description
        yield {
            "kind": "value",
            "name": counted(
                self.env,
                len(names),
                self.env._("%(model)s: one value"),
                self.env._("%(model)s: %(count)s values"),
                model=description,
            ),
            "target_model": model,
            "technical_name": line.target_field,
            "state": "manual" if lost else "exists",
            "message": self.env._("Odoo does not know: %s", _some(lost))
            if lost
            else False,
            "consequence": self.env._("These stay empty, each with a finding."),
        }

    def _names_looked_up(self, line):
        """:return: ``{lower-case name: name}`` of all that the line asks for"""
        mapper, context = compile_lines([line._to_lib()]), line.mapping_id._context()
        names = {}
        payloads = [{line.source_field: one} for one in self._distinct_values(line)]
        payloads += [payload for _value, payload in line._payloads_of_teams()]
        for payload in payloads:
            mapped = mapper.apply(payload, context)
            for reference in mapped.references:
                for key in reference.keys:
                    names.setdefault(key.strip().lower(), key.strip())
        return names

    def _distinct_values(self, line):
        """:return: the different values of the line's first source field, lists as
        they are
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT payload->%(field)s
                  FROM case_migration_record
                 WHERE stream_id IN %(streams)s
                   AND NOT COALESCE(deleted, false)
                   AND payload->>%(field)s <> ''
                 ORDER BY 1 LIMIT %(most)s
                """,
                field=line.source_field,
                streams=tuple(line.mapping_id._streams().ids) or (0,),
                most=MOST,
            )
        )
        return [value for [value] in rows]


def _some(names):
    shown = ", ".join(names[:NAMED])
    return f"{shown} …" if len(names) > NAMED else shown
