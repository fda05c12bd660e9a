from odoo import models

from ...lib.diff import BY_RULE, Verdict, compare
from ..loading.backdating import DATES


class CaseMigrationReadback(models.AbstractModel):
    """Says whether a record of Odoo holds what the map makes of its source.

    There may be one per target model, ``case.migration.readback.<model>``; without
    one, this reads all fields as they are. It knows nothing of the loaders: for a
    target field that is no field of the model, ``_judge_<field>`` says where in Odoo
    its value must be found, and for one that Odoo must or may hold differently,
    ``_rule_<field>`` gives the sentence of ``readme/RULES.md`` that says so.
    """

    _name = "case.migration.readback"
    _description = "Case Migration Reading Back"
    # Target fields that are read as something else than their type says.
    _kinds = {}

    def _judge(self, mapping, item, record, name, expected):
        """
        :param item: mapped and resolved anew; ``values`` are what is expected
        :param expected: the value of this target field
        :return: what Odoo holds, a Verdict, and a sentence if there is more to say
        """
        if name in DATES and not hasattr(self, f"_judge_{name}"):
            return self._stamp(mapping, record, name, expected)
        special = getattr(self, f"_judge_{name}", None)
        if special:
            return self._explained(
                mapping, item, record, name, expected,
                *special(mapping, item, record, expected),
            )  # fmt: skip
        field = record._fields.get(name)
        if field is None or not field.store:
            return None, Verdict(BY_RULE), self._no_such_field(record, name)
        actual = self._value(record, name)
        verdict = self._compared(record, name, expected, actual)
        return self._explained(mapping, item, record, name, expected, actual, verdict)

    def _further(self, record, targets):
        """
        :param targets: names of the target fields that are compared
        :return: names of what is compared beside them, each with a ``_judge_…``
        """
        return ()

    def _explained(self, mapping, item, record, name, expected, actual, verdict):
        """A difference that a rule explains is none."""
        if not verdict.deviates:
            return actual, verdict, ""
        rule = getattr(self, f"_rule_{name}", None)
        reason = rule(mapping, item, record, expected, actual) if rule else ""
        expected = item.memo.get("expected", expected)
        reason = reason or self._general_rule(item, record, name, expected, actual)
        return actual, Verdict(BY_RULE) if reason else verdict, reason

    def _value(self, record, name):
        field = record._fields[name]
        if field.type == "many2one":
            return record[name].id
        if field.type in ("one2many", "many2many"):
            return sorted(record.with_context(active_test=False)[name].ids)
        return record[name]

    def _compared(self, record, name, expected, actual):
        field = record._fields[name]
        kind = self._kinds.get(name, field.type)
        digits = 2
        if field.type == "float":
            digits = (field.get_digits(self.env) or (16, 6))[1]
        return compare(kind, expected, actual, digits)

    def _general_rule(self, item, record, name, expected, actual):
        """:return: why Odoo may hold a value that the source doesn't give"""
        if expected not in (None, False, "", []) or actual in (None, False, "", []):
            return ""
        field = record._fields.get(name)
        if field is None:
            return ""
        if field.compute and not field.readonly:
            return self.env._("The source says nothing, so Odoo works it out.")
        default = record.browse().default_get([name]).get(name)
        if default and default == actual:
            return self.env._("The source says nothing, so Odoo's default counts.")
        if self._conflict(item, name):
            return self.env._("A person has changed it in Odoo.")
        return ""

    def _conflict(self, item, name):
        return self.env["case.migration.finding"].search_count(
            [
                ("record_id", "=", item.id),
                ("kind", "=", "conflict"),
                ("target_field", "=", name),
            ],
            limit=1,
        )

    def _stamp(self, mapping, record, name, expected):
        if mapping.job_id.backdate:
            verdict = compare("datetime", expected, record[name])
            return record[name], verdict, ""
        return (
            None,
            Verdict(BY_RULE),
            self.env._(
                "Original dates are kept here only when the migration back-dates."
            ),
        )

    def _no_such_field(self, record, name):
        return self.env._(
            "Odoo has no such field here (%s); the value stays in the source data.",
            name,
        )
